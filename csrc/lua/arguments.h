/* arguments.h: a Lua table of arguments, walked against an operation's fields.
 *
 * Invariant: tables are read raw, so no code of the caller runs during a walk. */
#ifndef UNOM_ARGUMENTS_H
#define UNOM_ARGUMENTS_H

#include <lua.h>
#include <stdbool.h>

#include "api/catalogue.h"

/* Raises "bad argument 'FIELD' to 'OPERATION' (WORDS)" at the first problem; an unknown name comes
 * before a missing field, since the one is mostly the other misspelt. `contract_id` (may be NULL)
 * stands in where the table names no contractId. */
void unom_arguments_demand(lua_State *L, const struct unom_operation *operation, int arguments,
                           const char *contract_id);

/* Pushes the array of all problems, in the order of the catalogue's fields and unknown names last,
 * and returns false; or the array of advice, and true. `today` (YYYYMMDD) is the day that date
 * windows are seen from. */
bool unom_arguments_survey(lua_State *L, const struct unom_operation *operation, int arguments,
                           unsigned today);

/* Pushes the table of lines, and returns true; or pushes nothing where line fields stand flat.
 * `arguments` is no relative index. */
bool unom_arguments_push_lines(lua_State *L, const struct unom_operation *operation, int arguments);

#endif
