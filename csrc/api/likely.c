/* likely.c: the value that was probably meant by one that fails its rule. See likely.h. */
#define _GNU_SOURCE
#include "api/likely.h"

#include <stdio.h>
#include <string.h>

#include "api/folding.h"
#include "api/rules.h"
#include "base/ascii.h"
#include "base/calendar.h"

struct slice {
  const char *bytes;
  size_t length;
};

static bool starts(struct slice text, const char *prefix) {
  size_t length = strlen(prefix);
  return text.length > length && memcmp(text.bytes, prefix, length) == 0;
}

static struct slice rest(struct slice text, size_t from) {
  return (struct slice){text.bytes + from, text.length - from};
}

/* What a spreadsheet puts around text so that it stays text: ="0901", '0901. */
static struct slice unwrap(struct slice text) {
  if (starts(text, "=\"") && text.length > 3 && text.bytes[text.length - 1] == '"')
    return (struct slice){text.bytes + 2, text.length - 3};
  if (starts(text, "'"))
    return rest(text, 1);
  if (starts(text, "’"))
    return rest(text, strlen("’"));
  return text;
}

/* ---- numbers ---- */

/* Takes ".0" from the end of a number. */
static void drop_decimals(struct unom_folded *folded) {
  size_t end = folded->length;
  while (end > 0 && folded->bytes[end - 1] == '0')
    end--;
  if (end > 1 && end < folded->length && folded->bytes[end - 1] == '.' &&
      !memchr(folded->bytes, '.', end - 1))
    folded->length = end - 1;
}

static void put_zero_first(struct unom_folded *folded) {
  if (folded->length == sizeof folded->bytes)
    return;
  memmove(folded->bytes + 1, folded->bytes, folded->length++);
  folded->bytes[0] = '0';
}

static void drop_first(struct unom_folded *folded, size_t count) {
  folded->length -= count;
  memmove(folded->bytes, folded->bytes + count, folded->length);
}

static bool folded_starts(const struct unom_folded *folded, const char *prefix) {
  return starts((struct slice){folded->bytes, folded->length}, prefix);
}

enum { JAPAN_DIGITS = 12 }; /* of 81 and a number of eleven digits without its 0 */

static bool guess_line(struct unom_folded *folded) {
  drop_decimals(folded);
  bool international = folded_starts(folded, "+81");
  unom_folded_remove(folded, "+-()./ ");
  if (!unom_folded_is_digits(folded))
    return false;
  if (international || (folded_starts(folded, "81") && folded->length == JAPAN_DIGITS))
    drop_first(folded, 2);
  if (folded->bytes[0] != '0')
    put_zero_first(folded);
  return true;
}

static bool guess_number(struct unom_folded *folded) {
  drop_decimals(folded);
  unom_folded_remove(folded, "- ");
  return unom_folded_is_digits(folded);
}

/* ---- days ---- */

enum { SERIAL_LEAST = 36526, SERIAL_MOST = 73050, SERIAL_1970 = 25569, YEAR_LEAST = 24 };
enum { REIWA = 2018, CENTURY = 2000, GROUPS = 3 };

struct groups {
  unsigned numbers[GROUPS];
  size_t digits[GROUPS], count;
};

/* The numbers at the head of the text, one sign between two. What follows the third, as a time does,
 * must be set off. */
static bool read_groups(const struct unom_folded *folded, size_t at, struct groups *groups) {
  memset(groups, 0, sizeof *groups);
  while (at < folded->length && groups->count < GROUPS) {
    size_t *digits = &groups->digits[groups->count];
    for (; at < folded->length && folded->bytes[at] >= '0' && folded->bytes[at] <= '9'; at++) {
      if (++*digits > 8)
        return false;
      groups->numbers[groups->count] =
          groups->numbers[groups->count] * 10 + (unsigned)(folded->bytes[at] - '0');
    }
    if (*digits == 0)
      return false;
    groups->count++;
    if (at == folded->length)
      return true;
    if (groups->count == GROUPS)
      return strchr(" T\3", folded->bytes[at]) != NULL;
    if (!strchr("/-. \1\2", folded->bytes[at]))
      return false;
    at++;
  }
  return false;
}

static bool put_day(struct unom_folded *folded, unsigned year, unsigned month, unsigned day) {
  if (year > 9999 || month > 12 || day > 31 ||
      !unom_calendar_is_day(year * 10000 + month * 100 + day))
    return false;
  char text[16];
  folded->length =
      (size_t)snprintf(text, sizeof text, "%04u%02u%02u", year, month, day); /* eight digits */
  memcpy(folded->bytes, text, folded->length);
  return true;
}

/* The day that a spreadsheet counts as `serial`, from 1900 on. */
static bool put_serial(struct unom_folded *folded, unsigned serial) {
  enum { A_DAY = 24 * 60 * 60 };
  unsigned day = unom_calendar_today((time_t)(serial - SERIAL_1970) * A_DAY);
  return put_day(folded, day / 10000, day / 100 % 100, day % 100);
}

static bool put_single(struct unom_folded *folded, const struct groups *groups) {
  unsigned number = groups->numbers[0];
  switch (groups->digits[0]) {
  case 8:
    return put_day(folded, number / 10000, number / 100 % 100, number % 100);
  case 6:
    return number / 10000 >= YEAR_LEAST &&
           put_day(folded, CENTURY + number / 10000, number / 100 % 100, number % 100);
  case 5:
    return number >= SERIAL_LEAST && number <= SERIAL_MOST && put_serial(folded, number);
  default:
    return false;
  }
}

/* Month, day, year as in America, or day, month, year where only that is a day. */
static bool put_year_last(struct unom_folded *folded, unsigned a, unsigned b, unsigned year) {
  return put_day(folded, year, a, b) || put_day(folded, year, b, a);
}

static bool guess_date(struct unom_folded *folded) {
  struct groups groups;
  bool reiwa = folded->bytes[0] == 'R' || folded->bytes[0] == 'r';
  if (!reiwa)
    drop_decimals(folded);
  if (!read_groups(folded, reiwa, &groups))
    return false;
  const unsigned *numbers = groups.numbers;
  if (groups.count == 1)
    return !reiwa && put_single(folded, &groups);
  if (groups.count < GROUPS)
    return false;
  if (reiwa)
    return numbers[0] >= 1 && numbers[0] <= 99 &&
           put_day(folded, REIWA + numbers[0], numbers[1], numbers[2]);
  if (groups.digits[0] == 4)
    return put_day(folded, numbers[0], numbers[1], numbers[2]);
  if (groups.digits[2] == 4)
    return put_year_last(folded, numbers[0], numbers[1], numbers[2]);
  if (groups.digits[0] > 2 || groups.digits[2] > 2)
    return false;
  return (numbers[0] >= YEAR_LEAST &&
          put_day(folded, CENTURY + numbers[0], numbers[1], numbers[2])) ||
         (numbers[2] >= YEAR_LEAST &&
          put_year_last(folded, numbers[0], numbers[1], CENTURY + numbers[2]));
}

/* ---- codes ---- */

static void raise_case(struct unom_folded *folded) {
  for (size_t i = 0; i < folded->length; i++)
    if (folded->bytes[i] >= 'a' && folded->bytes[i] <= 'z')
      folded->bytes[i] = (char)(folded->bytes[i] - 'a' + 'A');
}

static bool guess_code(struct unom_folded *folded) {
  unom_folded_remove(folded, "- ");
  raise_case(folded);
  return true;
}

static bool guess_contract(struct unom_folded *folded) {
  guess_code(folded);
  if (folded->length != 9 || !unom_folded_is_digits(folded))
    return true;
  put_zero_first(folded);
  folded->bytes[0] = 'N';
  return true;
}

static bool guess_choice(struct unom_folded *folded) {
  drop_decimals(folded);
  while (folded->length > 1 && folded->bytes[0] == '0')
    drop_first(folded, 1);
  return true;
}

static bool guess_consent(struct unom_folded *folded) {
  bool yes = folded->length == 1 && (folded->bytes[0] | 0x20) == 'y';
  yes = yes || (folded->length == 2 && (folded->bytes[0] | 0x20) == 'o' &&
                (folded->bytes[1] | 0x20) == 'k');
  if (yes) {
    folded->length = 3;
    memcpy(folded->bytes, "yes", 3);
  }
  return yes;
}

/* Commas for points, the length of a network after the address, zeros in front of a number. */
static bool guess_address(struct unom_folded *folded) {
  struct unom_folded address = {.length = 0};
  unom_folded_remove(folded, " ");
  bool at_start = true;
  for (size_t i = 0; i < folded->length && folded->bytes[i] != '/'; i++) {
    char c = folded->bytes[i];
    if (c == ',')
      c = '.';
    bool digit_follows =
        i + 1 < folded->length && folded->bytes[i + 1] >= '0' && folded->bytes[i + 1] <= '9';
    if (at_start && c == '0' && digit_follows)
      continue;
    at_start = c == '.';
    address.bytes[address.length++] = c;
  }
  *folded = address;
  return address.length > 0;
}

static bool guess_postal_code(struct unom_folded *folded) {
  drop_decimals(folded);
  unom_folded_remove(folded, "- ");
  if (folded->length == 6)
    put_zero_first(folded);
  return true;
}

static bool guess_trimmed(struct unom_folded *folded) {
  unom_folded_remove(folded, " ");
  return true;
}

/* ---- all ---- */

typedef bool (*guess)(struct unom_folded *);

/* How a field's likely value is made; NULL: it has none. */
static guess guess_of(const struct unom_field *field) {
  static const guess of_rule[] = {
      [UNOM_RULE_CONTRACT_ID] = guess_contract,
      [UNOM_RULE_LINE_NO] = guess_line,
      [UNOM_RULE_ORDER_ID] = guess_trimmed,
      [UNOM_RULE_RESERVE_ID] = guess_number,
      [UNOM_RULE_DATE] = guess_date,
      [UNOM_RULE_YES_NO] = guess_consent,
      [UNOM_RULE_PRODUCT_CODE] = guess_code,
      [UNOM_RULE_ROAMING_CODE] = guess_code,
      [UNOM_RULE_POSTAL_CODE] = guess_postal_code,
      [UNOM_RULE_EMAIL] = guess_trimmed,
      [UNOM_RULE_IPV4] = guess_address,
      [UNOM_RULE_AUTH_ID_SHORT] = guess_trimmed,
      [UNOM_RULE_CHOICE] = guess_choice,
      [UNOM_RULE_NUMBER] = guess_number,
  };
  if (field->secret)
    return NULL;
  if (strcmp(field->name, "imei") == 0)
    return guess_number;
  return (size_t)field->rule < sizeof of_rule / sizeof *of_rule ? of_rule[field->rule] : NULL;
}

/* Characters beyond ASCII that a field's values are written with, and what they stand for. */
static const struct {
  enum unom_rule rule;
  const char *written, *meant;
} written_as[] = {
    {UNOM_RULE_IPV4, "。", "."},         {UNOM_RULE_POSTAL_CODE, "〒", ""},
    {UNOM_RULE_YES_NO, "同意する", "y"}, {UNOM_RULE_YES_NO, "同意します", "y"},
    {UNOM_RULE_YES_NO, "同意", "y"},     {UNOM_RULE_YES_NO, "✓", "y"},
    {UNOM_RULE_YES_NO, "✔", "y"},        {UNOM_RULE_YES_NO, "☑", "y"},
    {UNOM_RULE_YES_NO, "レ", "y"},
};

/* Copies the text with these characters replaced. Returns its length; 0 where it does not fit. */
static size_t rewrite(enum unom_rule rule, struct slice text, char copy[UNOM_READING_CELL]) {
  size_t length = 0;
  while (text.length > 0) {
    size_t taken = 1;
    struct slice put = {text.bytes, 1};
    for (size_t i = 0; i < sizeof written_as / sizeof *written_as; i++) {
      size_t size = strlen(written_as[i].written);
      if (written_as[i].rule != rule || size > text.length ||
          memcmp(text.bytes, written_as[i].written, size) != 0)
        continue;
      taken = size;
      put = (struct slice){written_as[i].meant, strlen(written_as[i].meant)};
      break;
    }
    if (length + put.length > UNOM_READING_CELL)
      return 0;
    memcpy(copy + length, put.bytes, put.length);
    length += put.length;
    text = rest(text, taken);
  }
  return length;
}

/* The date without the day of the week in brackets after it. */
static struct slice before_bracket(struct slice text) {
  for (size_t i = 1; i < text.length; i++)
    if (text.bytes[i] == '(' || starts(rest(text, i), "（"))
      return (struct slice){text.bytes, i};
  return text;
}

/* What the text inside the wrapping means by itself. */
static bool find_likely(const struct unom_field *field, struct slice text,
                        struct unom_folded *folded) {
  struct unom_diagnostic ignored;
  struct unom_reading reading;
  char copy[UNOM_READING_CELL];
  guess guess_value = guess_of(field);
  if (!guess_value || text.length == 0 || text.length > UNOM_READING_CELL)
    return false;
  struct slice inner = unwrap(text);
  bool wrapped = inner.length != text.length;
  if (wrapped && inner.length < sizeof folded->bytes &&
      unom_rule_check(field, inner.bytes, inner.length, &ignored) &&
      unom_rule_is_usual(field, inner.bytes, inner.length) &&
      unom_reading_of(field, inner.bytes, inner.length, &reading, &ignored) ==
          UNOM_READING_AS_IT_STANDS) {
    folded->length = inner.length;
    memcpy(folded->bytes, inner.bytes, inner.length);
    return true;
  }
  if (field->rule == UNOM_RULE_DATE)
    inner = before_bracket(inner);
  size_t length = rewrite(field->rule, inner, copy);
  return length > 0 && unom_fold(copy, length, field->rule == UNOM_RULE_DATE, folded) &&
         guess_value(folded) && folded->length > 0 &&
         unom_rule_check(field, folded->bytes, folded->length, &ignored) &&
         unom_rule_is_usual(field, folded->bytes, folded->length);
}

void unom_likely_add(const struct unom_field *field, const char *bytes, size_t length,
                     struct unom_diagnostic *diagnostic) {
  struct unom_folded likely;
  if (diagnostic->code == UNOM_CODE_NO_VALUE || diagnostic->code == UNOM_CODE_SPREADSHEET_ERROR ||
      !find_likely(field, (struct slice){bytes, length}, &likely) ||
      likely.length >= sizeof diagnostic->likely ||
      (likely.length == length && memcmp(likely.bytes, bytes, length) == 0))
    return;
  memcpy(diagnostic->likely, likely.bytes, likely.length);
  diagnostic->likely[likely.length] = '\0';
  unom_text_add(&diagnostic->message, ", perhaps ");
  unom_text_add_quoted(&diagnostic->message, likely.bytes, likely.length);
}
