/* results.h: the results and events of a client, from the calls that made them to the caller.
 *
 * Invariant: a result stays in the array of results until it is pushed, and whatever raises meanwhile leaves it there. */
#ifndef UNOM_RESULTS_H
#define UNOM_RESULTS_H

#include "lua/client/client.h"

/* In every function here the client is at index 1, and busy where the function calls anything. */

/* How many results nobody was given yet. */
lua_Integer unom_results_count(lua_State *L);

/* Pushes the array of all results, and there are none any more. */
void unom_results_push_all(lua_State *L, struct unom_client *client);

/* Is there a result at the place `*from` of the array or after it whose id is a key of the table at
 * `ids`? `*from` becomes the place of the first, or the place after the last of the array. */
bool unom_results_has_any_of(lua_State *L, int ids, lua_Integer *from);

/* How many results have ids that are keys of the table at `ids`. */
lua_Integer unom_results_count_of(lua_State *L, int ids);

/* Pushes an array of the first `most` results whose ids are keys of the table at `ids`; the others
 * stay. */
void unom_results_push_some(lua_State *L, struct unom_client *client, int ids, lua_Integer most);

/* Removes the result of that id and pushes it, or nil where there is none. */
void unom_results_push_one(lua_State *L, struct unom_client *client, lua_Integer id);

/* Calls the trace function with each event, once. */
void unom_results_show_events(lua_State *L, const struct unom_client *client);

/* Lets a debug hook of the caller's raise here, where no result can be lost: the interrupt of the
 * stand-alone Lua is one, which its signal handler sets. Raised any later, when the results were
 * returned already, it would take them along. */
void unom_results_let_hooks_raise(lua_State *L);

#endif
