/* client.h: the userdata unom.client, which sends operations and tells how each ended.
 *
 * Invariant: every transfer that was started is finished exactly once, with a reply or an error. */
#ifndef UNOM_CLIENT_H
#define UNOM_CLIENT_H

#include <lua.h>

/* Registers the metatable of a client. */
void unom_client_register(lua_State *L);

/* client(options) -> a client; its methods are in client.c. Raises on a wrong option. */
int unom_client_new(lua_State *L);

#endif
