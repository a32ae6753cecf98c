/* row_layout.h: how the rows of one operation are read from the cells of a list, as
 * unom.bulk.list.layout has worked it out.
 *
 * Invariant: a layout that was read has every field of its operation, and no column past the
 * header's last. */
#ifndef UNOM_ROW_LAYOUT_H
#define UNOM_ROW_LAYOUT_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

#include "api/catalogue.h"
#include "api/reading.h"
#include "csv/csv_reader.h"
#include "lua/list/seen_set.h"
#include "lua/list/tally.h"

enum {
  UNOM_ROW_FIELDS = 32,
  UNOM_ROW_KEY_FIELDS = 4,
  UNOM_ROW_MARKS = 4,
  UNOM_ROW_KEPT_BYTES = 30,
  UNOM_ROW_OPERATIONS = 64
};

/* A short value that is kept. */
struct unom_row_kept {
  bool is_set;
  unsigned char length;
  char bytes[UNOM_ROW_KEPT_BYTES];
};

/* How a field of the row gets its value. */
struct unom_row_field {
  const struct unom_field *field;
  size_t column;                 /* from 1; 0: no column gives the field */
  struct unom_row_kept if_empty; /* the value where the cell is empty; not set: none */
  bool needs_cell; /* what stands for an empty cell does not stand for a missing one */
  bool is_counted; /* how often each of its values comes is counted */
  bool is_day;     /* the day of the order: checked against today and the window */
  bool is_one_of;  /* of the fields of which the operation needs at least one */
  /* The cell that was last found plain, and what it was read as: most columns repeat one. */
  struct unom_row_kept last_plain, last_value;
  enum unom_reading_kind last_kind;
  unsigned char readings[UNOM_READING_KINDS]; /* where each kind is counted, from 1; 0: nowhere */
  struct unom_tally tally;
};

/* Fields whose values, together, tell rows apart. */
struct unom_row_key {
  const struct unom_row_field *fields[UNOM_ROW_KEY_FIELDS];
  size_t count; /* 0: none */
};

/* What only one line should have, such as an address. */
struct unom_row_mark {
  char name[UNOM_ROW_KEPT_BYTES + 1];
  struct unom_row_key key;
  const struct unom_row_field *when; /* the mark is one only where this field has the value `is` */
  struct unom_row_kept is;
};

/* How the rows of one operation are read. The fields are in the order of the catalogue. */
struct unom_row_layout {
  const struct unom_operation *operation;
  struct unom_row_kept
      called; /* what the list calls the operation; not set where that is too long */
  struct unom_row_field fields[UNOM_ROW_FIELDS];
  bool takes_column[UNOM_CSV_CELLS]; /* may the column's cell have a value? */
  const struct unom_row_field *contract;
  struct unom_row_key key; /* of no field: rows of this operation are never duplicates */
  bool may_repeat;         /* rows may have the same key */
  char after[UNOM_ROW_KEPT_BYTES + 1]; /* the operation that no row with this key may come after */
  bool after_comes;                    /* there may be rows of it */
  struct unom_row_mark marks[UNOM_ROW_MARKS];
  size_t mark_count;
  size_t passed;
};

bool unom_row_kept_is(const struct unom_row_kept *kept, struct unom_slice value);

/* Keeps the value; false, and nothing changes, when it is too long. */
bool unom_row_keep(struct unom_row_kept *kept, struct unom_slice value);

/* Does the operation have rules that a layout does not know? */
bool unom_row_layout_suits(const struct unom_operation *operation);

/* Reads the layout of the operation from the table at `index`; a column is one of 1..columns. false
 * when it has more than fits; raises when it is no such layout. */
bool unom_row_layout_read(lua_State *L, int index, size_t columns,
                          const struct unom_operation *operation, struct unom_row_layout *layout);

/* Notes that there may be rows of the operation, by its number in `comes`, for all layouts. */
void unom_row_layout_note(struct unom_row_layout *layouts, size_t count,
                          bool comes[UNOM_ROW_OPERATIONS], const struct unom_operation *operation);

/* Adds { operation =, field =, counts = {value = rows} } for each field that is counted to the array
 * on top of the stack. */
void unom_row_layout_add_values(lua_State *L, const struct unom_row_layout *layout);

/* Frees what its tallies hold. */
void unom_row_layout_close(struct unom_row_layout *layout);

#endif
