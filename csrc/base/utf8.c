/* utf8.c: UTF-8, decoded and checked. See utf8.h.
 *
 * Invariant: no byte at or past `length` is read. */
#define _GNU_SOURCE
#include "base/utf8.h"

#include <utf8proc.h>

bool unom_utf8_step(struct unom_utf8 *state, unsigned char byte) {
  if (state->needed > 0) {
    if (byte < state->low || byte > state->high)
      return false;
    *state = (struct unom_utf8){(unsigned char)(state->needed - 1), 0x80, 0xBF};
    return true;
  }
  if (byte < 0x80)
    return true;
  if (byte >= 0xC2 && byte <= 0xDF)
    *state = (struct unom_utf8){1, 0x80, 0xBF};
  else if (byte >= 0xE0 && byte <= 0xEF)
    *state = (struct unom_utf8){2, byte == 0xE0 ? 0xA0 : 0x80, byte == 0xED ? 0x9F : 0xBF};
  else if (byte >= 0xF0 && byte <= 0xF4)
    *state = (struct unom_utf8){3, byte == 0xF0 ? 0x90 : 0x80, byte == 0xF4 ? 0x8F : 0xBF};
  else
    return false;
  return true;
}

bool unom_utf8_is_ascii(const char *bytes, size_t length) {
  size_t at = 0;
  for (; at + 8 <= length; at += 8)
    if (!unom_utf8_eight_are_ascii(bytes + at))
      return false;
  for (; at < length; at++)
    if ((unsigned char)bytes[at] >= 0x80)
      return false;
  return true;
}

size_t unom_utf8_prefix(const char *bytes, size_t length) {
  struct unom_utf8 state = {0};
  size_t whole = 0;
  for (size_t at = 0; at < length; at++) {
    while (state.needed == 0 && at + 8 <= length && unom_utf8_eight_are_ascii(bytes + at)) {
      at += 8;
      whole = at;
    }
    if (at == length)
      break;
    if (!unom_utf8_step(&state, (unsigned char)bytes[at]))
      return whole;
    if (state.needed == 0)
      whole = at + 1;
  }
  return whole;
}

size_t unom_utf8_decode(const char *bytes, size_t length, unsigned *code) {
  utf8proc_int32_t point;
  utf8proc_ssize_t size =
      utf8proc_iterate((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)length, &point);
  if (size <= 0)
    return 0;
  *code = (unsigned)point;
  return (size_t)size;
}

size_t unom_utf8_space_at(bool end, const char *bytes, size_t length) {
  static const char *const spaces[] = {" ",  "\t", "\r",       "\n",
                                       "\v", "\f", "\xC2\xA0", "\xE3\x80\x80"};
  for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
    size_t size = strlen(spaces[i]);
    if (length >= size && memcmp(end ? bytes + length - size : bytes, spaces[i], size) == 0)
      return size;
  }
  return 0;
}
