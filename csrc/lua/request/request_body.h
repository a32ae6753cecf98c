/* request_body.h: checked arguments -> the JSON of a request's body.
 *
 * Invariant: an object's members are in the order of the catalogue. */
#ifndef UNOM_REQUEST_BODY_H
#define UNOM_REQUEST_BODY_H

#include <lua.h>

#include "api/catalogue.h"

/* Pushes the JSON of the body, or nil where the operation has none. The table at `arguments`, which
 * is no relative index and nobody else's, has passed `unom_arguments_check`. `access_field` (may be
 * NULL) is the name that accessCode is sent under. */
void unom_request_body_push(lua_State *L, const struct unom_operation *operation, int arguments,
                            const char *access_field);

#endif
