/* utf8.c: UTF-8, decoded and checked by libutf8proc. See utf8.h.
 *
 * Invariant: no byte at or past `length` is read. */
#define _GNU_SOURCE
#include "base/utf8.h"

#include <utf8proc.h>

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

size_t unom_utf8_decode(const char *bytes, size_t length, unsigned *code) {
  utf8proc_int32_t point;
  utf8proc_ssize_t size =
      utf8proc_iterate((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)length, &point);
  if (size <= 0)
    return 0;
  *code = (unsigned)point;
  return (size_t)size;
}

size_t unom_utf8_prefix(const char *bytes, size_t length) {
  size_t whole = 0;
  while (whole < length) {
    while (whole + 8 <= length && unom_utf8_eight_are_ascii(bytes + whole))
      whole += 8;
    unsigned code;
    size_t size = unom_utf8_decode(bytes + whole, length - whole, &code);
    if (size == 0)
      break;
    whole += size;
  }
  return whole;
}

size_t unom_utf8_part(const char *bytes, size_t length) {
  size_t size = 1, wanted = (size_t)utf8proc_utf8class[(unsigned char)bytes[0]];
  while (size < wanted && size < length && ((unsigned char)bytes[size] & 0xC0) == 0x80)
    size++;
  return size;
}

bool unom_utf8_is_cut(const char *bytes, size_t length) {
  size_t wanted = (size_t)utf8proc_utf8class[(unsigned char)bytes[0]];
  return length < wanted && unom_utf8_part(bytes, length) == length;
}

bool unom_utf8_is_marked(const char *bytes, size_t length) {
  return length >= UNOM_UTF8_MARK && memcmp(bytes, "\xEF\xBB\xBF", UNOM_UTF8_MARK) == 0;
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
