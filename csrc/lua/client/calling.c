/* calling.c: the methods of a client that start a call. See calling.h. */
#define _GNU_SOURCE
#include "lua/client/calling.h"

#include <lauxlib.h>
#include <math.h>

#include "base/clock.h"
#include "lua/catalogue_lua.h"
#include "lua/client/client.h"
#include "lua/client/results.h"
#include "lua/error.h"
#include "lua/interrupt.h"
#include "lua/options.h"
#include "lua/request/request.h"
#include "lua/usage.h"

enum { SECONDS_TO_ANSWER = 5 }; /* of an order that is on the wire when a signal comes */

/* When the call must be aborted: at a watched signal, but that an order has some time to be answered,
 * until the next signal. `*seen`: of signals; `at`: what this returned before, at first INFINITY. */
static double abort_time(const struct unom_call *call, unsigned long *seen, double at) {
  if (!unom_interrupt_since(seen))
    return at;
  bool is_first = !(at < INFINITY);
  return is_first && unom_calls_is_acting(call) ? unom_clock_seconds() + SECONDS_TO_ANSWER
                                                : -INFINITY;
}

/* (client): waits until the call that was started last has its result. */
static int finish_inside(lua_State *L) {
  struct unom_client *client = lua_touserdata(L, 1);
  struct unom_calls *calls = &client->calls;
  struct unom_call *call = calls->last;
  unsigned long seen = 0;
  double abort_at = INFINITY;
  for (bool pumped = unom_calls_are_on_the_wire(calls); call; pumped = false) {
    if (!pumped)
      unom_calls_pump(L, calls);
    if (calls->last != call)
      break;
    abort_at = abort_time(call, &seen, abort_at);
    if (abort_at <= unom_clock_seconds()) {
      (void)unom_calls_abort(calls, call);
      continue;
    }
    if (unom_calls_waits(call)) /* nothing of it is on its way */
      unom_results_let_hooks_raise(L);
    unom_calls_poll(calls, abort_at);
  }
  return 0;
}

/* (client, id) -> the result of that id, which belongs to the call started last. */
static int call_inside(lua_State *L) {
  struct unom_client *client = lua_touserdata(L, 1);
  finish_inside(L);
  unom_results_show_events(L, client);
  unom_results_let_hooks_raise(L);
  unom_results_push_one(L, client, lua_tointeger(L, 2));
  return 1;
}

/* The table of arguments at `index`, or an empty one where it is absent. Returns `index`. */
static int check_arguments(lua_State *L, const char *func, int index) {
  lua_settop(L, index);
  if (lua_isnil(L, index)) {
    lua_newtable(L);
    lua_replace(L, index);
  }
  unom_usage_check_table(L, func, index);
  return index;
}

/* The options of a call at `index`, with the client's own for those that are absent. */
static struct unom_call_options read_options(lua_State *L, const struct unom_client *client,
                                             const char *function, int index) {
  struct unom_call_options options = {
      .timeout = client->calls.timeout, .leave_within = INFINITY, .retries = client->calls.retries};
  unom_options_read_call(L, index, function, &options);
  return options;
}

static lua_Integer start(lua_State *L, struct unom_client *client,
                         const struct unom_operation *operation, int arguments,
                         const struct unom_call_options *options) {
  lua_Integer id = unom_calls_start(L, &client->calls, operation, arguments, options);
  client->undelivered++;
  return id;
}

static int call(lua_State *L, struct unom_client *client, const struct unom_operation *operation,
                const char *function, int arguments) {
  struct unom_call_options options = read_options(L, client, function, arguments + 1);
  check_arguments(L, function, arguments);
  if (unom_interrupt_pending() || unom_interrupt_is_due_in_main(L)) {
    unom_request_push(L, operation, arguments, client->calls.contract_id,
                      client->calls.access_field);
    lua_pushnil(L);
    unom_error_push(L, &(struct unom_error){.kind = UNOM_ERROR_INTERRUPTED,
                                            .sent = UNOM_SENT_NO,
                                            .operation = operation->name,
                                            .message = "interrupted"});
    return 2;
  }
  lua_Integer id = start(L, client, operation, arguments, &options);
  lua_settop(L, 1);
  lua_pushvalue(L, 1);
  lua_pushinteger(L, id);
  struct unom_call *call = client->calls.last;
  int status = unom_client_call_busy(L, client, call_inside, 2);
  if (status == LUA_ERRRUN && client->calls.last == call) { /* a hook struck before the result */
    unom_calls_abort_waiting(&client->calls, call);
    lua_pushvalue(L, 1);
    unom_client_call_busy(L, client, finish_inside, 1);
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

int unom_calling_operation(lua_State *L) {
  const struct unom_operation *operation = lua_touserdata(L, lua_upvalueindex(1));
  return call(L, unom_client_check(L), operation, operation->name, 2);
}

int unom_calling_call(lua_State *L) {
  struct unom_client *client = unom_client_check(L);
  return call(L, client, unom_catalogue_check_operation(L, "call", 2), "call", 3);
}

int unom_calling_start(lua_State *L) {
  struct unom_client *client = unom_client_check(L);
  const struct unom_operation *operation = unom_catalogue_check_operation(L, "start", 2);
  struct unom_call_options options = read_options(L, client, "start", 4);
  lua_pushinteger(L, start(L, client, operation, check_arguments(L, "start", 3), &options));
  return 1;
}

int unom_calling_abort(lua_State *L) {
  struct unom_client *client = unom_client_check(L);
  struct unom_calls *calls = &client->calls;
  lua_Integer id = unom_usage_check_integer(L, "abort", 2);
  unom_transport_perform(calls->transport); /* a reply that has arrived is the better end */
  struct unom_call *call = unom_calls_find(calls, id);
  lua_pushboolean(L, call && unom_calls_abort(calls, call));
  return 1;
}
