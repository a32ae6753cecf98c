/* client.h: the userdata unom.client, which sends operations and returns how each ended.
 *
 * Invariant: every call that was started is returned once, with a reply or an error, unless the client is
 * freed before. */
#ifndef UNOM_CLIENT_H
#define UNOM_CLIENT_H

#include <lua.h>

/* Registers the metatable of a client. */
void unom_client_register(lua_State *L);

/* client(options) -> a client; client.c describes its methods. Raises for a wrong option. */
int unom_client_new(lua_State *L);

#endif
