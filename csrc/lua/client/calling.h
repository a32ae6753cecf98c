/* calling.h: the methods of a client that start a call, to be waited for or not, and that abort one.
 *
 * Invariant: a caller's mistake raises before anything is started. */
#ifndef UNOM_CALLING_H
#define UNOM_CALLING_H

#include <lua.h>

/* client:OPERATION(arguments, options) -> reply | nil, err. The operation is upvalue 1. Options:
 * `timeout`, `retries`, instead of the client's own. */
int unom_calling_operation(lua_State *L);

/* client:call(name, arguments, options) -> the same. */
int unom_calling_call(lua_State *L);

/* client:start(name, arguments, options) -> id. It goes out at once where it can: with a token, and
 * while fewer than max_connections calls are on the wire; otherwise in a wait or a call. The option
 * `leave_within`: seconds after which it does not go out any more, if it has not begun to; its
 * result is then of kind "timeout". They count while the machine sleeps, too. */
int unom_calling_start(lua_State *L);

/* client:abort(id) -> true: the call is ended, by an error of kind "interrupted" that a wait returns;
 * false: it is not in flight, or its reply has come, which a wait returns as ever. */
int unom_calling_abort(lua_State *L);

#endif
