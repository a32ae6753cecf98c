/* advice.c: warnings about values that the API allows. See advice.h. */
#define _GNU_SOURCE
#include "api/advice.h"

#include <string.h>

#include "base/calendar.h"
#include "base/utf8.h"

/* Half-width forms: ASCII, and the katakana and signs of U+FF61 to U+FFDC and U+FFE8 to U+FFEE. */
static bool is_half_width(unsigned code) {
  return code < 0x80 || (code >= 0xFF61 && code <= 0xFFDC) || (code >= 0xFFE8 && code <= 0xFFEE);
}

struct content {
  unsigned characters;
  bool half_width; /* some of them are */
};

static struct content read_content(const char *bytes, size_t length) {
  struct content content = {0, false};
  for (size_t at = 0; at < length; content.characters++) {
    unsigned code = 0;
    at += unom_utf8_decode(bytes + at, length - at, &code);
    content.half_width = content.half_width || is_half_width(code);
  }
  return content;
}

/* The check digit of an IMEI: the sum of all digits, every second one doubled, ends in 0 (Luhn). */
static bool imei_adds_up(const char *bytes, size_t length) {
  unsigned sum = 0;
  for (size_t i = 0; i < length; i++) {
    unsigned digit = (unsigned)(bytes[i] - '0');
    unsigned doubled = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += (length - i) % 2 == 0 ? doubled : digit;
  }
  return sum % 10 == 0;
}

static bool is_digits(const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (bytes[i] < '0' || bytes[i] > '9')
      return false;
  return true;
}

/* Adds what is to be said of an IMEI, which the specification does not say the form of; returns how
 * many. */
static size_t advise_imei(const struct unom_field *field, const char *bytes, size_t length,
                          struct unom_diagnostic *diagnostic) {
  if (length < UNOM_IMEI_LEAST || length > UNOM_IMEI_MOST || !is_digits(bytes, length))
    unom_diagnostic_set(diagnostic, UNOM_CODE_UNUSUAL_IMEI, field, bytes, length,
                        "an IMEI has %d to %d digits", UNOM_IMEI_LEAST, UNOM_IMEI_MOST);
  else if (length == 15 && !imei_adds_up(bytes, length))
    unom_diagnostic_set(diagnostic, UNOM_CODE_IMEI_CHECK_DIGIT, field, bytes, length,
                        "the check digit of this IMEI is wrong");
  else
    return 0;
  return 1;
}

size_t unom_advise_value(const struct unom_field *field, const char *bytes, size_t length,
                         struct unom_diagnostic diagnostics[UNOM_ADVICE_MOST]) {
  size_t count = 0;
  struct content content;
  switch (field->rule) {
  case UNOM_RULE_YES_NO:
    if (length == 2)
      unom_diagnostic_set(&diagnostics[count++], UNOM_CODE_NOT_AGREED, field, bytes, length,
                          "the carrier stops without consent to its terms");
    break;
  case UNOM_RULE_ORDER_ID:
    if (length < 3 || memcmp(bytes, "AGU", 3) != 0)
      unom_diagnostic_set(&diagnostics[count++], UNOM_CODE_UNUSUAL_ORDER_ID, field, bytes, length,
                          "an orderId starts with AGU");
    break;
  case UNOM_RULE_POSTAL_CODE:
    if (length != 7 || memchr(bytes, '-', length))
      unom_diagnostic_set(&diagnostics[count++], UNOM_CODE_UNUSUAL_POSTAL_CODE, field, bytes,
                          length, "a postal code is written as seven digits without a hyphen");
    break;
  case UNOM_RULE_FULL_WIDTH:
  case UNOM_RULE_HALF_WIDTH:
  case UNOM_RULE_MIXED_WIDTH:
    content = read_content(bytes, length);
    if (field->rule == UNOM_RULE_FULL_WIDTH && content.half_width)
      unom_diagnostic_set(&diagnostics[count++], UNOM_CODE_HALF_WIDTH_IN_FULL_WIDTH, field, bytes,
                          length, "half-width characters in a full-width field");
    if (field->advise_max > 0 && content.characters > field->advise_max)
      unom_diagnostic_set(&diagnostics[count++], UNOM_CODE_LONGER_THAN_PRINTED, field, bytes,
                          length,
                          "longer than the %u characters that one place of the carrier's document "
                          "gives; a courier's system may limit it further, which can mean that the "
                          "order is refused",
                          field->advise_max);
    if (field->advise_min > 0 && content.characters < field->advise_min)
      unom_diagnostic_set(&diagnostics[count++], UNOM_CODE_SHORTER_THAN_ADVISED, field, bytes,
                          length, "shorter than the %u characters of the carrier's table",
                          field->advise_min);
    if (strcmp(field->name, "imei") == 0)
      count += advise_imei(field, bytes, length, &diagnostics[count]);
    break;
  default:
    break;
  }
  if (!unom_rule_is_usual(field, bytes, length))
    unom_diagnostic_set(&diagnostics[count++], UNOM_CODE_UNUSUAL_LINE_NO, field, bytes, length,
                        "a line number has 0 and nine or ten digits");
  return count;
}

const struct unom_field *unom_advise_window_field(const struct unom_operation *operation) {
  return operation->date_window ? unom_field_find(operation, "requestDate") : NULL;
}

static unsigned day_of(const char *bytes, size_t length) {
  unsigned day = 0;
  for (size_t i = 0; i < length; i++)
    day = day * 10 + (unsigned)(bytes[i] - '0');
  return day;
}

bool unom_advise_window(const struct unom_operation *operation, const char *bytes, size_t length,
                        unsigned today, struct unom_diagnostic *diagnostic) {
  const struct unom_field *field = unom_advise_window_field(operation);
  if (!field || !unom_calendar_is_day(today))
    return false;
  unsigned day = day_of(bytes, length);
  unsigned first = unom_calendar_next_month_first(today);
  bool outside = day < today || day > unom_calendar_next_month_last(today);
  if (outside)
    unom_diagnostic_set(diagnostic, UNOM_CODE_DATE_WINDOW, field, bytes, length,
                        "outside the carrier's window (%s)", operation->date_window);
  else if (operation->window_is_first && day != first)
    unom_diagnostic_set(diagnostic, UNOM_CODE_DATE_WINDOW, field, bytes, length,
                        "only a zero course (courseType 01) can start on another day than %08u",
                        first);
  else
    return false;
  return true;
}

bool unom_advise_log(const struct unom_operation *operation, const struct unom_field *field,
                     const char *bytes, size_t length, unsigned today,
                     struct unom_diagnostic *diagnostic) {
  enum { DAY = 8 }; /* digits, at the start */
  static const char midnight[] = "000000";
  if (operation->log_days == 0 || length != DAY + sizeof midnight - 1 ||
      !unom_calendar_is_day(today))
    return false;
  unsigned day = day_of(bytes, DAY), tomorrow = unom_calendar_day_after(today);
  bool ends_today = day == tomorrow && memcmp(bytes + DAY, midnight, sizeof midnight - 1) == 0;
  if (day >= unom_calendar_days_before(today, operation->log_days) && (day <= today || ends_today))
    return false;
  unom_diagnostic_set(diagnostic, UNOM_CODE_LOG_WINDOW, field, bytes, length,
                      "outside the last %u days, which the carrier's log covers",
                      operation->log_days);
  return true;
}
