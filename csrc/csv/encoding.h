/* encoding.h: the encodings of a change list. Knows no Lua and no CSV.
 *
 * Invariant: the names are those that people give and that a job is kept with; they stay. */
#ifndef UNOM_ENCODING_H
#define UNOM_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum unom_encoding {
  UNOM_ENCODING_UNKNOWN,
  UNOM_ENCODING_UTF_8,
  UNOM_ENCODING_CP932,
  UNOM_ENCODING_UTF_16LE, /* what Excel calls Unicode text */
  UNOM_ENCODING_UTF_16BE,
  UNOM_ENCODINGS /* how many there are */
};

/* "utf-8", "cp932", "utf-16le", "utf-16be", or NULL for UNKNOWN. */
const char *unom_encoding_name(enum unom_encoding encoding);

/* The encoding of that name; UNKNOWN where there is none. */
enum unom_encoding unom_encoding_named(const char *name);

/* How iconv calls it; NULL for UNKNOWN. */
const char *unom_encoding_iconv_name(enum unom_encoding encoding);

bool unom_encoding_is_utf_16(enum unom_encoding encoding);

/* The number (from 1) of the line that byte `offset` of `fd` is in; lines end in LF, CRLF or CR.
 * The position of `fd` stays. 0 when the file cannot be read. */
size_t unom_encoding_line(int fd, off_t offset);

#endif
