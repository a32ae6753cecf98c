/* reply.h: the response of a transfer -> a reply, or an error that says what is known.
 *
 * Invariant: an error's `sent` is "no" only where sending the same request again has no risk. */
#ifndef UNOM_REPLY_H
#define UNOM_REPLY_H

#include <lua.h>

#include "api/catalogue.h"
#include "http/transfer.h"
#include "lua/error.h"

/* Pushes two values: the reply and nil, or nil and an error object. */
void unom_reply_push(lua_State *L, const struct unom_operation *operation,
                     const struct unom_transfer_response *response);

/* Reads the response to the request for an access token. Pushes the token, sets *lifetime (seconds)
 * and returns true; or pushes a message, fills in the rest of *error and returns false. The message
 * repeats nothing that the carrier wrote: that may contain the secret. */
bool unom_reply_push_token(lua_State *L, const struct unom_transfer_response *response,
                           double *lifetime, struct unom_error *error);

#endif
