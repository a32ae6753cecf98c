/* request.h: checked arguments -> path with query, and JSON body.
 *
 * Invariant: nothing comes out of here that has not passed every rule of its operation. */
#ifndef UNOM_REQUEST_H
#define UNOM_REQUEST_H

#include <lua.h>

#include "api/catalogue.h"

/* Replaces the table of arguments at index `arguments` by a copy that nobody else has, checks it as
 * `unom_arguments_check` does, and pushes two values that are made from it: the path with its query
 * ("/v2/unom/..."), and the JSON body or nil. `access_field` is the name that accessCode is sent
 * under. */
void unom_request_push(lua_State *L, const struct unom_operation *operation, int arguments,
                       const char *contract_id, const char *access_field);

/* Pushes a copy of the arguments for a trace, in which secret and personal values are "***". The
 * table at `arguments` is one that `unom_request_push` has put there. */
void unom_request_push_masked(lua_State *L, const struct unom_operation *operation, int arguments);

/* check(operation, arguments [, today]) -> true, advice | nil, problems. `today`, YYYYMMDD, is the
 * present day in Japan unless given. */
int unom_request_check(lua_State *L);

/* request(operation, arguments [, contract_id [, access_field]]) -> path with query, body | nil:
 * what a client would send, for a preview and for tests. Raises at the first problem. */
int unom_request_make(lua_State *L);

/* masked(operation, arguments) -> a copy in which secret and personal values are "***". */
int unom_request_masked(lua_State *L);

/* nearest(name, candidates) -> the candidate that `name` was probably meant to be, or nil. */
int unom_request_nearest(lua_State *L);

#endif
