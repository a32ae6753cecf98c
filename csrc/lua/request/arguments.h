/* arguments.h: a Lua table of arguments, checked against an operation's fields.
 *
 * Invariant: tables are read raw, so no metamethod of the caller runs during a walk. A finaliser
 * may: the table is one that `unom_argument_copy_replace` has made. */
#ifndef UNOM_ARGUMENTS_H
#define UNOM_ARGUMENTS_H

#include <lua.h>
#include <stdbool.h>

#include "api/catalogue.h"

/* Raises "bad argument 'FIELD' to 'OPERATION' (MESSAGE)" (see usage.h) where there is a problem: of the
 * first one, with all of them in `problems`. An unknown name comes before a missing field: mostly it is that field, misspelt. `contract_id` (may be NULL) is
 * used where the table has no contractId. */
void unom_arguments_check(lua_State *L, const struct unom_operation *operation, int arguments,
                          const char *contract_id);

/* Pushes the array of all problems, in the order of the catalogue's fields and then the unknown
 * names, and returns false; or pushes the array of advice and returns true. Date windows are
 * counted from `today` (YYYYMMDD). */
bool unom_arguments_diagnose(lua_State *L, const struct unom_operation *operation, int arguments,
                             unsigned today);

/* Pushes the list of lines and returns true; or pushes nothing where the fields of a line are given
 * flat. `arguments` is no relative index. */
bool unom_arguments_push_lines(lua_State *L, const struct unom_operation *operation, int arguments);

#endif
