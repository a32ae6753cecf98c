/* waiting.h: what waits for the results of calls in flight.
 *
 * Invariant: whatever raises meanwhile, a result is returned or kept for the next wait. */
#ifndef UNOM_WAITING_H
#define UNOM_WAITING_H

#include <lua.h>

/* client:wait(seconds, ids) -> array of {id =, reply =, err =}: the calls that ended, as soon as there
 * is one; empty when no call is in flight, the time is up or a watched signal came. `ids`, where it
 * is there, is a table whose keys are ids: these calls alone count, and the results of others stay
 * for a later wait. client:wait(seconds, ids, most): no more than `most` of them. */
int unom_waiting_wait(lua_State *L);

/* client:fds(ids) -> array of {fd =, read =, write =}, seconds: what an event loop waits for before it calls
 * client:wait(0, ids), and for how long at most; {} and nil when no call is in flight, seconds 0 where a wait
 * has something to do already. The loop may watch the descriptor for as long as the client is open: it stays the
 * same. A watched signal makes it readable, too. */
int unom_waiting_fds(lua_State *L);

#endif
