/* state.h: the Lua state of the fuzzers that need one, with the modules cjson and unom.core.
 *
 * Invariant: a run leaves the stack as it found it. */
#ifndef UNOM_FUZZ_STATE_H
#define UNOM_FUZZ_STATE_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "input.h"

int luaopen_unom_core(lua_State *L);

/* The one state, made at the first call. Its collector is as eager as that of `make asan`: what C
 * does not keep reachable is collected at once. */
static inline lua_State *the_state(void) {
  static lua_State *L;
  if (L)
    return L;
  L = luaL_newstate();
  HOLDS(L);
  luaL_openlibs(L);
  luaL_requiref(L, "unom.core", luaopen_unom_core, 0);
  lua_settop(L, 0);
  HOLDS(luaL_dostring(L, "require 'cjson'") == LUA_OK);
  lua_gc(L, LUA_GCINC, 1, 400, 10);
  lua_settop(L, 0);
  return L;
}

/* Calls `run` with the pointer, and sees to it that it does not raise. */
static inline void call_in_state(lua_CFunction run, void *pointer) {
  lua_State *L = the_state();
  lua_pushcfunction(L, run);
  lua_pushlightuserdata(L, pointer);
  if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
    fprintf(stderr, "raised: %s\n", lua_tostring(L, -1));
    abort();
  }
  HOLDS(lua_gettop(L) == 0);
}

/* Pushes what a decoder of its own makes of the JSON and returns true, or returns false. */
static inline int push_decoded(lua_State *L, const char *json, size_t length) {
  int top = lua_gettop(L);
  static const char key;
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &key) != LUA_TFUNCTION) {
    HOLDS(luaL_dostring(L, "local own = require('cjson').new() own.decode_invalid_numbers(false) "
                           "own.decode_max_depth(2000) return own.decode") == LUA_OK);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &key);
    lua_replace(L, top + 1);
    lua_settop(L, top + 1);
  }
  lua_pushlstring(L, json, length);
  if (lua_pcall(L, 1, 1, 0) == LUA_OK)
    return 1;
  lua_settop(L, top);
  return 0;
}

#endif
