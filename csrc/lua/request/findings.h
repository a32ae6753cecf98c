/* findings.h: what a check found, for Lua: an array of problems or of advice.
 *
 * Invariant: the array and each entry have metatables, which lua/unom/error.lua completes: they print as
 * lines of text. */
#ifndef UNOM_FINDINGS_H
#define UNOM_FINDINGS_H

#include <lua.h>

#include "api/diagnostic.h"

/* Pushes an empty array. */
void unom_findings_push(lua_State *L);

/* Adds {field =, code =, message =, likely =} to the array in the stack's slot, which may be nil so far. */
void unom_findings_add(lua_State *L, int slot, const char *field,
                       const struct unom_diagnostic *diagnostic);

/* Registers the metatables. */
void unom_findings_register(lua_State *L);

/* Push the metatable of the array, and that of an entry. */
void unom_findings_push_metatable(lua_State *L);
void unom_findings_push_entry_metatable(lua_State *L);

#endif
