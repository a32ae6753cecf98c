/* group.c: one wait for the calls of several clients. See group.h. */
#define _GNU_SOURCE
#include "lua/client/group.h"

#include <errno.h>
#include <lauxlib.h>
#include <math.h>
#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "lua/client/client.h"
#include "lua/client/results.h"
#include "lua/interrupt.h"
#include "lua/usage.h"

enum { POLL_SECONDS = 3600 }; /* the longest poll, so that its milliseconds fit an int */

struct member {
  struct unom_client *client; /* which the user value, an array, keeps */
  lua_Integer results;        /* how many it has */
};

struct group {
  size_t count;
  struct pollfd *fds; /* of the members, and of signals */
  struct member members[];
};

/* ---- inside: the group is at index 1, the array of its clients at CLIENTS ---- */

enum { SECONDS = 2, CLIENTS };

/* Calls the function with each client at index 1, as what works on a client wants it. */
static void for_each(lua_State *L, const struct group *group, lua_CFunction function) {
  for (size_t i = 0; i < group->count; i++) {
    lua_pushcfunction(L, function);
    lua_rawgeti(L, CLIENTS, (lua_Integer)i + 1);
    lua_pushlightuserdata(L, (void *)&group->members[i]);
    lua_call(L, 2, 0);
  }
}

static int pump(lua_State *L) {
  struct member *member = lua_touserdata(L, 2);
  unom_calls_pump(L, &member->client->calls);
  member->results = unom_results_count(L);
  return 0;
}

static int show_events(lua_State *L) {
  const struct member *member = lua_touserdata(L, 2);
  unom_results_show_events(L, member->client);
  return 0;
}

/* Is there a result to return, or none to wait for, or a signal? */
static bool is_over(struct group *group) {
  bool has_result = false, is_in_flight = false, is_interrupted = false;
  for (size_t i = 0; i < group->count; i++) {
    struct member *member = &group->members[i];
    has_result = has_result || member->results > 0;
    is_in_flight = is_in_flight || member->client->calls.first;
    is_interrupted = unom_interrupt_since(&member->client->seen) || is_interrupted;
  }
  return has_result || !is_in_flight || is_interrupted;
}

static void poll_all(lua_State *L, struct group *group, double until) {
  for (size_t i = 0; i < group->count; i++) {
    struct unom_calls *calls = &group->members[i].client->calls;
    int fd = calls->first ? unom_transport_fd(calls->transport, -1) : -1;
    if (calls->first && fd < 0)
      luaL_error(L, "no descriptor to wait for calls with: %s", strerror(errno));
    group->fds[i] = (struct pollfd){.fd = fd, .events = POLLIN};
    until = fmin(until, unom_calls_due(calls));
  }
  group->fds[group->count] = (struct pollfd){.fd = unom_interrupt_fd(), .events = POLLIN};
  double seconds = fmin(until - unom_clock_seconds(), POLL_SECONDS);
  if (seconds > 0)
    poll(group->fds, group->count + 1, (int)ceil(seconds * 1000));
}

/* Adds the client, which is on top of the stack, to each of its results, and these to the array at
 * `all`. */
static void add_results(lua_State *L, int all, lua_Integer results) {
  int client = lua_gettop(L);
  lua_getiuservalue(L, client, UNOM_CALLS_RESULTS);
  for (lua_Integer i = 1; i <= results; i++) {
    lua_rawgeti(L, -1, i);
    lua_pushvalue(L, client);
    lua_setfield(L, -2, "client");
    lua_rawseti(L, all, (lua_Integer)lua_rawlen(L, all) + 1);
  }
  lua_pop(L, 1);
}

/* Pushes the array of all results. The clients lose theirs at the end, where nothing raises. */
static void push_results(lua_State *L, struct group *group) {
  lua_newtable(L);
  int all = lua_gettop(L), empty = all + 1;
  lua_createtable(L, (int)group->count, 0);
  for (size_t i = 0; i < group->count; i++) {
    lua_newtable(L);
    lua_rawseti(L, empty, (lua_Integer)i + 1);
    lua_rawgeti(L, CLIENTS, (lua_Integer)i + 1);
    add_results(L, all, group->members[i].results);
    lua_pop(L, 1);
  }
  for (size_t i = 0; i < group->count; i++) {
    lua_rawgeti(L, CLIENTS, (lua_Integer)i + 1);
    lua_rawgeti(L, empty, (lua_Integer)i + 1);
    lua_setiuservalue(L, -2, UNOM_CALLS_RESULTS);
    lua_pop(L, 1);
    group->members[i].client->undelivered -= group->members[i].results;
  }
  lua_settop(L, all);
}

/* (group, seconds, clients) -> the array of results. */
static int wait_inside(lua_State *L) {
  struct group *group = lua_touserdata(L, 1);
  double until = unom_clock_seconds() + lua_tonumber(L, SECONDS);
  for (;;) {
    for_each(L, group, pump);
    unom_results_let_hooks_raise(L);
    if (is_over(group) || unom_interrupt_awaits_main(L) || !(unom_clock_seconds() < until))
      break;
    poll_all(L, group, until);
  }
  for_each(L, group, show_events);
  push_results(L, group);
  return 1;
}

/* ---- the group ---- */

static const char func[] = "wait"; /* unom.wait */

/* Pushes the group of the clients in the array at index 1, and an array of its own of them. */
static struct group *push_group(lua_State *L) {
  size_t count = (size_t)lua_rawlen(L, 1);
  if (count >= UINT16_MAX)
    unom_usage_argument(L, func, 1, "too many clients");
  size_t members = count * sizeof(struct member), fds = (count + 1) * sizeof(struct pollfd);
  struct group *group = lua_newuserdatauv(L, sizeof *group + members + fds, 0);
  *group = (struct group){.count = count, .fds = (void *)&group->members[count]};
  lua_createtable(L, (int)count, (int)count); /* group clients */
  for (size_t i = 0; i < count; i++) {
    lua_Integer place = (lua_Integer)i + 1;
    lua_rawgeti(L, 1, place);
    struct unom_client *client = unom_client_test(L, -1);
    if (!client) {
      const char *type = luaL_typename(L, -1);
      unom_usage_argument(L, func, 1,
                          lua_pushfstring(L, "a client expected at %I, got %s", place, type));
    }
    group->members[i] = (struct member){.client = client};
    lua_pushvalue(L, -1);
    if (lua_rawget(L, -3) != LUA_TNIL)
      unom_usage_argument(L, func, 1, lua_pushfstring(L, "the client at %I is there twice", place));
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_pushboolean(L, true);
    lua_rawset(L, -4); /* clients[client] = true */
    lua_rawseti(L, -2, place);
  }
  return group;
}

static void set_busy(const struct group *group, bool busy) {
  for (size_t i = 0; i < group->count; i++)
    group->members[i].client->busy = busy;
}

int unom_group_wait(lua_State *L) {
  unom_usage_check_table(L, func, 1);
  if (!(unom_usage_check_number(L, func, 2) >= 0))
    unom_usage_argument(L, func, 2, "seconds, 0 or more, expected");
  lua_settop(L, 2);
  luaL_checkstack(L, 20, "clients");
  lua_pushcfunction(L, wait_inside);
  struct group *group = push_group(L);
  lua_pushvalue(L, 2);
  lua_insert(L, -2); /* array seconds wait_inside group seconds clients */
  for (size_t i = 0; i < group->count; i++)
    if (!group->members[i].client->calls.transport) /* a finaliser that ran meanwhile closed it */
      return unom_usage_raise(L, &(struct unom_usage){.message = "the client is closed"});
  set_busy(group, true);
  int status = lua_pcall(L, 3, 1, 0);
  set_busy(group, false);
  return status == LUA_OK ? 1 : lua_error(L);
}
