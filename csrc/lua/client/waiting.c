/* waiting.c: what waits for the results of calls in flight. See waiting.h. */
#define _GNU_SOURCE
#include "lua/client/waiting.h"

#include <errno.h>
#include <lauxlib.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "lua/client/client.h"
#include "lua/client/results.h"
#include "lua/interrupt.h"
#include "lua/usage.h"

/* The indices of the table of ids, or of nil: every call counts; and of how many results to return. */
enum { IDS = 3, MOST };

/* Is there a result to return, or none to wait for? `*from`: the results before it do not count. */
static bool is_over(lua_State *L, const struct unom_client *client, lua_Integer *from) {
  if (lua_isnil(L, IDS))
    return unom_results_count(L) > 0 || !client->calls.first;
  return unom_results_has_any_of(L, IDS, from) || !unom_calls_has_any_of(L, &client->calls, IDS);
}

/* (client, seconds, ids, most) -> the array of results. */
static int wait_inside(lua_State *L) {
  struct unom_client *client = lua_touserdata(L, 1);
  double until = unom_clock_seconds() + lua_tonumber(L, 2);
  for (lua_Integer from = 1;;) {
    unom_calls_pump(L, &client->calls);
    unom_results_let_hooks_raise(L);
    if (is_over(L, client, &from) || unom_interrupt_since(&client->seen) ||
        unom_interrupt_awaits_main(L) || !(unom_clock_seconds() < until))
      break;
    unom_calls_poll(&client->calls, until);
  }
  unom_results_show_events(L, client);
  if (lua_isnil(L, IDS))
    unom_results_push_all(L, client);
  else
    unom_results_push_some(L, client, IDS, luaL_optinteger(L, MOST, LUA_MAXINTEGER));
  return 1;
}

int unom_waiting_wait(lua_State *L) {
  struct unom_client *client = unom_client_check(L);
  if (!(unom_usage_check_number(L, "wait", 2) >= 0))
    unom_usage_argument(L, "wait", 2, "seconds, 0 or more, expected");
  lua_settop(L, MOST);
  if (!lua_isnil(L, IDS))
    unom_usage_check_table(L, "wait", IDS);
  if (!lua_isnil(L, MOST))
    unom_usage_check_integer(L, "wait", MOST);
  return unom_client_call_busy(L, client, wait_inside, MOST) == LUA_OK ? 1 : lua_error(L);
}

/* Pushes {fd =, read =, write =} of what is watched until it is readable. */
static void push_fd(lua_State *L, int fd) {
  lua_createtable(L, 0, 3);
  lua_pushinteger(L, fd);
  lua_setfield(L, -2, "fd");
  lua_pushboolean(L, true);
  lua_setfield(L, -2, "read");
  lua_pushboolean(L, false);
  lua_setfield(L, -2, "write");
}

int unom_waiting_fds(lua_State *L) {
  struct unom_client *client = unom_client_check(L);
  enum { AWAITED = 2 };
  lua_settop(L, AWAITED);
  bool is_any = lua_isnil(L, AWAITED);
  if (!is_any)
    unom_usage_check_table(L, "fds", AWAITED);
  bool has_results = (is_any ? unom_results_count(L) : unom_results_count_of(L, AWAITED)) > 0;
  if (!client->calls.first) {
    lua_newtable(L);
    if (has_results)
      lua_pushinteger(L, 0);
    else
      lua_pushnil(L);
    return 2;
  }
  int fd = unom_transport_fd(client->calls.transport, unom_interrupt_fd());
  if (fd < 0)
    return luaL_error(L, "no descriptor to wait for calls with: %s", strerror(errno));
  double due = has_results ? -INFINITY : unom_calls_due(&client->calls);
  lua_newtable(L); /* from here on a finaliser may close the client */
  push_fd(L, fd);
  lua_rawseti(L, -2, 1);
  if (due == -INFINITY)
    lua_pushinteger(L, 0);
  else
    lua_pushnumber(L, fmax(due - unom_clock_seconds(), 0));
  return 2;
}
