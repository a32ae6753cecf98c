/* client.c: the userdata unom.client: made, closed, freed. See client.h. */
#define _GNU_SOURCE
#include "lua/client/client.h"

#include <lauxlib.h>
#include <string.h>

#include "lua/client/calling.h"
#include "lua/client/results.h"
#include "lua/client/waiting.h"
#include "lua/options.h"
#include "lua/usage.h"

#define CLIENT "unom.client"

/* Raises where the client is closed, busy, or another process's. */
static struct unom_client *check_usable(lua_State *L, struct unom_client *client) {
  if (!client->calls.transport)
    unom_usage_raise(L, &(struct unom_usage){.message = "the client is closed"});
  if (!unom_transport_is_own(client->calls.transport))
    unom_usage_raise(L,
                     &(struct unom_usage){.message = "the client belongs to the process that made "
                                                     "it: after a fork, make another"});
  if (client->busy)
    unom_usage_raise(
        L, &(struct unom_usage){
               .message = "the client is in use: its trace and token functions cannot use it"});
  return client;
}

struct unom_client *unom_client_check(lua_State *L) {
  return check_usable(L, unom_usage_check_object(L, CLIENT));
}

struct unom_client *unom_client_test(lua_State *L, int index) {
  struct unom_client *client = luaL_testudata(L, index, CLIENT);
  return client ? check_usable(L, client) : NULL;
}

int unom_client_call_busy(lua_State *L, struct unom_client *client, lua_CFunction inside,
                          int arguments) {
  lua_pushcfunction(L, inside);
  lua_insert(L, -arguments - 1);
  client->busy = true;
  int status = lua_pcall(L, arguments, 1, 0);
  client->busy = false;
  return status;
}

/* ---- methods ---- */

/* client:allow_connections(count) -> max_connections, which it raises to `count`, or to the most
 * there can be, if it is less. */
static int client_allow_connections(lua_State *L) {
  struct unom_client *client = unom_client_check(L);
  lua_Integer count = unom_usage_check_integer(L, "allow_connections", 2);
  if (count > UNOM_MOST_CONNECTIONS)
    count = UNOM_MOST_CONNECTIONS;
  if (count > (lua_Integer)unom_transport_max_connections(client->calls.transport))
    unom_transport_set_max_connections(client->calls.transport, (unsigned)count);
  lua_pushinteger(L, unom_transport_max_connections(client->calls.transport));
  return 1;
}

/* client:in_flight(ids) -> how many calls were started and not yet returned by wait; of these alone where there is a
 * table of ids. */
static int client_in_flight(lua_State *L) {
  struct unom_client *client = unom_client_check(L);
  enum { IDS = 2 };
  lua_settop(L, IDS);
  lua_Integer count = client->undelivered;
  if (!lua_isnil(L, IDS)) {
    unom_usage_check_table(L, "in_flight", IDS);
    count = unom_calls_count_of(L, &client->calls, IDS) + unom_results_count_of(L, IDS);
  }
  lua_pushinteger(L, count);
  return 1;
}

/* (client) -> the array of results, once all calls in flight are aborted. */
static int close_inside(lua_State *L) {
  struct unom_client *client = lua_touserdata(L, 1);
  unom_calls_abort_all(L, &client->calls);
  unom_results_show_events(L, client);
  unom_results_push_all(L, client);
  return 1;
}

/* __gc, __close: aborts the calls in flight and frees everything. No one gets their results; the
 * trace function is shown how they ended. */
static int client_free(lua_State *L) {
  struct unom_client *client = unom_usage_check_object(L, CLIENT);
  lua_settop(L, 1);
  if (client->busy)
    return unom_usage_raise(L, &(struct unom_usage){.message = "the client is in use"});
  int status = LUA_OK;
  if (client->calls.first && client->calls.traces &&
      unom_transport_is_own(client->calls.transport)) {
    lua_pushvalue(L, 1);
    status = unom_client_call_busy(L, client, close_inside, 1);
  }
  unom_calls_free(&client->calls);
  return status == LUA_OK ? 0 : lua_error(L);
}

/* client:close() -> array of the results that no wait has returned. Aborts the calls in flight,
 * with an error of kind "interrupted". A second close returns an empty array, or the results that
 * the first could not return because the trace function or a hook raised or memory was out. */
static int client_close(lua_State *L) {
  struct unom_client *client = unom_usage_check_object(L, CLIENT);
  lua_settop(L, 1);
  if (!client->calls.transport) {
    unom_results_push_all(L, client);
    return 1;
  }
  unom_client_check(L);
  lua_pushvalue(L, 1);
  int status = unom_client_call_busy(L, client, close_inside, 1);
  if (status != LUA_ERRMEM && !client->calls.first) /* else the next close goes on */
    unom_calls_free(&client->calls);
  return status == LUA_OK ? 1 : lua_error(L);
}

/* Replaces base_url on top of the stack by a table of what must not be collected: base_url and the
 * other strings that C points into, and the functions. */
static void push_kept(lua_State *L, int options) {
  static const char *const kept[] = {"contract_id", "access_field", "ca_file", "proxy",
                                     "user_agent",  "trace",        "token"};
  lua_newtable(L);
  lua_insert(L, -2);
  lua_setfield(L, -2, "base_url");
  for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
    lua_pushstring(L, kept[i]);
    lua_rawget(L, options);
    lua_setfield(L, -2, kept[i]);
  }
}

int unom_client_new(lua_State *L) {
  unom_usage_check_table(L, "client", 1);
  lua_settop(L, 1);
  struct unom_client *client = lua_newuserdatauv(L, sizeof *client, UNOM_CALLS_USER_VALUES);
  struct unom_calls *calls = &client->calls;
  *client = (struct unom_client){.busy = false};
  unom_token_init(&calls->token);
  luaL_setmetatable(L, CLIENT);
  struct unom_options options;
  unom_options_read(L, 1, &options);
  calls->token_url = lua_pushfstring(L, "%s%s", options.base_url, UNOM_TOKEN_PATH);
  lua_insert(L, -2);
  push_kept(L, 1);
  lua_insert(L, -2); /* kept token_url */
  lua_setfield(L, -2, "token_url");
  lua_setiuservalue(L, 2, UNOM_CALLS_OPTIONS);
  for (int i = UNOM_CALLS_RESULTS; i <= UNOM_CALLS_USER_VALUES; i++) {
    lua_newtable(L);
    lua_setiuservalue(L, 2, i);
  }
  calls->base_url = options.base_url;
  calls->contract_id = options.contract_id;
  calls->access_field = options.access_field;
  calls->timeout = options.timeout;
  calls->retries = options.retries;
  calls->traces = options.has_trace;
  calls->asks_for_token = options.has_token_function;
  bool taken = true;
  if (options.has_token_function)
    unom_token_set_asked(&calls->token);
  else if (options.access_token)
    taken = unom_token_set_fixed(&calls->token, options.access_token);
  else
    taken = unom_token_set_credentials(&calls->token, options.client_id, options.client_secret);
  if (!taken)
    return unom_usage_raise(
        L, &(struct unom_usage){.message = "bad options to 'client' (the credentials are longer "
                                           "than 16 KiB, or not enough memory)",
                                .func = "client"});
  calls->transport =
      unom_transport_new(&(struct unom_transfer_options){.ca_file = options.ca_file,
                                                         .proxy = options.proxy,
                                                         .user_agent = options.user_agent,
                                                         .connect_timeout = options.connect_timeout,
                                                         .is_loopback = options.is_loopback});
  if (!calls->transport)
    return luaL_error(L, "not enough memory");
  unom_transport_set_max_connections(calls->transport, options.max_connections);
  return 1;
}

/* client:contract_id() -> the contractId of calls that name none, or nil. */
static int client_contract_id(lua_State *L) {
  lua_pushstring(L, unom_client_check(L)->calls.contract_id);
  return 1;
}

/* client:host() -> the host that it talks to, with its port where it is not the usual one. */
static int client_host(lua_State *L) {
  struct unom_client *client = unom_client_check(L);
  const char *scheme_end = strstr(client->calls.base_url, "://");
  const char *host = scheme_end ? scheme_end + 3 : client->calls.base_url;
  lua_pushlstring(L, host, strcspn(host, "/"));
  return 1;
}

static const luaL_Reg meth[] = {{"call", unom_calling_call},
                                {"start", unom_calling_start},
                                {"abort", unom_calling_abort},
                                {"wait", unom_waiting_wait},
                                {"fds", unom_waiting_fds},
                                {"in_flight", client_in_flight},
                                {"allow_connections", client_allow_connections},
                                {"contract_id", client_contract_id},
                                {"host", client_host},
                                {"close", client_close},
                                {NULL, NULL}};
static const luaL_Reg metameth[] = {{"__gc", client_free}, {"__close", client_free}, {NULL, NULL}};

void unom_client_register(lua_State *L) {
  luaL_newmetatable(L, CLIENT);
  luaL_setfuncs(L, metameth, 0);
  luaL_newlib(L, meth);
  for (size_t i = 0; i < unom_operation_count; i++) {
    lua_pushlightuserdata(L, (void *)&unom_operations[i]);
    lua_pushcclosure(L, unom_calling_operation, 1);
    lua_setfield(L, -2, unom_operations[i].name);
  }
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}

void unom_client_push_methods(lua_State *L) {
  luaL_getmetatable(L, CLIENT);
  lua_getfield(L, -1, "__index");
  lua_remove(L, -2);
}
