/* rules.c: one value, the whole input, against the rule of every field of the catalogue.
 *
 * What a value may be is written here a second time, by other means: iconv reads its characters,
 * the C library its days and addresses. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <iconv.h>
#include <stdbool.h>
#include <time.h>

#include "api/advice.h"
#include "api/likely.h"
#include "api/rules.h"
#include "base/utf8.h"
#include "input.h"

static const char DIGITS[] = "0123456789";
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
static const char ALPHANUMERIC[] = "0123456789" LETTERS;

/* ---- characters ---- */

struct characters {
  bool valid; /* UTF-8 */
  size_t count;
  bool control, space_around;
};

static bool is_control(uint32_t code) { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

static bool is_space(uint32_t code) {
  return code == ' ' || code == '\t' || code == 0xA0 || code == 0x3000;
}

static struct characters read_characters(const char *bytes, size_t length) {
  static iconv_t converter;
  static uint32_t codes[4096];
  struct characters characters = {.valid = true};
  char *in = copy_bytes(bytes, length), *from = in, *out = (char *)codes;
  size_t room = sizeof codes;
  HOLDS(length <= sizeof codes / sizeof *codes);
  if (!converter)
    converter = iconv_open("UTF-32LE", "UTF-8");
  characters.valid = iconv(converter, &from, &length, &out, &room) != (size_t)-1;
  characters.count = sizeof codes / sizeof *codes - room / sizeof *codes;
  for (size_t i = 0; i < characters.count; i++) {
    bool around = i == 0 || i + 1 == characters.count;
    characters.control = characters.control || is_control(codes[i]);
    characters.space_around = characters.space_around || (around && is_space(codes[i]));
  }
  free(in);
  iconv(converter, NULL, NULL, NULL, NULL);
  return characters;
}

/* ---- the rules, once more ---- */

static bool consists_of(const char *text, const char *set) {
  return strspn(text, set) == strlen(text);
}

static int number_at(const char *digits, size_t count) {
  int number = 0;
  for (size_t i = 0; i < count; i++)
    number = number * 10 + (digits[i] - '0');
  return number;
}

static bool is_moment(const char *text, size_t length) {
  char parts[] = "00000000000000";
  if (strlen(text) != length || !consists_of(text, DIGITS) || strncmp(text, "0000", 4) == 0)
    return false;
  memcpy(parts, text, length);
  struct tm read = {.tm_year = number_at(parts, 4) - 1900,
                    .tm_mon = number_at(parts + 4, 2) - 1,
                    .tm_mday = number_at(parts + 6, 2),
                    .tm_hour = number_at(parts + 8, 2),
                    .tm_min = number_at(parts + 10, 2),
                    .tm_sec = number_at(parts + 12, 2)};
  struct tm made = read;
  timegm(&made); /* moves what is no day to one that is */
  return made.tm_mon == read.tm_mon && made.tm_mday == read.tm_mday &&
         made.tm_hour == read.tm_hour && made.tm_min == read.tm_min && made.tm_sec == read.tm_sec;
}

static bool is_choice(const struct unom_choice *choice, const char *text) {
  for (; choice->value; choice++)
    if (strcmp(choice->value, text) == 0)
      return true;
  return false;
}

enum verdict { REFUSED, PASSED, UNDECIDED };

static enum verdict when(bool passes) { return passes ? PASSED : REFUSED; }

/* What the rule must say of a text of visible characters. */
static enum verdict verdict_of(const struct unom_field *field, const char *text) {
  size_t length = strlen(text);
  struct in_addr address;
  switch (field->rule) {
  case UNOM_RULE_CONTRACT_ID:
    return when(length == 10 && text[0] == 'N' && consists_of(text + 1, DIGITS));
  case UNOM_RULE_LINE_NO:
    return when(length <= 11 && consists_of(text, DIGITS) &&
                (text[0] == '0' || (length != 9 && length != 10))); /* else a 0 is lost */
  case UNOM_RULE_PRODUCT_CODE:
  case UNOM_RULE_ROAMING_CODE:
    return when(length == 8 && consists_of(text, ALPHANUMERIC));
  case UNOM_RULE_DATE:
    return when(is_moment(text, 8));
  case UNOM_RULE_DATETIME:
    return when(is_moment(text, 14));
  case UNOM_RULE_YES_NO:
    return when(strcmp(text, "yes") == 0 || strcmp(text, "no") == 0);
  case UNOM_RULE_CHOICE:
    return when(is_choice(field->choices, text));
  case UNOM_RULE_IPV4:
    return when(inet_pton(AF_INET, text, &address) == 1);
  case UNOM_RULE_ORDER_ID:
    return consists_of(text, ALPHANUMERIC) ? UNDECIDED : REFUSED;
  case UNOM_RULE_RESERVE_ID:
  case UNOM_RULE_NUMBER:
    return consists_of(text, DIGITS) ? UNDECIDED : REFUSED;
  case UNOM_RULE_POSTAL_CODE:
    return when(length >= 7 && length <= 9 && consists_of(text, "0123456789-"));
  case UNOM_RULE_PHONE:
    return consists_of(text, "0123456789+() -") ? UNDECIDED : REFUSED;
  case UNOM_RULE_AUTH_ID_SHORT:
    return consists_of(text, "-._+=0123456789" LETTERS) ? UNDECIDED : REFUSED;
  case UNOM_RULE_AUTH_PASSWORD_SHORT:
    return consists_of(text, "!$()-/;<?[]^{}%0123456789" LETTERS) ? UNDECIDED : REFUSED;
  case UNOM_RULE_EMAIL:
  case UNOM_RULE_AUTH_SEARCH_KEY:
    return strchr(text, '@') && !strchr(text, ' ') ? UNDECIDED : REFUSED;
  default:
    return UNDECIDED;
  }
}

/* ---- what must hold ---- */

/* A message is UTF-8 that a terminal shows as it is, and of a secret it shows nothing. */
static void check_message(const struct unom_field *field, const struct unom_text *message) {
  HOLDS(message->length > 0 && message->length < UNOM_TEXT_SIZE);
  HOLDS(strlen(message->bytes) == message->length);
  struct characters shown = read_characters(message->bytes, message->length);
  HOLDS(shown.valid && !shown.control);
  HOLDS(!field->secret || !strchr(message->bytes, '"'));
}

static bool is_problem(enum unom_code code) { return code <= UNOM_CODE_END_BEFORE_START; }

static void check_advice(const struct unom_operation *operation, const struct unom_field *field,
                         const char *bytes, size_t length) {
  struct unom_diagnostic advice[UNOM_ADVICE_MOST + 1];
  size_t count = unom_advise_value(field, bytes, length, advice);
  HOLDS(count <= UNOM_ADVICE_MOST);
  if (field == unom_advise_window_field(operation) &&
      unom_advise_window(operation, bytes, length, 20261115, &advice[count]))
    count++;
  if (field->rule == UNOM_RULE_DATETIME &&
      unom_advise_log(operation, field, bytes, length, 20261115, &advice[count]))
    count++;
  for (size_t i = 0; i < count; i++) {
    HOLDS(!is_problem(advice[i].code));
    check_message(field, &advice[i].message);
  }
}

/* What a cell is read as passes the rule and means itself; a likely value passes it too. */
static void check_reading(const struct unom_field *field, const char *bytes, size_t length) {
  struct unom_diagnostic diagnostic = {.code = UNOM_CODE_WRONG_FORM}, ignored;
  struct unom_reading reading, again;
  enum unom_reading_outcome outcome = unom_reading_of(field, bytes, length, &reading, &diagnostic);
  if (outcome == UNOM_READING_READ) {
    HOLDS(!field->secret && unom_reading_name(reading.kind));
    HOLDS(unom_rule_check(field, reading.bytes, reading.length, &ignored));
    HOLDS(unom_reading_of(field, reading.bytes, reading.length, &again, &ignored) ==
          UNOM_READING_AS_IT_STANDS);
    return;
  }
  diagnostic.likely[0] = '\0';
  unom_likely_add(field, bytes, length, &diagnostic);
  if (outcome == UNOM_READING_REFUSED)
    check_message(field, &diagnostic.message);
  if (diagnostic.likely[0]) {
    HOLDS(!field->secret);
    HOLDS(unom_rule_check(field, diagnostic.likely, strlen(diagnostic.likely), &ignored));
  }
}

static void check_field(const struct unom_operation *operation, const struct unom_field *field,
                        const char *bytes, size_t length, const struct characters *characters) {
  struct unom_diagnostic diagnostic;
  bool passes = unom_rule_check(field, bytes, length, &diagnostic);
  if (!passes) {
    HOLDS(is_problem(diagnostic.code));
    check_message(field, &diagnostic.message);
  }
  if (length == 0) {
    HOLDS(passes == (field->rule == UNOM_RULE_ROAMING_CODE));
    return;
  }
  check_reading(field, bytes, length);
  if (!characters->valid || characters->control || characters->space_around) {
    HOLDS(!passes);
    return;
  }
  char *text = copy_text(bytes, length);
  enum verdict verdict = verdict_of(field, text);
  HOLDS(verdict == UNDECIDED || passes == (verdict == PASSED));
  HOLDS(!passes || field->max == 0 || characters->count <= field->max);
  HOLDS(!passes || characters->count >= field->min);
  if (passes)
    check_advice(operation, field, bytes, length);
  free(text);
}

static bool is_same(const struct unom_field *one, const struct unom_field *other) {
  return strcmp(one->name, other->name) == 0 && one->rule == other->rule &&
         one->required == other->required && one->secret == other->secret &&
         one->min == other->min && one->max == other->max && one->choices == other->choices &&
         one->advise_min == other->advise_min && one->advise_max == other->advise_max;
}

/* Has an earlier operation the same field, so that its rule has been asked already? */
static bool is_known(const struct unom_operation *operation, const struct unom_field *field) {
  if (field == unom_advise_window_field(operation))
    return false;
  for (const struct unom_operation *each = unom_operations; each < operation; each++) {
    const struct unom_field *other = unom_field_find(each, field->name);
    if (other && is_same(field, other))
      return true;
  }
  return false;
}

static struct {
  const struct unom_operation *operation;
  const struct unom_field *field;
} distinct[256];
static size_t distinct_count;

static void find_distinct(void) {
  for (size_t i = 0; i < unom_operation_count; i++)
    for (size_t j = 0; j < unom_operations[i].field_count; j++) {
      const struct unom_field *field = &unom_operations[i].fields[j];
      if (is_known(&unom_operations[i], field))
        continue;
      HOLDS(distinct_count < sizeof distinct / sizeof *distinct);
      distinct[distinct_count].operation = &unom_operations[i];
      distinct[distinct_count++].field = field;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  char *value = copy_bytes(bytes, length);
  struct characters characters = read_characters(value, length);
  HOLDS(characters.valid == (unom_utf8_prefix(value, length) == length));
  if (distinct_count == 0)
    find_distinct();
  for (size_t i = 0; i < distinct_count; i++)
    check_field(distinct[i].operation, distinct[i].field, value, length, &characters);
  free(value);
  return 0;
}
