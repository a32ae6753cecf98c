/* json_text.c: the text of JSON, made ready for a decoder. See json_text.h.
 *
 * Invariant: both runs, the one that counts and the one that writes, take the same way. */
#define _GNU_SOURCE
#include "base/json_text.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

struct writer {
  char *out; /* NULL: only counts */
  size_t size;
  const char *from; /* what is before this is written */
};

/* Writes what is not yet written up to `at`, and then the replacement for bytes[at..next). */
static void replace(struct writer *writer, const char *at, const char *replacement, size_t length,
                    const char *next) {
  size_t kept = (size_t)(at - writer->from);
  if (writer->out) {
    memcpy(writer->out + writer->size, writer->from, kept);
    if (length > 0)
      memcpy(writer->out + writer->size + kept, replacement, length);
  }
  writer->size += kept + length;
  writer->from = next;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static const char *skip_digits(const char *at) {
  while (is_digit(*at))
    at++;
  return at;
}

static const char *skip_space(const char *at) {
  while (unom_json_text_is_space(*at))
    at++;
  return at;
}

/* The end of the JSON number at `at`, or NULL when there is none, or when something else than the
 * end of a value follows. The text ends with a NUL. */
static const char *number_end(const char *at) {
  at += *at == '-';
  if (!is_digit(*at))
    return NULL;
  at = *at == '0' ? at + 1 : skip_digits(at);
  if (*at == '.') {
    if (!is_digit(at[1]))
      return NULL;
    at = skip_digits(at + 1);
  }
  if (*at == 'e' || *at == 'E') {
    at += at[1] == '+' || at[1] == '-' ? 2 : 1;
    if (!is_digit(*at))
      return NULL;
    at = skip_digits(at);
  }
  const char *next = skip_space(at);
  return *next == ',' || *next == ']' || *next == '}' || *next == '\0' ? at : NULL;
}

/* The code unit of the escape \uXXXX at `at`, or -1 when there is none. */
static long unicode_escape(const char *at) {
  if (at[0] != '\\' || at[1] != 'u')
    return -1;
  long unit = 0;
  for (int i = 2; i < 6; i++) {
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *digit = at[i] ? strchr(digits, at[i]) : NULL;
    if (!digit)
      return -1;
    unit = unit * 16 + (digit - digits) % 16;
  }
  return unit;
}

/* The end of the escape at `at`, which is a backslash; *whole: can a decoder read it? */
static const char *escape_end(const char *at, bool *whole) {
  *whole = true;
  if (at[1] != 'u') {
    *whole = at[1] && strchr("\"\\/bfnrt", at[1]) != NULL;
    return at + (*whole ? 2 : 1);
  }
  long unit = unicode_escape(at);
  if (unit < 0 || (unit >= 0xDC00 && unit <= 0xDFFF)) {
    *whole = false;
    return at + (unit < 0 ? 1 : 6);
  }
  if (unit < 0xD800 || unit > 0xDBFF)
    return at + 6;
  long low = unicode_escape(at + 6);
  *whole = low >= 0xDC00 && low <= 0xDFFF;
  return at + (*whole ? 12 : 6);
}

/* Mends the string whose opening quote is at `at`. Returns the first byte after it, or `end` when
 * it never closes. */
static const char *mend_string(struct writer *writer, const char *at, const char *end) {
  static const char replacement[] = UNOM_JSON_TEXT_REPLACEMENT;
  at++;
  while (at < end && *at != '"') {
    const char *next = at + 1;
    bool whole = true;
    if (*at == '\\') {
      if (next == end)
        return end;
      next = escape_end(at, &whole);
    } else if (*at == '\0') {
      whole = false;
    } else if ((unsigned char)*at >= 0x80) {
      unsigned code;
      size_t length = unom_utf8_decode(at, (size_t)(end - at), &code);
      whole = length > 0;
      next = at + (whole ? length : 1);
    }
    if (!whole)
      replace(writer, at, replacement, sizeof replacement - 1, next);
    at = next;
  }
  return at < end ? at + 1 : end;
}

/* Is the string bytes[at..end), with its quotes, the key optionCode of a member? */
static bool is_code_key(const char *at, const char *end) {
  static const char key[] = "\"optionCode\"";
  return (size_t)(end - at) == sizeof key - 1 && memcmp(at, key, sizeof key - 1) == 0 &&
         *skip_space(end) == ':';
}

/* Writes #NUMBER before the closing quote of the key that ends before `end`. */
static void number_key(struct writer *writer, const char *end, unsigned number) {
  char text[16];
  int length = snprintf(text, sizeof text, "#%u", number);
  replace(writer, end - 1, text, (size_t)length, end - 1);
}

const char *unom_json_text_prepare(const char *bytes, size_t length, char *out, size_t *size) {
  static const char empty_object[] = "{\"\":null}";
  const char *end = bytes + length;
  struct writer writer = {.out = out, .from = bytes};
  unsigned codes = 0; /* members called optionCode since the last brace opened */
  for (const char *at = bytes; at < end;) {
    if (*at == '"') {
      const char *string = at;
      at = mend_string(&writer, at, end);
      if (is_code_key(string, at) && ++codes > 1)
        number_key(&writer, at, codes);
    } else if (*at == '-' || is_digit(*at)) {
      const char *number = at;
      at = number_end(number);
      if (!at)
        return "a malformed number";
      replace(&writer, number, "\"", 1, number);
      replace(&writer, at, "\"", 1, at);
    } else if (*at == '{' && *skip_space(at + 1) == '}') {
      const char *next = skip_space(at + 1) + 1;
      replace(&writer, at, empty_object, sizeof empty_object - 1, next);
      at = next;
    } else if (*at == '\0') { /* a decoder would take it for the text's end */
      return "it holds a NUL";
    } else {
      codes = *at == '{' ? 0 : codes;
      at++;
    }
  }
  bool is_changed = writer.from != bytes;
  replace(&writer, end, "", 0, end);
  *size = is_changed || out ? writer.size : 0;
  return NULL;
}
