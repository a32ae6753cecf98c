/* folding.h: the ASCII text that a cell in mixed widths stands for. Knows no Lua.
 *
 * Invariant: a character that stands for nothing in ASCII makes the cell stand for nothing. */
#ifndef UNOM_FOLDING_H
#define UNOM_FOLDING_H

#include <stdbool.h>
#include <stddef.h>

#include "api/reading.h"

/* In place of 年 月 日 in a folded date. */
enum { UNOM_FOLDED_YEAR = 1, UNOM_FOLDED_MONTH, UNOM_FOLDED_DAY };

struct unom_folded {
  char bytes[UNOM_READING_BYTES];
  size_t length;
  bool hyphens, spaces, full_width; /* some of these are in it, or were */
};

/* Folds full-width ASCII, and every kind of hyphen and of space; drops spaces at both ends, and what
 * no one can see. `date`: also takes 年 月 日, 令和 as R, and 元 as 1. false where other characters
 * are left, or it is too long. */
bool unom_fold(const char *bytes, size_t length, bool date, struct unom_folded *folded);

/* Removes these ASCII characters. */
void unom_folded_remove(struct unom_folded *folded, const char *characters);

/* Is it digits alone, one or more? */
bool unom_folded_is_digits(const struct unom_folded *folded);

#endif
