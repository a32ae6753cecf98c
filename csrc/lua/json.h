/* json.h: the text of a reply -> a Lua table.
 *
 * Invariant: a number becomes a string of the very digits of the text, so that counters up to 2^64
 * stay exact. */
#ifndef UNOM_JSON_H
#define UNOM_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <lua.h>

#include "api/catalogue.h"

/* Pushes the object that the text (a NUL follows it) is and returns true; or pushes a message that
 * says why it is none and returns false. `operation`: the one whose reply it is, or NULL.
 *
 * null becomes an absent key, and is dropped from an array. Keys lose the space around them, and
 * known misspellings are corrected; string values lose the space around them, except `note`. In the
 * entries of list_lines accessType is read as accessCode. optionCodeList is an array of codes in
 * whatever shape it came, see option_codes.h. What cannot be read in a string becomes
 * U+FFFD. In the operation's list an entry that is null becomes false; something else than an array
 * in that list's place, an object too, becomes a value that is no table, unless it is null. */
bool unom_json_push(lua_State *L, const char *bytes, size_t length,
                    const struct unom_operation *operation);

/* Puts a JSON decoder of our own into the registry: settings that others make on theirs have no
 * effect. */
void unom_json_register(lua_State *L);

#endif
