/* json.h: the text of a reply -> a Lua table.
 *
 * Invariant: a number becomes a string of the very digits of the text, so that counters up to 2^64
 * stay exact. */
#ifndef UNOM_JSON_H
#define UNOM_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <lua.h>

/* Pushes the object that the text (a NUL follows it) is and returns true; or pushes a message that
 * says why it is none and returns false. null becomes an absent key, and is dropped from an array.
 * Keys lose the space around them, and known misspellings are corrected; string values lose the
 * space around them, except `note`. `is_list_lines`: the text is the reply of list_lines, where
 * accessType is read as accessCode in the entries. */
bool unom_json_push(lua_State *L, const char *bytes, size_t length, bool is_list_lines);

/* Puts a JSON decoder of our own into the registry: settings that others make on theirs have no
 * effect. */
void unom_json_register(lua_State *L);

#endif
