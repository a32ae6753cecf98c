/* row_repeats.h: is a row the first with what only one row, or one line, should have?
 *
 * Invariant: where it is not, nothing is said: the row is left to unom.bulk.list.repeats, which
 * knows the row that was first by its line. */
#ifndef UNOM_ROW_REPEATS_H
#define UNOM_ROW_REPEATS_H

#include <lua.h>

#include "lua/list/row_layout.h"

/* Keeps the row's key and marks with its line. false where another row has one of them, or where the
 * line is terminated by an earlier row. `values` are those of the layout's fields; bytes NULL: none.
 * `seen` NULL: nothing is compared. Raises when memory is out. */
bool unom_row_repeats_first(lua_State *L, const struct unom_row_layout *layout,
                            const struct unom_slice *values, size_t line,
                            struct unom_seen_set *seen);

#endif
