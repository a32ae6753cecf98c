/* reading.c: what a cell of a spreadsheet means. See reading.h. */
#define _GNU_SOURCE
#include "api/reading.h"

#include <string.h>

#include "api/folding.h"
#include "api/rules.h"
#include "base/ascii.h"

/* How the cells of a field are read. */
enum manner {
  MANNER_TEXT,    /* as they stand */
  MANNER_CODE,    /* in full width, with space around */
  MANNER_PRODUCT, /* the same, with one capital letter in front of digits */
  MANNER_NUMBER,  /* also with hyphens and spaces between the digits */
  MANNER_IMEI,    /* the same where it is the digits of an IMEI; else a code */
  MANNER_DATE,
  MANNER_CONSENT
};

enum { LONGEST_NO_VALUE = 12 }; /* bytes */

static enum manner manner_of(const struct unom_field *field) {
  static const enum manner of_rule[] = {
      [UNOM_RULE_CONTRACT_ID] = MANNER_CODE,
      [UNOM_RULE_LINE_NO] = MANNER_NUMBER,
      [UNOM_RULE_ORDER_ID] = MANNER_CODE,
      [UNOM_RULE_RESERVE_ID] = MANNER_NUMBER,
      [UNOM_RULE_DATE] = MANNER_DATE,
      [UNOM_RULE_DATETIME] = MANNER_TEXT,
      [UNOM_RULE_YES_NO] = MANNER_CONSENT,
      [UNOM_RULE_PRODUCT_CODE] = MANNER_PRODUCT,
      [UNOM_RULE_ROAMING_CODE] = MANNER_PRODUCT,
      [UNOM_RULE_POSTAL_CODE] = MANNER_CODE,
      [UNOM_RULE_FULL_WIDTH] = MANNER_TEXT,
      [UNOM_RULE_HALF_WIDTH] = MANNER_CODE,
      [UNOM_RULE_MIXED_WIDTH] = MANNER_TEXT,
      [UNOM_RULE_PHONE] = MANNER_CODE,
      [UNOM_RULE_EMAIL] = MANNER_CODE,
      [UNOM_RULE_IPV4] = MANNER_CODE,
      [UNOM_RULE_AUTH_ID_SHORT] = MANNER_CODE,
      [UNOM_RULE_AUTH_PASSWORD_SHORT] = MANNER_TEXT,
      [UNOM_RULE_AUTH_SEARCH_KEY] = MANNER_CODE,
      [UNOM_RULE_CHOICE] = MANNER_CODE,
      [UNOM_RULE_NUMBER] = MANNER_CODE,
  };
#define X(symbol, name) +1
  _Static_assert(sizeof of_rule / sizeof *of_rule == 0 UNOM_RULES(X), "every rule has its manner");
#undef X
  if (field->secret)
    return MANNER_TEXT;
  return strcmp(field->name, "imei") == 0 ? MANNER_IMEI : of_rule[field->rule];
}

const char *unom_reading_name(enum unom_reading_kind kind) {
  static const char *const names[UNOM_READING_KINDS] = {
#define X(symbol, name) [UNOM_READING_##symbol] = name,
      UNOM_READINGS(X)
#undef X
  };
  return names[kind];
}

/* ---- words ---- */

static bool is_text(const char *bytes, size_t length, const char *text) {
  return strlen(text) == length && memcmp(bytes, text, length) == 0;
}

static bool is_one_of(const char *bytes, size_t length, const char *const *texts) {
  for (; *texts; texts++)
    if (is_text(bytes, length, *texts))
      return true;
  return false;
}

/* What spreadsheets write where a formula fails. "Err:502" is LibreOffice's; a column that is too narrow is saved as
 * "####" by some programs. */
static bool is_spreadsheet_error(const char *bytes, size_t length) {
  static const char *const errors[] = {"#N/A",      "#REF!",         "#VALUE!", "#NAME?",
                                       "#DIV/0!",   "#NULL!",        "#NUM!",   "#SPILL!",
                                       "#CALC!",    "#GETTING_DATA", "#FIELD!", "#BLOCKED!",
                                       "#UNKNOWN!", "#CONNECT!",     NULL};
  if (length == 7 && memcmp(bytes, "Err:", 4) == 0)
    return true;
  if (length == 0 || bytes[0] != '#')
    return false;
  size_t hashes = 0;
  while (hashes < length && bytes[hashes] == '#')
    hashes++;
  return (hashes == length && length > 1) || is_one_of(bytes, length, errors);
}

/* Words for "none", "unknown" and "as above". A rule of half-width text would let some of them pass. */
static bool is_no_value(const char *bytes, size_t length) {
  static const char *const words[] = {
      "-",   "--",   "N/A",  "n/a",  "NA", "na",       "NULL",   "null",   "None", "none",
      "NaN", "nan",  "TBD",  "?",    "ー", "－",       "―",      "？",     "なし", "無し",
      "無",  "未定", "不明", "同上", "〃", "該当なし", "未設定", "未入力", NULL};
  bool is_digit = length > 0 && bytes[0] >= '0' && bytes[0] <= '9';
  return length <= LONGEST_NO_VALUE && !is_digit && is_one_of(bytes, length, words);
}

/* ---- readings ---- */

static enum unom_reading_outcome refuse(const struct unom_field *field, const char *bytes,
                                        size_t length, struct unom_diagnostic *diagnostic,
                                        enum unom_code code, const char *words) {
  unom_diagnostic_set(diagnostic, code, field, bytes, length, "%s", words);
  return UNOM_READING_REFUSED;
}

/* A number with a decimal point. */
static bool is_decimal(const char *bytes, size_t length) {
  const char *point = memchr(bytes, '.', length);
  if (!point || point == bytes || point + 1 == bytes + length)
    return false;
  for (size_t i = 0; i < length; i++)
    if (bytes + i != point && (bytes[i] < '0' || bytes[i] > '9'))
      return false;
  return true;
}

/* What a spreadsheet makes of an IMEI, as a number or as text, also in full width: its rule would let
 * it pass. */
static bool is_spreadsheet_form(const char *bytes, size_t length) {
  static const char apostrophe[] = "’";
  struct unom_folded folded;
  if (length >= sizeof apostrophe - 1 && memcmp(bytes, apostrophe, sizeof apostrophe - 1) == 0)
    return true;
  if (!unom_fold(bytes, length, false, &folded) || folded.length == 0)
    return false;
  return folded.bytes[0] == '\'' || folded.bytes[0] == '=' ||
         is_decimal(folded.bytes, folded.length);
}

/* READ where the value is another one than the cell, passes the rule, and would be taken as it
 * stands; else AS_IT_STANDS. */
static enum unom_reading_outcome take(const struct unom_field *field, const char *bytes,
                                      size_t length, struct unom_reading *reading) {
  struct unom_diagnostic diagnostic;
  const char *value = reading->bytes;
  size_t size = reading->length;
  bool other = size != length || memcmp(value, bytes, length) != 0;
  if (!other || is_no_value(value, size) || is_spreadsheet_error(value, size) ||
      !unom_rule_check(field, value, size, &diagnostic) || !unom_rule_is_usual(field, value, size))
    return UNOM_READING_AS_IT_STANDS;
  return UNOM_READING_READ;
}

static enum unom_reading_kind kind_of(const struct unom_folded *folded) {
  if (folded->full_width)
    return UNOM_READING_FULL_WIDTH;
  return folded->hyphens ? UNOM_READING_HYPHENS : UNOM_READING_SPACES;
}

static enum unom_reading_outcome take_folded(const struct unom_field *field, const char *bytes,
                                             size_t length, const struct unom_folded *folded,
                                             struct unom_reading *reading) {
  reading->kind = kind_of(folded);
  reading->length = folded->length;
  memcpy(reading->bytes, folded->bytes, folded->length);
  return take(field, bytes, length, reading);
}

/* Takes hyphens and spaces from between digits: at most one hyphen at a place, none at an end. */
static bool join_digits(struct unom_folded *folded) {
  size_t kept = 0, hyphens = 0;
  for (size_t i = 0; i < folded->length; i++) {
    char c = folded->bytes[i];
    if (c == '-' && (kept == 0 || ++hyphens > 1))
      return false;
    if (c == '-' || c == ' ')
      continue;
    if (c < '0' || c > '9')
      return false;
    hyphens = 0;
    folded->bytes[kept++] = c;
  }
  folded->length = kept;
  return hyphens == 0;
}

static enum unom_reading_outcome read_code(const struct unom_field *field, enum manner manner,
                                           const char *bytes, size_t length,
                                           struct unom_reading *reading,
                                           struct unom_diagnostic *diagnostic) {
  struct unom_folded folded;
  if (!unom_fold(bytes, length, false, &folded))
    return UNOM_READING_AS_IT_STANDS;
  if (manner == MANNER_PRODUCT && folded.length == 8 && folded.bytes[0] >= 'a' &&
      folded.bytes[0] <= 'z')
    return refuse(field, bytes, length, diagnostic, UNOM_CODE_WRONG_CASE,
                  "the carrier's codes begin with a capital letter");
  if (manner == MANNER_IMEI || manner == MANNER_NUMBER) {
    struct unom_folded digits = folded;
    bool joined = join_digits(&digits);
    if (joined && (manner == MANNER_NUMBER ||
                   (digits.length >= UNOM_IMEI_LEAST && digits.length <= UNOM_IMEI_MOST)))
      return take_folded(field, bytes, length, &digits, reading);
    if (manner == MANNER_NUMBER)
      return UNOM_READING_AS_IT_STANDS;
  }
  return take_folded(field, bytes, length, &folded, reading);
}

/* ---- dates ---- */

/* Reads one to `most` digits at *at, and the spaces around them. Returns the number, or -1. */
static int read_digits(const struct unom_folded *folded, size_t *at, size_t least, size_t most) {
  int number = 0;
  size_t count = 0;
  while (*at < folded->length && folded->bytes[*at] == ' ')
    ++*at;
  for (; *at < folded->length && folded->bytes[*at] >= '0' && folded->bytes[*at] <= '9'; ++*at) {
    number = number * 10 + (folded->bytes[*at] - '0');
    if (++count > most)
      return -1;
  }
  while (*at < folded->length && folded->bytes[*at] == ' ')
    ++*at;
  return count >= least ? number : -1;
}

static bool read_sign(const struct unom_folded *folded, size_t *at, char sign) {
  if (*at == folded->length || folded->bytes[*at] != sign)
    return false;
  ++*at;
  return true;
}

static void put_digits(struct unom_reading *reading, int number, size_t count) {
  for (size_t i = count; i > 0; i--, number /= 10)
    reading->bytes[reading->length + i - 1] = (char)('0' + number % 10);
  reading->length += count;
}

/* Year, month and day with one sign between them, the year of four digits and first. */
static bool parse_day(const struct unom_folded *folded, struct unom_reading *reading) {
  static const char signs[][3] = {
      {'/', '/', 0}, {'-', '-', 0}, {UNOM_FOLDED_YEAR, UNOM_FOLDED_MONTH, UNOM_FOLDED_DAY}};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
    size_t at = 0;
    int year = read_digits(folded, &at, 4, 4);
    if (year < 0 || !read_sign(folded, &at, signs[i][0]))
      continue;
    int month = read_digits(folded, &at, 1, 2);
    if (month < 0 || !read_sign(folded, &at, signs[i][1]))
      return false;
    int day = read_digits(folded, &at, 1, 2);
    if (day < 0 || (signs[i][2] && !read_sign(folded, &at, signs[i][2])) || at < folded->length)
      return false;
    reading->kind = UNOM_READING_DATE;
    reading->length = 0;
    put_digits(reading, year, 4);
    put_digits(reading, month, 2);
    put_digits(reading, day, 2);
    return true;
  }
  return false;
}

static enum unom_reading_outcome read_date(const struct unom_field *field, const char *bytes,
                                           size_t length, struct unom_reading *reading) {
  struct unom_folded folded;
  if (!unom_fold(bytes, length, true, &folded))
    return UNOM_READING_AS_IT_STANDS;
  if (unom_folded_is_digits(&folded))
    return take_folded(field, bytes, length, &folded, reading);
  return parse_day(&folded, reading) ? take(field, bytes, length, reading)
                                     : UNOM_READING_AS_IT_STANDS;
}

/* ---- consent ---- */

static bool is_word(const struct unom_folded *folded, const char *const *words) {
  for (; *words; words++) {
    size_t i = 0;
    while (i < folded->length && unom_ascii_small(folded->bytes[i]) == (*words)[i] && (*words)[i])
      i++;
    if (i == folded->length && !(*words)[i])
      return true;
  }
  return false;
}

static enum unom_reading_outcome read_consent(const struct unom_field *field, const char *bytes,
                                              size_t length, struct unom_reading *reading) {
  static const char *const yes[] = {"yes", "true", "1", NULL}, *const no[] = {"no", "false", "0",
                                                                              NULL};
  static const char *const yes_signs[] = {"はい", "○", "◯", "〇", NULL};
  static const char *const no_signs[] = {"いいえ", "×", "✕", "✖", NULL};
  struct unom_folded folded;
  bool ascii = unom_fold(bytes, length, false, &folded);
  const char *value = NULL;
  if ((ascii && is_word(&folded, yes)) || is_one_of(bytes, length, yes_signs))
    value = "yes";
  else if ((ascii && is_word(&folded, no)) || is_one_of(bytes, length, no_signs))
    value = "no";
  if (!value)
    return UNOM_READING_AS_IT_STANDS;
  reading->kind = UNOM_READING_CONSENT;
  reading->length = strlen(value);
  memcpy(reading->bytes, value, reading->length);
  return take(field, bytes, length, reading);
}

/* ---- cells ---- */

struct look {
  bool digits; /* alone */
  bool plain;  /* visible ASCII alone */
};

static struct look look_at(const char *bytes, size_t length) {
  struct look look = {true, true};
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)bytes[i];
    look.digits = look.digits && c >= '0' && c <= '9';
    look.plain = look.plain && c > ' ' && c <= '~';
  }
  return look;
}

enum unom_reading_outcome unom_reading_of(const struct unom_field *field, const char *bytes,
                                          size_t length, struct unom_reading *reading,
                                          struct unom_diagnostic *diagnostic) {
  enum manner manner = manner_of(field);
  if (length > UNOM_READING_CELL)
    return UNOM_READING_AS_IT_STANDS;
  struct look look = look_at(bytes, length);
  if (look.digits && manner != MANNER_CONSENT)
    return UNOM_READING_AS_IT_STANDS;
  if (is_spreadsheet_error(bytes, length))
    return refuse(field, bytes, length, diagnostic, UNOM_CODE_SPREADSHEET_ERROR,
                  "an error of the spreadsheet in place of a value");
  if (manner == MANNER_TEXT)
    return UNOM_READING_AS_IT_STANDS;
  if (is_no_value(bytes, length))
    return refuse(field, bytes, length, diagnostic, UNOM_CODE_NO_VALUE,
                  "no value: where there is none, leave the cell empty");
  switch (manner) {
  case MANNER_DATE:
    return read_date(field, bytes, length, reading);
  case MANNER_CONSENT:
    return read_consent(field, bytes, length, reading);
  case MANNER_IMEI:
    if (is_spreadsheet_form(bytes, length))
      return refuse(field, bytes, length, diagnostic, UNOM_CODE_WRONG_FORM,
                    "not an IMEI but what a spreadsheet makes of one");
    break;
  case MANNER_PRODUCT:
    if (look.plain && bytes[0] <= 'Z')
      return UNOM_READING_AS_IT_STANDS;
    break;
  case MANNER_CODE:
    if (look.plain)
      return UNOM_READING_AS_IT_STANDS;
    break;
  default:
    break;
  }
  return read_code(field, manner, bytes, length, reading, diagnostic);
}
