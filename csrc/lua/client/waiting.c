/* waiting.c: what waits for the results of calls in flight. See waiting.h. */
#define _GNU_SOURCE
#include "lua/client/waiting.h"

#include <lauxlib.h>

#include "base/clock.h"
#include "lua/client/client.h"
#include "lua/client/results.h"
#include "lua/interrupt.h"

/* (client, seconds) -> the array of results. */
static int wait_inside(lua_State *L) {
  struct unom_client *client = lua_touserdata(L, 1);
  double until = unom_clock_seconds() + lua_tonumber(L, 2);
  for (;;) {
    unom_calls_pump(L, &client->calls);
    unom_results_let_hooks_raise(L);
    if (unom_results_count(L) > 0 || !client->calls.first || unom_interrupt_since(&client->seen) ||
        !(unom_clock_seconds() < until))
      break;
    unom_calls_poll(&client->calls, until);
  }
  unom_results_show_events(L, client);
  unom_results_push_all(L, client);
  return 1;
}

int unom_waiting_wait(lua_State *L) {
  struct unom_client *client = unom_client_check(L);
  luaL_argcheck(L, luaL_checknumber(L, 2) >= 0, 2, "seconds, 0 or more, expected");
  lua_settop(L, 2);
  return unom_client_call_busy(L, client, wait_inside, 2) == LUA_OK ? 1 : lua_error(L);
}
