/* rules.c: the test of each rule. See rules.h.
 *
 * Invariant: a test reads only bytes[0..length), which need not end in a NUL. */
#define _GNU_SOURCE
#include "api/rules.h"

#include <string.h>

#include "base/calendar.h"
#include "base/utf8.h"

enum { NO_LIMIT = 1u << 20 };
enum { LONGEST_LINE_NO = 11 }; /* digits */

/* A value under test, with the results of one pass over it. */
struct value {
  const struct unom_field *field;
  const char *bytes;
  size_t length;
  unsigned characters;
  bool ascii;
};

static bool refuse(const struct value *value, struct unom_diagnostic *diagnostic,
                   enum unom_code code, const char *words) {
  unom_diagnostic_set(diagnostic, code, value->field, value->bytes, value->length, "%s", words);
  return false;
}

/* ---- characters ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_one_of(char c, const char *set) { return c != '\0' && strchr(set, c); }

static bool is_alphanumeric(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Is every byte of the kind, or one of `more`? */
static bool only(const struct value *value, bool (*kind)(char), const char *more) {
  for (size_t i = 0; i < value->length; i++)
    if (!kind(value->bytes[i]) && !is_one_of(value->bytes[i], more))
      return false;
  return true;
}

static bool all_digits(const struct value *value) { return only(value, is_digit, ""); }

static unsigned digits_at(const char *bytes, size_t count) {
  unsigned number = 0;
  for (size_t i = 0; i < count; i++)
    number = number * 10 + (unsigned)(bytes[i] - '0');
  return number;
}

/* Spaces of every width. */
static bool is_space(unsigned code) {
  return code == ' ' || code == '\t' || code == 0xA0 || (code >= 0x2000 && code <= 0x200B) ||
         code == 0x202F || code == 0x205F || code == 0x3000 || code == 0xFEFF;
}

/* Only visible ASCII, as in most values? Then nothing is refused, and every byte is a character. */
static bool is_plain(const struct value *value) {
  for (size_t i = 0; i < value->length; i++)
    if (value->bytes[i] <= ' ' || value->bytes[i] > '~')
      return false;
  return true;
}

/* Counts the characters, and refuses what every rule forbids: bytes that are no UTF-8, control
 * characters, and white space at the start or end (forbidden at the head of every sheet). */
static bool read_characters(struct value *value, struct unom_diagnostic *diagnostic) {
  bool control = false, space_around = false, space_last = false;
  value->characters = 0;
  value->ascii = true;
  if (value->length < NO_LIMIT && is_plain(value)) {
    value->characters = (unsigned)value->length;
    return true;
  }
  for (size_t at = 0; at < value->length; value->characters++) {
    unsigned code = 0;
    size_t size = unom_utf8_decode(value->bytes + at, value->length - at, &code);
    if (size == 0)
      return refuse(value, diagnostic, UNOM_CODE_NOT_UTF8, "not valid UTF-8");
    space_last = is_space(code);
    space_around = space_around || (at == 0 && space_last);
    control = control || ((code < 0x20 || code == 0x7F) && code != '\t') ||
              (code >= 0x80 && code < 0xA0) || (code == '\t' && at > 0 && at + 1 < value->length);
    value->ascii = value->ascii && code < 0x80;
    at += size;
  }
  if (control)
    return refuse(value, diagnostic, UNOM_CODE_CONTROL_CHARACTER, "holds a control character");
  if (space_around || space_last)
    return refuse(value, diagnostic, UNOM_CODE_SURROUNDING_SPACE, "has space around it");
  return true;
}

/* ---- lengths ---- */

struct limits {
  unsigned min, max;
};

static struct limits limits_of(const struct unom_field *field) {
  static const struct limits of_rule[] = {
      [UNOM_RULE_ORDER_ID] = {1, 64},
      [UNOM_RULE_RESERVE_ID] = {1, 64},
      [UNOM_RULE_PHONE] = {1, 16},
      [UNOM_RULE_AUTH_ID_SHORT] = {3, 15},
      [UNOM_RULE_AUTH_PASSWORD_SHORT] = {2, 15},
      [UNOM_RULE_AUTH_SEARCH_KEY] = {8, 64},
      [UNOM_RULE_NUMBER] = {1, 10},
  };
  struct limits limits = {0, 0};
  if ((size_t)field->rule < sizeof of_rule / sizeof *of_rule)
    limits = of_rule[field->rule];
  if (field->min > 0)
    limits.min = field->min;
  if (field->max > 0)
    limits.max = field->max;
  if (limits.max == 0)
    limits.max = NO_LIMIT;
  return limits;
}

static bool within_limits(const struct value *value, struct unom_diagnostic *diagnostic) {
  struct limits limits = limits_of(value->field);
  if (value->characters >= limits.min && value->characters <= limits.max)
    return true;
  bool longer = value->characters > limits.max;
  unom_diagnostic_set(diagnostic, longer ? UNOM_CODE_TOO_LONG : UNOM_CODE_TOO_SHORT, value->field,
                      value->bytes, value->length, "%s than %u characters",
                      longer ? "longer" : "shorter", longer ? limits.max : limits.min);
  return false;
}

/* ---- what a spreadsheet does to numbers ---- */

static size_t skip_digits(const struct value *value, size_t at) {
  while (at < value->length && is_digit(value->bytes[at]))
    at++;
  return at;
}

/* "9.01E+10": digits, perhaps a point and digits, E, perhaps a sign, digits. */
static bool is_scientific(const struct value *value) {
  size_t at = skip_digits(value, 0), end = value->length;
  const char *bytes = value->bytes;
  if (at > 0 && at < end && bytes[at] == '.')
    at = skip_digits(value, at + 1);
  if (at == 0 || at == end || (bytes[at] != 'E' && bytes[at] != 'e'))
    return false;
  size_t exponent = at + 1;
  if (exponent < end && (bytes[exponent] == '+' || bytes[exponent] == '-'))
    exponent++;
  return exponent < end && skip_digits(value, exponent) == end;
}

static bool refuse_scientific(const struct value *value, struct unom_diagnostic *diagnostic) {
  return refuse(value, diagnostic, UNOM_CODE_SCIENTIFIC_NOTATION,
                "digits are lost in scientific notation, as spreadsheets do");
}

/* ---- the rules ---- */

static bool refuse_form(const struct value *value, struct unom_diagnostic *diagnostic,
                        const char *words) {
  if (!value->ascii)
    return refuse(value, diagnostic, UNOM_CODE_NOT_HALF_WIDTH, "not in half-width characters");
  return refuse(value, diagnostic, UNOM_CODE_WRONG_FORM, words);
}

static bool check_contract_id(const struct value *value, struct unom_diagnostic *diagnostic) {
  struct value digits = {.bytes = value->bytes + 1, .length = value->length - 1};
  if (value->bytes[0] == 'N' && digits.length == 9 && all_digits(&digits))
    return true;
  return refuse_form(value, diagnostic, "not N and nine digits");
}

/* The sheets take digits of any number up to eleven. Those that had a 0 before a spreadsheet read
 * them would name no line, or another. */
static bool check_line_no(const struct value *value, struct unom_diagnostic *diagnostic) {
  bool digits = all_digits(value), zero = value->bytes[0] == '0';
  if (digits && !zero && (value->length == 9 || value->length == 10))
    return refuse(value, diagnostic, UNOM_CODE_LOST_LEADING_ZERO,
                  "the leading zero is lost, as spreadsheets do");
  if (is_scientific(value))
    return refuse_scientific(value, diagnostic);
  if (!digits || value->length > LONGEST_LINE_NO)
    return refuse_form(value, diagnostic, "not a line number, at most eleven digits");
  return true;
}

static bool check_order_id(const struct value *value, struct unom_diagnostic *diagnostic) {
  if (!only(value, is_alphanumeric, ""))
    return refuse_form(value, diagnostic, "not letters and digits alone");
  return within_limits(value, diagnostic);
}

static bool check_digits(const struct value *value, struct unom_diagnostic *diagnostic) {
  if (all_digits(value))
    return within_limits(value, diagnostic);
  if (is_scientific(value))
    return refuse_scientific(value, diagnostic);
  return refuse_form(value, diagnostic, "not digits alone");
}

static bool check_date(const struct value *value, struct unom_diagnostic *diagnostic) {
  if (value->length == 8 && all_digits(value) && unom_calendar_is_day(digits_at(value->bytes, 8)))
    return true;
  if (is_scientific(value))
    return refuse_scientific(value, diagnostic);
  return refuse(value, diagnostic, UNOM_CODE_NOT_A_DATE, "not a calendar day, YYYYMMDD");
}

static bool check_datetime(const struct value *value, struct unom_diagnostic *diagnostic) {
  const char *bytes = value->bytes;
  if (value->length == 14 && all_digits(value) && unom_calendar_is_day(digits_at(bytes, 8)) &&
      digits_at(bytes + 8, 2) <= 23 && digits_at(bytes + 10, 2) <= 59 &&
      digits_at(bytes + 12, 2) <= 59)
    return true;
  if (is_scientific(value))
    return refuse_scientific(value, diagnostic);
  return refuse(value, diagnostic, UNOM_CODE_NOT_A_DATETIME,
                "not a calendar day and time, YYYYMMDDHHMMSS");
}

static bool equals(const struct value *value, const char *text) {
  return strlen(text) == value->length && memcmp(text, value->bytes, value->length) == 0;
}

static bool check_yes_no(const struct value *value, struct unom_diagnostic *diagnostic) {
  if (equals(value, "yes") || equals(value, "no"))
    return true;
  return refuse(value, diagnostic, UNOM_CODE_NOT_A_CHOICE, "neither \"yes\" nor \"no\"");
}

static bool check_choice(const struct value *value, struct unom_diagnostic *diagnostic) {
  for (const struct unom_choice *choice = value->field->choices; choice->value; choice++)
    if (equals(value, choice->value))
      return true;
  struct unom_text known;
  unom_text_clear(&known);
  for (const struct unom_choice *choice = value->field->choices; choice->value; choice++)
    unom_text_add(&known, "%s%s (%s)", choice == value->field->choices ? "" : " or ", choice->value,
                  choice->meaning);
  unom_diagnostic_set(diagnostic, UNOM_CODE_NOT_A_CHOICE, value->field, value->bytes, value->length,
                      "not %s", known.bytes);
  return false;
}

static bool check_product_code(const struct value *value, struct unom_diagnostic *diagnostic) {
  if (value->length == 8 && only(value, is_alphanumeric, ""))
    return true;
  return refuse_form(value, diagnostic, "not eight letters and digits");
}

static bool check_postal_code(const struct value *value, struct unom_diagnostic *diagnostic) {
  if (value->length >= 7 && value->length <= 9 && only(value, is_digit, "-"))
    return true;
  return refuse_form(value, diagnostic, "not seven to nine digits and hyphens");
}

static bool check_phone(const struct value *value, struct unom_diagnostic *diagnostic) {
  if (!only(value, is_digit, "+() -"))
    return refuse_form(value, diagnostic, "not digits, hyphens, plus, brackets and spaces alone");
  return within_limits(value, diagnostic);
}

static bool check_half_width(const struct value *value, struct unom_diagnostic *diagnostic) {
  if (!value->ascii)
    return refuse(value, diagnostic, UNOM_CODE_NOT_HALF_WIDTH, "not in half-width characters");
  return within_limits(value, diagnostic);
}

static bool check_mixed_width(const struct value *value, struct unom_diagnostic *diagnostic) {
  /* The rule allows it, but a spreadsheet has destroyed the digits of an IMEI. */
  if (strcmp(value->field->name, "imei") == 0 && is_scientific(value))
    return refuse_scientific(value, diagnostic);
  return within_limits(value, diagnostic);
}

static bool check_email(const struct value *value, struct unom_diagnostic *diagnostic) {
  const char *at = memchr(value->bytes, '@', value->length);
  size_t before = at ? (size_t)(at - value->bytes) : 0;
  size_t after = at ? value->length - before - 1 : 0;
  if (!value->ascii || before == 0 || after == 0 || memchr(at + 1, '@', after) ||
      memchr(value->bytes, ' ', value->length))
    return refuse(value, diagnostic, UNOM_CODE_NOT_AN_EMAIL, "not a mail address");
  return within_limits(value, diagnostic);
}

/* Four numbers 0 to 255 without leading zeros: some readers take those as octal. */
static bool is_ipv4(const char *bytes, size_t length) {
  size_t at = 0;
  for (unsigned part = 0; part < 4; part++) {
    if (part > 0 && (at == length || bytes[at++] != '.'))
      return false;
    size_t start = at;
    while (at < length && at - start < 3 && is_digit(bytes[at]))
      at++;
    if (at == start || (bytes[start] == '0' && at - start > 1) ||
        digits_at(bytes + start, at - start) > 255)
      return false;
  }
  return at == length;
}

static bool check_ipv4(const struct value *value, struct unom_diagnostic *diagnostic) {
  if (is_ipv4(value->bytes, value->length))
    return true;
  return refuse(value, diagnostic, UNOM_CODE_NOT_AN_IPV4,
                "not an IPv4 address, four numbers 0 to 255 without leading zeros");
}

static bool check_auth_id(const struct value *value, struct unom_diagnostic *diagnostic) {
  if (!only(value, is_alphanumeric, "-._+="))
    return refuse_form(value, diagnostic, "not letters, digits and -._+= alone");
  return within_limits(value, diagnostic);
}

static bool check_auth_password(const struct value *value, struct unom_diagnostic *diagnostic) {
  if (!only(value, is_alphanumeric, "!$()-/;<?[]^{}%"))
    return refuse_form(value, diagnostic, "not letters, digits and !$()-/;<?[]^{}% alone");
  return within_limits(value, diagnostic);
}

static bool check_auth_search_key(const struct value *value, struct unom_diagnostic *diagnostic) {
  size_t length = value->length;
  if (!value->ascii || memchr(value->bytes, ' ', length) || length < 3 ||
      !memchr(value->bytes + 1, '@', length - 2))
    return refuse_form(value, diagnostic, "not an authentication id, @ and a domain name");
  return within_limits(value, diagnostic);
}

typedef bool (*test)(const struct value *, struct unom_diagnostic *);

static const test tests[] = {
    [UNOM_RULE_CONTRACT_ID] = check_contract_id,
    [UNOM_RULE_LINE_NO] = check_line_no,
    [UNOM_RULE_ORDER_ID] = check_order_id,
    [UNOM_RULE_RESERVE_ID] = check_digits,
    [UNOM_RULE_DATE] = check_date,
    [UNOM_RULE_DATETIME] = check_datetime,
    [UNOM_RULE_YES_NO] = check_yes_no,
    [UNOM_RULE_PRODUCT_CODE] = check_product_code,
    [UNOM_RULE_ROAMING_CODE] = check_product_code,
    [UNOM_RULE_POSTAL_CODE] = check_postal_code,
    [UNOM_RULE_FULL_WIDTH] = within_limits,
    [UNOM_RULE_HALF_WIDTH] = check_half_width,
    [UNOM_RULE_MIXED_WIDTH] = check_mixed_width,
    [UNOM_RULE_PHONE] = check_phone,
    [UNOM_RULE_EMAIL] = check_email,
    [UNOM_RULE_IPV4] = check_ipv4,
    [UNOM_RULE_AUTH_ID_SHORT] = check_auth_id,
    [UNOM_RULE_AUTH_PASSWORD_SHORT] = check_auth_password,
    [UNOM_RULE_AUTH_SEARCH_KEY] = check_auth_search_key,
    [UNOM_RULE_CHOICE] = check_choice,
    [UNOM_RULE_NUMBER] = check_digits,
};

/* A rule without a test does not compile. */
#define X(symbol, name) +1
_Static_assert(sizeof tests / sizeof *tests == 0 UNOM_RULES(X), "every rule has its test");
#undef X

bool unom_rule_check(const struct unom_field *field, const char *bytes, size_t length,
                     struct unom_diagnostic *diagnostic) {
  struct value value = {.field = field, .bytes = bytes, .length = length};
  if (length == 0) {
    if (field->rule == UNOM_RULE_ROAMING_CODE) /* the specification's word for "none" */
      return true;
    unom_diagnostic_set(diagnostic, UNOM_CODE_EMPTY, field, NULL, 0,
                        field->required ? "empty" : "empty: leave it out where there is none");
    return false;
  }
  if (!read_characters(&value, diagnostic))
    return false;
  return tests[field->rule](&value, diagnostic);
}

bool unom_rule_is_usual(const struct unom_field *field, const char *bytes, size_t length) {
  struct value value = {.bytes = bytes, .length = length};
  bool is_key = field->rule == UNOM_RULE_HALF_WIDTH && strcmp(field->name, "lineNoSearchKey") == 0;
  if (field->rule != UNOM_RULE_LINE_NO && !is_key)
    return true;
  return (length == 10 || length == LONGEST_LINE_NO) && bytes[0] == '0' && all_digits(&value);
}
