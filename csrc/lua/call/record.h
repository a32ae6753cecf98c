/* record.h: what is recorded of calls: their results, and the events for the trace function. In every
 * function here the userdata of the client is at index 1.
 *
 * Invariant: a call is in the list of calls until its result is in the array of results, and
 * nothing that can raise happens between the two. */
#ifndef UNOM_CALL_RECORD_H
#define UNOM_CALL_RECORD_H

#include "lua/call/queue.h"

/* Are the masked arguments of such a call kept until it ends? */
bool unom_record_keeps_request(const struct unom_calls *calls,
                               const struct unom_operation *operation);

/* Adds the event of a transfer that ended, where there is a trace function. `call` NULL: it requested a
 * token. `reply`, `error`: their indices, or 0. */
void unom_record_event(lua_State *L, const struct unom_calls *calls, const struct unom_call *call,
                       const struct unom_transfer *transfer, int reply, int error);

/* Adds the result of the call, which ends: pops the reply and the error object, one of which is nil. */
void unom_record_result(lua_State *L, struct unom_calls *calls, struct unom_call *call);

#endif
