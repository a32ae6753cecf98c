/* encoding.c: the encodings of a change list. See encoding.h. */
#define _GNU_SOURCE
#include "csv/encoding.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 64 * 1024 };

static const struct {
  const char *name, *iconv_name;
} encodings[UNOM_ENCODINGS] = {
    [UNOM_ENCODING_UTF_8] = {"utf-8", "UTF-8"},
    [UNOM_ENCODING_CP932] = {"cp932", "CP932"},
    [UNOM_ENCODING_UTF_16LE] = {"utf-16le", "UTF-16LE"},
    [UNOM_ENCODING_UTF_16BE] = {"utf-16be", "UTF-16BE"},
};

const char *unom_encoding_name(enum unom_encoding encoding) { return encodings[encoding].name; }

enum unom_encoding unom_encoding_named(const char *name) {
  for (enum unom_encoding each = UNOM_ENCODING_UTF_8; each < UNOM_ENCODINGS; each++)
    if (strcmp(encodings[each].name, name) == 0)
      return each;
  return UNOM_ENCODING_UNKNOWN;
}

const char *unom_encoding_iconv_name(enum unom_encoding encoding) {
  return encodings[encoding].iconv_name;
}

bool unom_encoding_is_utf_16(enum unom_encoding encoding) {
  return encoding == UNOM_ENCODING_UTF_16LE || encoding == UNOM_ENCODING_UTF_16BE;
}

static ssize_t read_at(int fd, char *piece, off_t offset) {
  ssize_t got;
  do
    got = pread(fd, piece, PIECE, offset);
  while (got < 0 && errno == EINTR);
  return got;
}

size_t unom_encoding_line(int fd, off_t offset) {
  char piece[PIECE];
  size_t line = 1;
  char before = '\0';
  for (off_t at = 0; at < offset;) {
    ssize_t got = read_at(fd, piece, at);
    if (got <= 0)
      return got < 0 ? 0 : line;
    for (ssize_t i = 0; i < got && at < offset; i++, at++) {
      if (piece[i] == '\r' || (piece[i] == '\n' && before != '\r'))
        line++;
      before = piece[i];
    }
  }
  return line;
}
