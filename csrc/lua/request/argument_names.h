/* argument_names.h: the keys of a table of arguments that are no names of fields.
 *
 * Invariant: a key is shown escaped, and one with a NUL inside is never taken for a field. */
#ifndef UNOM_ARGUMENT_NAMES_H
#define UNOM_ARGUMENT_NAMES_H

#include "lua/request/walk.h"

/* Reports every key of the table that is no field there: names sorted, with the nearest known name,
 * then the keys that are not strings. */
void unom_argument_names_check(struct unom_walk *walk, const struct unom_walk_table *table);

/* How many keys the table at `index` has. */
size_t unom_argument_names_count(lua_State *L, int index);

#endif
