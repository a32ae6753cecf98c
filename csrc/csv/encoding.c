/* encoding.c: which of the two encodings of a change list a file is in. See encoding.h. */
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

void unom_encoding_scan_start(struct unom_encoding_scan *scan) {
  *scan = (struct unom_encoding_scan){.utf_8_error = -1, .cp932_error = -1};
}

static void scan_utf_8(struct unom_encoding_scan *scan, unsigned char byte, off_t offset) {
  bool third = scan->utf_8.needed == 1 && scan->utf_8.low == 0x80;
  bool started = scan->utf_8.needed > 0;
  if (unom_utf8_step(&scan->utf_8, byte)) {
    if (started && third)
      scan->good++;
    return;
  }
  if (scan->utf_8_error < 0)
    scan->utf_8_error = offset;
  scan->bad++;
  scan->utf_8 = (struct unom_utf8){0};
  if (started && !unom_utf8_step(&scan->utf_8, byte)) /* it may begin the next character */
    scan->utf_8 = (struct unom_utf8){0};
}

static void scan_cp932(struct unom_encoding_scan *scan, unsigned char byte, off_t offset) {
  bool fine;
  if (scan->cp932_lead) {
    fine = byte >= 0x40 && byte <= 0xFC && byte != 0x7F;
    scan->cp932_lead = false;
  } else {
    scan->cp932_lead = (byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC);
    fine = byte < 0x80 || scan->cp932_lead || (byte >= 0xA1 && byte <= 0xDF);
  }
  if (!fine && scan->cp932_error < 0)
    scan->cp932_error = offset;
}

void unom_encoding_scan_add(struct unom_encoding_scan *scan, const char *bytes, size_t length) {
  if (scan->offset == 0)
    scan->marked = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
  for (size_t at = 0; at < length; at++) {
    while (scan->utf_8.needed == 0 && !scan->cp932_lead && at + 8 <= length &&
           unom_utf8_eight_are_ascii(bytes + at))
      at += 8;
    if (at == length)
      break;
    scan_utf_8(scan, (unsigned char)bytes[at], scan->offset + (off_t)at);
    scan_cp932(scan, (unsigned char)bytes[at], scan->offset + (off_t)at);
  }
  scan->offset += (off_t)length;
}

enum unom_encoding unom_encoding_scan_end(struct unom_encoding_scan *scan) {
  if (scan->utf_8.needed > 0) { /* the file ends within a character */
    scan->bad++;
    if (scan->utf_8_error < 0)
      scan->utf_8_error = scan->offset;
  }
  if (scan->cp932_lead && scan->cp932_error < 0)
    scan->cp932_error = scan->offset;
  if (scan->marked || scan->utf_8_error < 0 || scan->good > scan->bad)
    return UNOM_ENCODING_UTF_8;
  return scan->cp932_error < 0 ? UNOM_ENCODING_CP932 : UNOM_ENCODING_UNKNOWN;
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
