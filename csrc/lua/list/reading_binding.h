/* reading_binding.h: what a cell of a change list means, for Lua.
 *
 * Invariant: a cell is read here as the fast check of rows reads it. */
#ifndef UNOM_READING_BINDING_H
#define UNOM_READING_BINDING_H

#include <lua.h>

/* read_cell(operation, field, cell) -> nothing: it is to be taken as it stands
 *   | value, kind: it means this value; kind: "hyphens" | "spaces" | "full_width" | "date" | "consent"
 *   | nil, { code =, message =, likely = string|nil }: it is refused
 * Raises where there is no such operation or field. */
int unom_reading_binding_read(lua_State *L);

#endif
