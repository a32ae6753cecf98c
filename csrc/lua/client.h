/* client.h: the userdata unom.client, which sends operations and tells how each ended.
 *
 * Invariant: every transfer that was started is finished exactly once, with a reply or an error. */
#ifndef UNOM_CLIENT_H
#define UNOM_CLIENT_H

#include <lua.h>

/* Adds `client` to the module table on top of the stack. */
void unom_client_open(lua_State *L);

#endif
