/* reading.h: what a cell of a spreadsheet means. Knows no Lua.
 *
 * Invariant: a cell is read as another value only where it can mean no other, and that value passes
 * the field's rule. What is free text, or secret, is never read. */
#ifndef UNOM_READING_H
#define UNOM_READING_H

#include <stdbool.h>
#include <stddef.h>

#include "api/catalogue.h"
#include "api/diagnostic.h"

/* What made a cell another value. */
#define UNOM_READINGS(X)                                                                           \
  X(HYPHENS, "hyphens")       /* between the digits of a number */                                 \
  X(SPACES, "spaces")         /* between the digits of a number, or around a code */               \
  X(FULL_WIDTH, "full_width") /* letters, digits and signs */                                      \
  X(DATE, "date")             /* year, month and day with signs between them */                    \
  X(CONSENT, "consent")       /* a word or sign for yes or no */

enum unom_reading_kind {
  UNOM_READING_NONE,
#define X(symbol, name) UNOM_READING_##symbol,
  UNOM_READINGS(X)
#undef X
      UNOM_READING_KINDS
};

enum { UNOM_READING_BYTES = 64, UNOM_READING_CELL = 192 }; /* most bytes of a value, of its cell */

struct unom_reading {
  enum unom_reading_kind kind;
  size_t length;
  char bytes[UNOM_READING_BYTES];
};

enum unom_reading_outcome {
  UNOM_READING_AS_IT_STANDS, /* the rule judges the cell itself */
  UNOM_READING_READ,         /* *reading is its value, which passes the rule */
  UNOM_READING_REFUSED       /* *diagnostic says why, though the rule may let it pass */
};

/* Reads a cell that is not empty. */
enum unom_reading_outcome unom_reading_of(const struct unom_field *field, const char *bytes,
                                          size_t length, struct unom_reading *reading,
                                          struct unom_diagnostic *diagnostic);

/* The name of a kind; NULL for NONE. */
const char *unom_reading_name(enum unom_reading_kind kind);

#endif
