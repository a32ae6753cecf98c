/* row_readings.h: how often the cells of each field were read in each way, with an example.
 *
 * Invariant: what is counted has its example, the first cell that was read so. */
#ifndef UNOM_ROW_READINGS_H
#define UNOM_ROW_READINGS_H

#include <lua.h>

#include "lua/list/row_layout.h"

enum { UNOM_ROW_READINGS = 64 };

struct unom_row_example {
  const struct unom_field *field;
  enum unom_reading_kind kind;
  size_t cells, line, from_length, to_length;
  char from[UNOM_READING_CELL], to[UNOM_READING_BYTES];
};

/* All zeros: none. */
struct unom_row_readings {
  size_t count;
  struct unom_row_example examples[UNOM_ROW_READINGS];
};

/* Keeps the cell, of at most UNOM_READING_CELL bytes, as an example where it is the field's first of
 * this kind. false when there is no room for it. */
bool unom_row_readings_keep(struct unom_row_readings *readings, struct unom_row_field *field,
                            enum unom_reading_kind kind, struct unom_slice cell,
                            struct unom_slice value, size_t line);

/* Counts one reading of which an example is kept. */
void unom_row_readings_count(struct unom_row_readings *readings, const struct unom_row_field *field,
                             enum unom_reading_kind kind);

/* Pushes { {field =, kind =, cells =, line =, from =, to =}... }. */
void unom_row_readings_push(lua_State *L, const struct unom_row_readings *readings);

#endif
