/* trace.h: a transfer as a trace shows it, masked.
 *
 * Invariant: a value is shown only when its key is known to be neither personal nor secret. */
#ifndef UNOM_TRACE_H
#define UNOM_TRACE_H

#include <lua.h>

#include "api/catalogue.h"
#include "http/transfer.h"

/* Pushes the event of a completed transfer: {operation, method, url, status, seconds, sent,
 * request, reply, error}. `operation` NULL: the transfer requested an access token, and neither
 * request nor reply is shown. `request`: index of the masked arguments, or 0; `reply`: index of the
 * reply, or 0; `error`: the kind of error it ended in, or NULL. */
void unom_trace_push(lua_State *L, const struct unom_operation *operation,
                     const struct unom_transfer *transfer, int request, int reply,
                     const char *error);

#endif
