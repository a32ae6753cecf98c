/* utf8.h: UTF-8, decoded and checked. Knows no Lua.
 *
 * Invariant: overlong forms, surrogates and code points past U+10FFFF are refused. */
#ifndef UNOM_UTF8_H
#define UNOM_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Decodes the character at the start of bytes[0..length). Sets *code and returns the number of its
 * bytes; returns 0 when there is no whole character. */
size_t unom_utf8_decode(const char *bytes, size_t length, unsigned *code);

/* How many bytes from the start are whole UTF-8 characters: `length` when all are. */
size_t unom_utf8_prefix(const char *bytes, size_t length);

/* How many of these bytes, one at least, look like those of one character. */
size_t unom_utf8_part(const char *bytes, size_t length);

/* Could these bytes become a character, were there more of them? */
bool unom_utf8_is_cut(const char *bytes, size_t length);

enum { UNOM_UTF8_MARK = 3 }; /* bytes of a byte order mark */

/* Do these bytes begin with a byte order mark, U+FEFF? */
bool unom_utf8_is_marked(const char *bytes, size_t length);

/* How many bytes the white space takes that begins these bytes, or ends them: ASCII, U+00A0 or
 * U+3000. 0 where there is none. */
size_t unom_utf8_space_at(bool end, const char *bytes, size_t length);

/* Are all these bytes below 0x80? */
bool unom_utf8_is_ascii(const char *bytes, size_t length);

/* The same of the eight bytes at `bytes`, for loops over long texts. */
static inline bool unom_utf8_eight_are_ascii(const char *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return (word & UINT64_C(0x8080808080808080)) == 0;
}

#endif
