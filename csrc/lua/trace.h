/* trace.h: a transfer as a trace shows it, masked.
 *
 * Invariant: a value is shown only when its key is known to be neither personal nor secret. */
#ifndef UNOM_TRACE_H
#define UNOM_TRACE_H

#include <lua.h>

#include "api/catalogue.h"
#include "http/transfer.h"

/* A transfer that ended. The indices are of Lua's stack; 0: there is none. */
struct unom_trace_event {
  const struct unom_operation *operation; /* NULL: it requested an access token */
  const struct unom_transfer *transfer;
  lua_Integer id; /* of the call */
  int request;    /* index of the masked arguments */
  int reply;      /* index of the reply */
  int error;      /* index of the error object */
};

/* Pushes it as a trace function gets it: {time, id, operation, method, url, status, seconds, sent,
 * request, reply, error, code, name, message_id}. Of a request for an access token neither id,
 * request nor reply is shown. */
void unom_trace_push(lua_State *L, const struct unom_trace_event *event);

#endif
