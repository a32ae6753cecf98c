/* group.h: one wait for the calls of several clients.
 *
 * Invariant: whatever raises meanwhile, each client keeps its results for its next wait. */
#ifndef UNOM_GROUP_H
#define UNOM_GROUP_H

#include <lua.h>

/* wait(clients, seconds) -> array of {client =, id =, reply =, err =}: the calls of all these clients that
 * ended, as soon as there is one; empty when none of them has a call in flight, the time is up or a
 * watched signal came. */
int unom_group_wait(lua_State *L);

#endif
