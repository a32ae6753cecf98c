/* encoding.h: which of the two encodings of a change list a file is in. Knows no Lua and no CSV.
 *
 * Invariant: nothing is decided from part of a file; a scan is given every byte, in pieces. */
#ifndef UNOM_ENCODING_H
#define UNOM_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/utf8.h"

enum unom_encoding {
  UNOM_ENCODING_UNKNOWN,
  UNOM_ENCODING_UTF_8,
  UNOM_ENCODING_CP932,
  UNOM_ENCODINGS /* how many there are */
};

/* The same bytes decoded as UTF-8 and as CP932, side by side. */
struct unom_encoding_scan {
  off_t utf_8_error, cp932_error; /* offset of the first byte that is wrong in each; -1: none */

  /* The rest is private. */
  struct unom_utf8 utf_8;
  bool cp932_lead;
  bool marked;      /* the file starts with the UTF-8 byte order mark */
  size_t good, bad; /* three-byte UTF-8 characters, which hold all of Japanese and which CP932 text
                       hardly ever forms by chance; and bytes that are no UTF-8 */
  off_t offset;     /* how many bytes have been scanned */
};

/* "utf-8", "cp932", or NULL for UNKNOWN. */
const char *unom_encoding_name(enum unom_encoding encoding);

/* The encoding of that name; UNKNOWN where there is none. */
enum unom_encoding unom_encoding_named(const char *name);

/* How iconv calls it; NULL for UNKNOWN. */
const char *unom_encoding_iconv_name(enum unom_encoding encoding);

void unom_encoding_scan_start(struct unom_encoding_scan *scan);

/* The next bytes of the file. The first piece must hold at least three, if the file does. */
void unom_encoding_scan_add(struct unom_encoding_scan *scan, const char *bytes, size_t length);

/* The encoding of the file, which ends here: UTF-8 when every byte is, when it starts with the
 * UTF-8 byte order mark, or when most of its Japanese is (a damaged UTF-8 file, whose wrong places
 * are reported when it is read); else CP932 when its bytes have that shape; else UNKNOWN. */
enum unom_encoding unom_encoding_scan_end(struct unom_encoding_scan *scan);

/* The number (from 1) of the line that byte `offset` of `fd` is in; lines end in LF, CRLF or CR.
 * The position of `fd` stays. 0 when the file cannot be read. */
size_t unom_encoding_line(int fd, off_t offset);

#endif
