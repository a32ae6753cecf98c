/* unicode.c: clusters, widths and normal forms by libutf8proc. See unicode.h. */
#define _GNU_SOURCE
#include "base/unicode.h"

#include <stdbool.h>
#include <utf8proc.h>

#include "base/utf8.h"

enum { HALF_VOICED = 0xFF9E, HALF_SEMI_VOICED = 0xFF9F, EMOJI_STYLE = 0xFE0F };

/* A terminal shows the half-width voicing marks in a column of their own, although Unicode counts
 * them to the kana before. */
static bool has_own_column(unsigned code) {
  return code == HALF_VOICED || code == HALF_SEMI_VOICED;
}

static bool is_regional(unsigned code) { return code >= 0x1F1E6 && code <= 0x1F1FF; }

/* Reads one cluster. Returns its bytes, and its columns in *columns: -1 for a byte that is no
 * UTF-8. */
static size_t read_cluster(const char *bytes, size_t length, int *columns) {
  unsigned code = 0;
  size_t at = unom_utf8_decode(bytes, length, &code);
  if (at == 0) {
    *columns = -1;
    return length > 0 ? 1 : 0;
  }
  bool regional = is_regional(code);
  int width = utf8proc_charwidth((utf8proc_int32_t)code), marks = 0;
  utf8proc_int32_t state = 0;
  while (at < length) {
    unsigned next = 0;
    size_t size = unom_utf8_decode(bytes + at, length - at, &next);
    if (size == 0 ||
        utf8proc_grapheme_break_stateful((utf8proc_int32_t)code, (utf8proc_int32_t)next, &state))
      break;
    if (next == EMOJI_STYLE || (regional && is_regional(next)))
      width = 2;
    marks += has_own_column(next);
    code = next;
    at += size;
  }
  *columns = width + marks;
  return at;
}

/* Is the first byte a cluster by itself, as nearly all of ASCII is? */
static bool is_plain(const char *bytes, size_t length) {
  return (unsigned char)bytes[0] - 0x20u < 0x5F && (length == 1 || (unsigned char)bytes[1] < 0x80);
}

size_t unom_unicode_cluster(const char *bytes, size_t length) {
  int columns;
  return length > 0 && is_plain(bytes, length) ? 1 : read_cluster(bytes, length, &columns);
}

ptrdiff_t unom_unicode_width(const char *bytes, size_t length) {
  ptrdiff_t width = 0;
  for (size_t at = 0; at < length;) {
    int columns = 1;
    at += is_plain(bytes + at, length - at) ? 1 : read_cluster(bytes + at, length - at, &columns);
    if (columns < 0)
      return -1;
    width += columns;
  }
  return width;
}

static utf8proc_option_t options_of(enum unom_unicode_form form) {
  int options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
  return (utf8proc_option_t)(form == UNOM_UNICODE_NFKC ? options | UTF8PROC_COMPAT : options);
}

static utf8proc_ssize_t decompose(enum unom_unicode_form form, const char *bytes, size_t length,
                                  int32_t *room, ptrdiff_t count) {
  return utf8proc_decompose((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)length, room, count,
                            options_of(form));
}

ptrdiff_t unom_unicode_room(enum unom_unicode_form form, const char *bytes, size_t length) {
  utf8proc_ssize_t points = decompose(form, bytes, length, NULL, 0);
  return points < 0 ? -1 : points + 1; /* libutf8proc ends what it writes with a NUL */
}

ptrdiff_t unom_unicode_normalize(enum unom_unicode_form form, const char *bytes, size_t length,
                                 int32_t *room, ptrdiff_t count) {
  utf8proc_ssize_t points = decompose(form, bytes, length, room, count - 1);
  if (points < 0 || points > count - 1)
    return -1;
  utf8proc_ssize_t written = utf8proc_reencode(room, points, options_of(form));
  return written < 0 ? -1 : written;
}
