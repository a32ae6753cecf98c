/* catalogue_lua.h: the catalogue as a Lua table, for help, templates, docs and programs.
 *
 * Invariant: made from the catalogue alone; nothing in C ever reads it back. */
#ifndef UNOM_CATALOGUE_LUA_H
#define UNOM_CATALOGUE_LUA_H

#include <lua.h>

/* Pushes the array of operations in the order of their numbers; each also under its name, which
 * pairs and ipairs do not see. */
void unom_catalogue_push(lua_State *L);

#endif
