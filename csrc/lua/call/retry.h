/* retry.h: is a call that failed tried again, and after which pause?
 *
 * Invariant: what acts is tried again only when the carrier cannot have acted. */
#ifndef UNOM_CALL_RETRY_H
#define UNOM_CALL_RETRY_H

#include "lua/call/queue.h"

/* The call has failed with the error object on top of the stack, below which is a nil. true: it waits
 * for a pause to end and is tried again; pops both, once the try, if it was one, is traced. false: it
 * is not: it has no retries left; no waiting makes the error better; the carrier can have acted; the
 * pause would end after the call's time; or a watched signal has come. */
bool unom_retry_begin(lua_State *L, struct unom_calls *calls, struct unom_call *call);

#endif
