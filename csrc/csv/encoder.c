/* encoder.c: UTF-8 -> the encoding of a list, by iconv. See encoder.h.
 *
 * glibc's CP932 takes the wave dash, the minus sign and their like of Unicode for the forms that
 * Windows has in their place. */
#define _GNU_SOURCE
#include "csv/encoder.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/unicode.h"

static const iconv_t no_converter = (iconv_t)-1;
static const char geta[] = "\xE3\x80\x93"; /* 〓 */

enum { CLUSTER_POINTS = 32 }; /* of a longer cluster no composed form is sought */

void unom_encoder_init(struct unom_encoder *encoder) { encoder->converter = no_converter; }

bool unom_encoder_open(struct unom_encoder *encoder, enum unom_encoding encoding) {
  encoder->converter = iconv_open(unom_encoding_iconv_name(encoding), "UTF-8");
  return encoder->converter != no_converter;
}

void unom_encoder_close(struct unom_encoder *encoder) {
  if (encoder->converter != no_converter)
    iconv_close(encoder->converter);
  encoder->converter = no_converter;
}

/* Converts the bytes whole, or not at all. Returns the bytes written. */
static size_t convert(iconv_t converter, const char *bytes, size_t length, char *to, size_t room) {
  char *in = (char *)(uintptr_t)bytes, *out = to;
  size_t left = room;
  bool done = iconv(converter, &in, &length, &out, &left) != (size_t)-1;
  return done && length == 0 ? room - left : 0;
}

/* The same of one cluster's composed form: a Mac writes a voiced kana as two characters. */
static size_t convert_composed(iconv_t converter, const char *bytes, size_t length, char *to,
                               size_t room) {
  int32_t points[CLUSTER_POINTS] = {0};
  ptrdiff_t size = unom_unicode_normalize(UNOM_UNICODE_NFC, bytes, length, points, CLUSTER_POINTS);
  return size > 0 ? convert(converter, (const char *)points, (size_t)size, to, room) : 0;
}

size_t unom_encoder_write(struct unom_encoder *encoder, const char *text, size_t length, char *to,
                          size_t *lost) {
  iconv_t converter = encoder->converter;
  size_t written = 0, room = 2 * length;
  *lost = 0;
  iconv(converter, NULL, NULL, NULL, NULL);
  for (size_t at = 0, size; at < length; at += size) {
    size = unom_unicode_cluster(text + at, length - at);
    size_t got = convert(converter, text + at, size, to + written, room - written);
    if (got == 0)
      got = convert_composed(converter, text + at, size, to + written, room - written);
    if (got == 0) {
      got = convert(converter, geta, sizeof geta - 1, to + written, room - written);
      ++*lost;
    }
    written += got;
  }
  return written;
}
