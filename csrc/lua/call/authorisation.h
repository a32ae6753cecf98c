/* authorisation.h: the access token that calls wait for: requested of the carrier, or asked of the
 * caller's function. In every function here that takes a lua_State the userdata of the client is at
 * index 1.
 *
 * Invariant: there is one request at a time, however many calls wait for it. */
#ifndef UNOM_CALL_AUTHORISATION_H
#define UNOM_CALL_AUTHORISATION_H

#include "lua/call.h"

/* Could a call go out but for a token, and none is under way? */
bool unom_authorisation_is_needed(const struct unom_calls *calls);

/* Starts the transfer that requests a token. false when memory is out. */
bool unom_authorisation_request(struct unom_calls *calls);

/* Forgets a transfer that failed while no call waited for it, perhaps long ago: it is no word on the next. */
void unom_authorisation_forget_failed(struct unom_calls *calls);

/* That transfer is complete: sends the calls that wait for the token, or has them fail. */
void unom_authorisation_complete(lua_State *L, struct unom_calls *calls);

/* The same with what the caller's function gives. Raises as `unom_token_function_push`. */
void unom_authorisation_ask(lua_State *L, struct unom_calls *calls);

#endif
