/* client.h: the userdata unom.client, which sends operations and returns how each ended.
 *
 * Invariant: every call that was started is returned once, with a reply or an error, unless the client is
 * freed before. */
#ifndef UNOM_CLIENT_H
#define UNOM_CLIENT_H

#include <lua.h>
#include <stdbool.h>

#include "lua/call.h"

struct unom_client {
  struct unom_calls calls;
  lua_Integer undelivered; /* calls started whose result was not yet returned */
  unsigned long seen;      /* signals */
  bool busy;               /* inside wait, a call or close */
};

/* Registers the metatable of a client. */
void unom_client_register(lua_State *L);

/* client(options) -> a client; the files of this room describe its methods. Raises for a wrong
 * option. */
int unom_client_new(lua_State *L);

/* Pushes the table of a client's methods, to which Lua adds some. */
void unom_client_push_methods(lua_State *L);

/* The client at index 1. Raises where it is closed, busy, or another process's. */
struct unom_client *unom_client_check(lua_State *L);

/* The same at any index, or NULL where there is no client. */
struct unom_client *unom_client_test(lua_State *L, int index);

/* Calls `inside` with the arguments on top of the stack and leaves its result, or the error; returns
 * the status of lua_pcall. While it runs, the client refuses to be used: a trace function or a
 * finaliser would find it half-way through. */
int unom_client_call_busy(lua_State *L, struct unom_client *client, lua_CFunction inside,
                          int arguments);

#endif
