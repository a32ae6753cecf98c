/* json_text.h: the text of JSON, made ready for a decoder. Knows no Lua.
 *
 * Invariant: outside of strings nothing is mended: what is no JSON there does not become JSON. */
#ifndef UNOM_JSON_TEXT_H
#define UNOM_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* What a piece of a string that no decoder can read is replaced by: U+FFFD in UTF-8. */
#define UNOM_JSON_TEXT_REPLACEMENT "\xEF\xBF\xBD"

/* Writes the text (a NUL follows it) to `out`, and how many bytes that took to *size; `out` NULL:
 * only counts, and *size is 0 where nothing is changed. Returns NULL, or a message that says what is
 * wrong. What is changed:
 *
 * - a number gets quotes, so that its digits stay as they are;
 * - in a string, half a surrogate pair, a backslash that begins no escape, a byte that is not
 *   UTF-8 and a NUL become U+FFFD each: one bad note does not lose the list it is in;
 * - of an object's members called optionCode the second is called optionCode#2, and so on: a decoder
 *   would keep the last alone;
 * - an empty object gets the key "" with null as its value, so that a decoder which makes equal
 *   tables of [] and {} shows which it was. */
const char *unom_json_text_prepare(const char *bytes, size_t length, char *out, size_t *size);

static inline bool unom_json_text_is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

#endif
