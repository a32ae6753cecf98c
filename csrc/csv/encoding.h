/* encoding.h: which of the two encodings of a change list a file is in. Knows no Lua and no CSV.
 *
 * Invariant: nothing is decided from part of a file; detection reads every byte once, in pieces. */
#ifndef UNOM_ENCODING_H
#define UNOM_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum unom_encoding { UNOM_ENCODING_UNKNOWN, UNOM_ENCODING_UTF_8, UNOM_ENCODING_CP932 };

/* "utf-8", "cp932", or NULL for UNKNOWN. */
const char *unom_encoding_name(enum unom_encoding encoding);

/* What the file `fd` (seekable; its position stays) is in: UTF-8 when every byte is, when it starts
 * with the UTF-8 byte order mark, or when most of its Japanese is (a damaged UTF-8 file, whose bad
 * places the reading then names); else CP932 when its bytes have that shape; else UNKNOWN, and
 * `utf_8_error` and `cp932_error` hold the offset of the first byte that broke each.
 * false, and errno, when the file cannot be read. */
bool unom_encoding_detect(int fd, enum unom_encoding *encoding, off_t *utf_8_error,
                          off_t *cp932_error);

/* The number (from 1) of the line that byte `offset` of `fd` stands in; lines end in LF, CRLF or
 * CR. 0 when the file cannot be read. */
size_t unom_encoding_line(int fd, off_t offset);

#endif
