/* tally.h: how often each of a column's values comes. No Lua.
 *
 * Invariant: memory is bounded: of more than UNOM_TALLY_VALUES values the first are told apart, and
 * the rest are counted together. */
#ifndef UNOM_TALLY_H
#define UNOM_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UNOM_TALLY_VALUES = 4096, UNOM_TALLY_BYTES = 15 };

struct unom_tally_entry {
  size_t count;
  unsigned char length;
  char bytes[UNOM_TALLY_BYTES];
};

/* All zeros: no values. */
struct unom_tally {
  struct unom_tally_entry *entries; /* in the order in which they came */
  size_t size, space;
  uint16_t *places; /* number of the entry, from 1; twice UNOM_TALLY_VALUES of them */
  size_t last;      /* the entry that was counted last */
  size_t others;    /* values that came after UNOM_TALLY_VALUES others, or are too long */
};

/* Counts the value once. false: memory is out. */
bool unom_tally_add(struct unom_tally *tally, const char *bytes, size_t length);

/* Frees what it holds. May be called again. */
void unom_tally_close(struct unom_tally *tally);

#endif
