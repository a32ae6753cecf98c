/* results.c: the results and events of a client. See results.h. */
#define _GNU_SOURCE
#include "lua/client/results.h"

static lua_Integer count(lua_State *L, int user_value) {
  lua_getiuservalue(L, 1, user_value);
  lua_Integer length = (lua_Integer)lua_rawlen(L, -1);
  lua_pop(L, 1);
  return length;
}

lua_Integer unom_results_count(lua_State *L) { return count(L, UNOM_CALLS_RESULTS); }

void unom_results_show_events(lua_State *L, const struct unom_client *client) {
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

void unom_results_let_hooks_raise(lua_State *L) {
  lua_pushcfunction(L, nothing);
  lua_call(L, 0, 0);
}

/* Is the id of the result on top of the stack a key of the table? */
static bool is_one_of(lua_State *L, int ids) {
  lua_getfield(L, -1, "id");
  bool is = lua_rawget(L, ids) != LUA_TNIL;
  lua_pop(L, 1);
  return is;
}

bool unom_results_has_any_of(lua_State *L, int ids, lua_Integer *from) {
  bool found = false;
  lua_getiuservalue(L, 1, UNOM_CALLS_RESULTS);
  for (lua_Integer length = (lua_Integer)lua_rawlen(L, -1); !found && *from <= length;) {
    lua_rawgeti(L, -1, *from);
    found = is_one_of(L, ids);
    *from += !found;
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return found;
}

lua_Integer unom_results_count_of(lua_State *L, int ids) {
  lua_Integer found = 0;
  lua_getiuservalue(L, 1, UNOM_CALLS_RESULTS);
  lua_Integer length = (lua_Integer)lua_rawlen(L, -1);
  for (lua_Integer i = 1; i <= length; i++) {
    lua_rawgeti(L, -1, i);
    found += is_one_of(L, ids);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return found;
}

void unom_results_push_some(lua_State *L, struct unom_client *client, int ids, lua_Integer most) {
  lua_newtable(L);
  int taken = lua_gettop(L);
  lua_newtable(L); /* taken kept */
  lua_getiuservalue(L, 1, UNOM_CALLS_RESULTS);
  lua_Integer length = (lua_Integer)lua_rawlen(L, -1), counts[2] = {0};
  for (lua_Integer i = 1; i <= length; i++) {
    lua_rawgeti(L, taken + 2, i);
    bool is_kept = counts[0] >= most || !is_one_of(L, ids);
    lua_rawseti(L, taken + is_kept, ++counts[is_kept]);
  }
  lua_pop(L, 1);
  lua_setiuservalue(L, 1, UNOM_CALLS_RESULTS); /* from here on nothing raises */
  client->undelivered -= counts[0];
}

void unom_results_push_one(lua_State *L, struct unom_client *client, lua_Integer id) {
  lua_getiuservalue(L, 1, UNOM_CALLS_RESULTS);
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
    lua_replace(L, results);
    return;
  }
  lua_settop(L, results + 1);
  for (; i <= length; i++) {
    lua_rawgeti(L, results, i + 1);
    lua_rawseti(L, results, i);
  }
  client->undelivered--;
  lua_replace(L, results);
}

void unom_results_push_all(lua_State *L, struct unom_client *client) {
  lua_newtable(L);
  lua_getiuservalue(L, 1, UNOM_CALLS_RESULTS);
  lua_insert(L, -2);
  lua_setiuservalue(L, 1, UNOM_CALLS_RESULTS);
  client->undelivered -= (lua_Integer)lua_rawlen(L, -1);
}
