/* utf8.h: UTF-8, decoded and checked. Knows no Lua.
 *
 * Invariant: overlong forms, surrogates and what passes U+10FFFF are no UTF-8 here. */
#ifndef UNOM_UTF8_H
#define UNOM_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* How far into a UTF-8 character we are. The range is that of the next byte alone: it is narrower
 * than 80..BF after E0, ED, F0 and F4, which is what keeps overlong forms and surrogates out. */
struct unom_utf8 {
  unsigned char needed, low, high;
};

/* Takes the next byte. false when it cannot stand here; the state is then as it was. Begin with all
 * zeros. */
bool unom_utf8_step(struct unom_utf8 *state, unsigned char byte);

/* One character at bytes[0..length). Returns how many bytes it takes and sets *code, or 0 when none
 * stands there. */
size_t unom_utf8_decode(const char *bytes, size_t length, unsigned *code);

/* How many bytes from the start are whole characters of UTF-8: `length` when all are. */
size_t unom_utf8_prefix(const char *bytes, size_t length);

/* Are all these bytes below 0x80? */
bool unom_utf8_is_ascii(const char *bytes, size_t length);

/* The same of the eight bytes at `bytes`, for loops over long texts. */
static inline bool unom_utf8_eight_are_ascii(const char *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return (word & UINT64_C(0x8080808080808080)) == 0;
}

#endif
