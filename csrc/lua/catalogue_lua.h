/* catalogue_lua.h: the catalogue for Lua: all of it as a table, and one operation by its name.
 *
 * Invariant: C reads the catalogue itself, never the Lua table, which programs can change. */
#ifndef UNOM_CATALOGUE_LUA_H
#define UNOM_CATALOGUE_LUA_H

#include <lua.h>

#include "api/catalogue.h"

/* Pushes the array of operations in the order of their numbers; each also under its name, which
 * pairs and ipairs do not see. */
void unom_catalogue_push(lua_State *L);

/* The operation that argument `index` of the running C function, called `func`, names. Raises (see
 * usage.h), with the nearest known name, when the argument is no string or there is no such operation. */
const struct unom_operation *unom_catalogue_check_operation(lua_State *L, const char *func,
                                                            int index);

#endif
