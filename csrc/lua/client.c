/* client.c: the userdata unom.client. See client.h.
 *
 * Invariant: a result stays in the array of results until `wait`, the call itself or `close`
 * returns it. */
#define _GNU_SOURCE
#include "lua/client.h"

#include <lauxlib.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "lua/call.h"
#include "lua/catalogue_lua.h"
#include "lua/error.h"
#include "lua/interrupt.h"
#include "lua/options.h"
#include "lua/request/request.h"

#define CLIENT "unom.client"

struct client {
  struct unom_calls calls;
  lua_Integer undelivered; /* calls started whose result was not yet returned */
  unsigned long seen;      /* signals */
  bool busy;               /* inside wait, a call or close */
};

static struct client *to_client(lua_State *L) {
  struct client *client = luaL_checkudata(L, 1, CLIENT);
  if (!client->calls.transport)
    luaL_error(L, "the client is closed");
  if (client->busy)
    luaL_error(L, "the client is in use: its trace function cannot use it");
  return client;
}

/* ---- inside wait, a call and close: the client is busy, and at index 1 ---- */

static lua_Integer count(lua_State *L, int user_value) {
  lua_getiuservalue(L, 1, user_value);
  lua_Integer length = (lua_Integer)lua_rawlen(L, -1);
  lua_pop(L, 1);
  return length;
}

/* Calls the trace function with each event, once. */
static void show_events(lua_State *L, const struct client *client) {
  if (!client->calls.traces || count(L, UNOM_CALLS_EVENTS) == 0)
    return;
  lua_getiuservalue(L, 1, UNOM_CALLS_EVENTS);
  lua_newtable(L);
  lua_setiuservalue(L, 1, UNOM_CALLS_EVENTS);
  lua_getiuservalue(L, 1, UNOM_CALLS_OPTIONS);
  lua_getfield(L, -1, "trace");
  lua_Integer events = (lua_Integer)lua_rawlen(L, -3);
  for (lua_Integer i = 1; i <= events; i++) {
    lua_pushvalue(L, -1);
    lua_rawgeti(L, -4, i);
    lua_call(L, 1, 0);
  }
  lua_pop(L, 3);
}

static int nothing(lua_State *L) {
  (void)L;
  return 0;
}

/* Lets a debug hook of the caller's raise here, where no result can be lost: the interrupt of the
 * stand-alone Lua is one, which its signal handler sets. Raised any later, when the results were
 * returned already, it would take them along. */
static void let_hooks_raise(lua_State *L) {
  lua_pushcfunction(L, nothing);
  lua_call(L, 0, 0);
}

/* Removes the result of that id from the array on top of the stack and pushes it, or nil. */
static void push_result(lua_State *L, lua_Integer id) {
  int results = lua_gettop(L);
  lua_Integer length = (lua_Integer)lua_rawlen(L, results), i = 1;
  for (; i <= length; i++) {
    lua_rawgeti(L, results, i);
    lua_getfield(L, -1, "id");
    if (lua_tointeger(L, -1) == id)
      break;
    lua_settop(L, results);
  }
  if (i > length) {
    lua_pushnil(L);
    return;
  }
  lua_settop(L, results + 1);
  for (; i <= length; i++) {
    lua_rawgeti(L, results, i + 1);
    lua_rawseti(L, results, i);
  }
}

/* Pushes the array of results and puts an empty one in its place. */
static void push_results(lua_State *L, struct client *client) {
  lua_newtable(L);
  lua_getiuservalue(L, 1, UNOM_CALLS_RESULTS);
  lua_insert(L, -2);
  lua_setiuservalue(L, 1, UNOM_CALLS_RESULTS);
  client->undelivered -= (lua_Integer)lua_rawlen(L, -1);
}

/* (client, seconds) -> the array of results. */
static int wait_inside(lua_State *L) {
  struct client *client = lua_touserdata(L, 1);
  double until = unom_clock_seconds() + lua_tonumber(L, 2);
  for (;;) {
    unom_calls_pump(L, &client->calls);
    let_hooks_raise(L);
    if (count(L, UNOM_CALLS_RESULTS) > 0 || !client->calls.first ||
        unom_interrupt_since(&client->seen) || !(unom_clock_seconds() < until))
      break;
    unom_calls_poll(&client->calls, until);
  }
  show_events(L, client);
  push_results(L, client);
  return 1;
}

/* (client): waits until the call that was started last has its result. */
static int finish_inside(lua_State *L) {
  struct client *client = lua_touserdata(L, 1);
  struct unom_calls *calls = &client->calls;
  struct unom_call *call = calls->last;
  for (bool aborted = false, pumped = unom_calls_are_on_the_wire(calls); call; pumped = false) {
    if (!pumped)
      unom_calls_pump(L, calls);
    if (calls->last != call)
      break;
    if (!aborted && unom_interrupt_pending()) {
      unom_calls_abort(calls, call);
      aborted = true;
    } else {
      unom_calls_poll(calls, INFINITY);
    }
  }
  return 0;
}

/* (client, id) -> the result of that id, which belongs to the call started last. */
static int call_inside(lua_State *L) {
  struct client *client = lua_touserdata(L, 1);
  finish_inside(L);
  show_events(L, client);
  let_hooks_raise(L);
  lua_getiuservalue(L, 1, UNOM_CALLS_RESULTS);
  push_result(L, lua_tointeger(L, 2));
  client->undelivered--;
  return 1;
}

/* (client) -> the array of results, once all calls in flight are aborted. */
static int close_inside(lua_State *L) {
  struct client *client = lua_touserdata(L, 1);
  unom_calls_abort_all(L, &client->calls);
  show_events(L, client);
  push_results(L, client);
  return 1;
}

/* Calls `inside` with the arguments on top of the stack and leaves its result, or the error. While
 * it runs, the client refuses to be used: a trace function or a finaliser would find it half-way
 * through. */
static int call_busy(lua_State *L, struct client *client, lua_CFunction inside, int arguments) {
  lua_pushcfunction(L, inside);
  lua_insert(L, -arguments - 1);
  client->busy = true;
  int status = lua_pcall(L, arguments, 1, 0);
  client->busy = false;
  return status;
}

/* ---- methods ---- */

/* The table of arguments at `index`, or an empty one where it is absent. Returns `index`. */
static int check_arguments(lua_State *L, int index) {
  lua_settop(L, index);
  if (lua_isnil(L, index)) {
    lua_newtable(L);
    lua_replace(L, index);
  }
  luaL_checktype(L, index, LUA_TTABLE);
  return index;
}

static int call(lua_State *L, struct client *client, const struct unom_operation *operation,
                int arguments) {
  if (unom_interrupt_pending()) {
    unom_request_push(L, operation, arguments, client->calls.contract_id,
                      client->calls.access_field);
    lua_pushnil(L);
    unom_error_push(L, &(struct unom_error){.kind = UNOM_ERROR_INTERRUPTED,
                                            .sent = UNOM_SENT_NO,
                                            .operation = operation->name,
                                            .message = "interrupted"});
    return 2;
  }
  lua_Integer id = unom_calls_start(L, &client->calls, operation, arguments, INFINITY);
  client->undelivered++;
  lua_settop(L, 1);
  lua_pushvalue(L, 1);
  lua_pushinteger(L, id);
  struct unom_call *call = client->calls.last;
  int status = call_busy(L, client, call_inside, 2);
  if (status == LUA_ERRRUN && client->calls.last == call) { /* a hook struck before the result */
    lua_pushvalue(L, 1);
    call_busy(L, client, finish_inside, 1);
    lua_settop(L, 2); /* client error */
  }
  if (status != LUA_OK)
    return lua_error(L);
  lua_getfield(L, -1, "reply");
  if (!lua_isnil(L, -1))
    return 1;
  lua_getfield(L, -2, "err");
  return 2;
}

/* client:OPERATION(arguments) -> reply | nil, err. */
static int client_operation(lua_State *L) {
  const struct unom_operation *operation = lua_touserdata(L, lua_upvalueindex(1));
  struct client *client = to_client(L);
  return call(L, client, operation, check_arguments(L, 2));
}

/* client:call(name, arguments) -> reply | nil, err. */
static int client_call(lua_State *L) {
  struct client *client = to_client(L);
  const struct unom_operation *operation = unom_catalogue_check_operation(L, 2);
  return call(L, client, operation, check_arguments(L, 3));
}

/* client:start(name, arguments, options) -> id. It goes out at once where it can: with a token, and
 * while fewer than max_connections calls are on the wire; otherwise in a wait or a call. The option
 * `leave_within`: seconds after which it does not go out any more, if it has not begun to; its
 * result is then of kind "timeout". They count while the machine sleeps, too. */
static int client_start(lua_State *L) {
  struct client *client = to_client(L);
  const struct unom_operation *operation = unom_catalogue_check_operation(L, 2);
  double leave_within = unom_options_read_leave_within(L, 4);
  int arguments = check_arguments(L, 3);
  lua_pushinteger(L, unom_calls_start(L, &client->calls, operation, arguments, leave_within));
  client->undelivered++;
  return 1;
}

/* client:wait(seconds) -> array of {id =, reply =, err =}: the calls that ended, as soon as there
 * is one; empty when no call is in flight, the time is up or a watched signal came. */
static int client_wait(lua_State *L) {
  struct client *client = to_client(L);
  luaL_argcheck(L, luaL_checknumber(L, 2) >= 0, 2, "seconds, 0 or more, expected");
  lua_settop(L, 2);
  return call_busy(L, client, wait_inside, 2) == LUA_OK ? 1 : lua_error(L);
}

/* client:allow_connections(count) -> max_connections, which it raises to `count`, or to the most
 * there can be, if it is less. */
static int client_allow_connections(lua_State *L) {
  struct client *client = to_client(L);
  lua_Integer count = luaL_checkinteger(L, 2);
  if (count > UNOM_MOST_CONNECTIONS)
    count = UNOM_MOST_CONNECTIONS;
  if (count > (lua_Integer)unom_transport_max_connections(client->calls.transport))
    unom_transport_set_max_connections(client->calls.transport, (unsigned)count);
  lua_pushinteger(L, unom_transport_max_connections(client->calls.transport));
  return 1;
}

/* client:in_flight() -> how many calls were started and not yet returned by wait. */
static int client_in_flight(lua_State *L) {
  lua_pushinteger(L, to_client(L)->undelivered);
  return 1;
}

/* __gc, __close: aborts the calls in flight and frees everything. No one gets their results; the
 * trace function is shown how they ended. */
static int client_free(lua_State *L) {
  struct client *client = luaL_checkudata(L, 1, CLIENT);
  lua_settop(L, 1);
  if (client->busy)
    return luaL_error(L, "the client is in use");
  int status = LUA_OK;
  if (client->calls.first && client->calls.traces) {
    lua_pushvalue(L, 1);
    status = call_busy(L, client, close_inside, 1);
  }
  unom_calls_free(&client->calls);
  return status == LUA_OK ? 0 : lua_error(L);
}

/* client:close() -> array of the results that no wait has returned. Aborts the calls in flight,
 * with an error of kind "interrupted". A second close returns an empty array, or the results that
 * the first could not return because the trace function or a hook raised or memory was out. */
static int client_close(lua_State *L) {
  struct client *client = luaL_checkudata(L, 1, CLIENT);
  lua_settop(L, 1);
  if (!client->calls.transport) {
    push_results(L, client);
    return 1;
  }
  to_client(L);
  lua_pushvalue(L, 1);
  int status = call_busy(L, client, close_inside, 1);
  if (status != LUA_ERRMEM && !client->calls.first) /* else the next close goes on */
    unom_calls_free(&client->calls);
  return status == LUA_OK ? 1 : lua_error(L);
}

/* Replaces base_url on top of the stack by a table of what must not be collected: base_url and the
 * other strings that C points into, and the trace function. */
static void push_kept(lua_State *L, int options) {
  static const char *const kept[] = {"contract_id", "access_field", "ca_file", "proxy", "trace"};
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
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  struct client *client = lua_newuserdatauv(L, sizeof *client, UNOM_CALLS_USER_VALUES);
  struct unom_calls *calls = &client->calls;
  *client = (struct client){.busy = false};
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
  calls->traces = options.has_trace;
  bool taken = options.access_token ? unom_token_set_fixed(&calls->token, options.access_token)
                                    : unom_token_set_credentials(&calls->token, options.client_id,
                                                                 options.client_secret);
  if (!taken)
    return luaL_error(
        L,
        "bad options to 'client' (the credentials are longer than 16 KiB, or not enough memory)");
  calls->transport =
      unom_transport_new(&(struct unom_transfer_options){.ca_file = options.ca_file,
                                                         .proxy = options.proxy,
                                                         .connect_timeout = options.connect_timeout,
                                                         .is_loopback = options.is_loopback});
  if (!calls->transport)
    return luaL_error(L, "not enough memory");
  unom_transport_set_max_connections(calls->transport, options.max_connections);
  return 1;
}

/* client:host() -> the host that it talks to, with its port where it is not the usual one. */
static int client_host(lua_State *L) {
  struct client *client = to_client(L);
  const char *scheme_end = strstr(client->calls.base_url, "://");
  const char *host = scheme_end ? scheme_end + 3 : client->calls.base_url;
  lua_pushlstring(L, host, strcspn(host, "/"));
  return 1;
}

static const luaL_Reg meth[] = {{"call", client_call},
                                {"start", client_start},
                                {"wait", client_wait},
                                {"in_flight", client_in_flight},
                                {"allow_connections", client_allow_connections},
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
    lua_pushcclosure(L, client_operation, 1);
    lua_setfield(L, -2, unom_operations[i].name);
  }
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}
