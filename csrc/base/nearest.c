/* nearest.c: the known name that was probably meant. See nearest.h.
 *
 * Invariant: at most NAME_MOST characters of a name are compared, however long it is. */
#define _GNU_SOURCE
#include "base/nearest.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

enum { NAME_MOST = 48 }; /* characters */

/* Decodes the first characters of a name; a byte that is no UTF-8 counts as a character. */
static size_t decode_name(const char *bytes, size_t length, unsigned *codes) {
  size_t count = 0;
  for (size_t at = 0; at < length && count < NAME_MOST; count++) {
    size_t size = unom_utf8_decode(bytes + at, length - at, &codes[count]);
    if (size == 0) {
      codes[count] = (unsigned char)bytes[at];
      size = 1;
    }
    at += size;
  }
  return count;
}

static unsigned lower(unsigned code) {
  return code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code;
}

static unsigned least(unsigned a, unsigned b) { return a < b ? a : b; }

/* The number of edits that turn one name into the other: insertions, removals, changes, swaps of
 * neighbours. Case is ignored: `lineno` is `lineNo`. */
static unsigned edit_distance(const unsigned *a, size_t a_count, const unsigned *b,
                              size_t b_count) {
  unsigned rows[3][NAME_MOST + 1];
  unsigned *two_back = rows[0], *back = rows[1], *row = rows[2];
  for (size_t j = 0; j <= b_count; j++)
    back[j] = (unsigned)j;
  for (size_t i = 1; i <= a_count; i++) {
    row[0] = (unsigned)i;
    for (size_t j = 1; j <= b_count; j++) {
      bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = least(back[j - 1] + !same, least(back[j], row[j - 1]) + 1);
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1]))
        row[j] = least(row[j], two_back[j - 2] + 1);
    }
    unsigned *oldest = two_back;
    two_back = back;
    back = row;
    row = oldest;
  }
  return back[b_count];
}

void unom_nearest_start(struct unom_nearest *nearest, const char *name, size_t length) {
  *nearest = (struct unom_nearest){.name = name, .length = length};
}

void unom_nearest_offer(struct unom_nearest *nearest, const char *candidate) {
  unsigned name[NAME_MOST], other[NAME_MOST];
  size_t name_count = decode_name(nearest->name, nearest->length, name);
  size_t other_count = decode_name(candidate, strlen(candidate), other);
  unsigned distance = edit_distance(name, name_count, other, other_count);
  /* With more than two in five characters wrong it is another word, not a slip. */
  size_t longer = name_count > other_count ? name_count : other_count;
  if ((size_t)distance * 5 > longer * 2)
    return;
  if (!nearest->best || distance < nearest->distance) {
    nearest->best = candidate;
    nearest->distance = distance;
  }
}
