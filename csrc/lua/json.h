/* json.h: the text of a reply -> a Lua table.
 *
 * Invariant: a number comes out as the very digits of the text, in a string, so that counters up to
 * 2^64 stay exact and codes keep their leading zeros. */
#ifndef UNOM_JSON_H
#define UNOM_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <lua.h>

/* The text is followed by a NUL. Pushes the object that it holds and returns true; or pushes words
 * that say why there is none and returns false. null becomes an absent key, and is dropped from an
 * array. Keys lose the space around them and get their right spelling; string values lose the space
 * around them, but for `note`. `is_list_lines`: in the entries of that list, accessType is read as
 * accessCode. */
bool unom_json_push(lua_State *L, const char *bytes, size_t length, bool is_list_lines);

/* Keeps a JSON decoder of our own in the registry: settings that others make on theirs do not
 * matter. */
void unom_json_register(lua_State *L);

#endif
