/* encoding_scan.h: which encoding a file is in. Knows no Lua and no CSV.
 *
 * Invariant: nothing is decided from part of a file; a scan is given every byte, in pieces, and
 * finds the same however they are cut. */
#ifndef UNOM_ENCODING_SCAN_H
#define UNOM_ENCODING_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "csv/encoding.h"

/* The same bytes read as UTF-8 and as CP932, side by side. */
struct unom_encoding_scan {
  off_t utf_8_error, cp932_error; /* offset of the first byte that is wrong in each; -1: none */
  off_t either;     /* where UNKNOWN is because both fit: the first character that does not tell */
  off_t first_long; /* the first UTF-8 character of three bytes or more; -1, as all: none */

  /* The rest is private. */
  off_t offset;    /* how many bytes have been scanned */
  char first[4];   /* the first bytes of the file */
  size_t zeros[2]; /* NULs at even and at odd offsets */

  char held[4]; /* of a UTF-8 character that the piece before has cut */
  size_t held_length;
  size_t good,
      bad;         /* UTF-8 characters of three bytes and more, which hold all of Japanese and which
                       CP932 text hardly ever forms by chance; and what is no UTF-8 */
  size_t replaced; /* U+FFFD */
  bool cp932_lead;

  /* Characters of two bytes: letters of the West, or each two half-width kana of CP932. Words of
   * the West have letters of ASCII as well. */
  unsigned char before; /* the byte before what comes next, as UTF-8 */
  bool in_run, beside_letter;
  size_t words, others; /* runs of them that touch a letter of ASCII, and others */
  uint32_t leads; /* the first bytes in the others that begin no letter of Latin: a bit each */
  off_t first_pair;
};

void unom_encoding_scan_start(struct unom_encoding_scan *scan);

/* The next bytes of the file. The first piece must hold at least three, if the file does. */
void unom_encoding_scan_add(struct unom_encoding_scan *scan, const char *bytes, size_t length);

/* The encoding of the file, which ends here: UTF-16 when it starts with its byte order mark or its
 * NULs are where ASCII has them in UTF-16; UTF-8 when every byte is, when it starts with the UTF-8
 * byte order mark, or when most of its Japanese is (a damaged UTF-8 file, whose wrong places are
 * reported when it is read); else CP932 when its bytes have that shape; else UNKNOWN. Half-width
 * kana that are UTF-8 by chance are CP932; where nothing tells them from letters the encoding is
 * UNKNOWN, and `either` is set. */
enum unom_encoding unom_encoding_scan_end(struct unom_encoding_scan *scan);

/* Asked after the end: is the Japanese of the file lost, since CP932 was taken for UTF-8? */
bool unom_encoding_scan_has_lost_text(const struct unom_encoding_scan *scan);

#endif
