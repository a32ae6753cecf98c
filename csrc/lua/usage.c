/* usage.c: the object that a caller's mistake raises. See usage.h.
 *
 * Invariant: `raise_table` alone gives a table its kind, its place and its metatable. */
#define _GNU_SOURCE
#include "lua/usage.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <stdlib.h>

#define USAGE "unom.usage_error"

/* Raises the table of fields on top of the stack. */
static _Noreturn void raise_table(lua_State *L, int level) {
  lua_pushliteral(L, "usage");
  lua_setfield(L, -2, "kind");
  luaL_where(L, level); /* "script.lua:12: ", or nothing */
  size_t length;
  const char *where = lua_tolstring(L, -1, &length);
  if (length > 2)
    lua_pushlstring(L, where, length - 2);
  else
    lua_pushnil(L);
  lua_setfield(L, -3, "position");
  lua_pop(L, 1); /* where */
  luaL_setmetatable(L, USAGE);
  lua_error(L);
  abort(); /* it does not return */
}

static void set_string(lua_State *L, const char *name, const char *value) {
  if (value) {
    lua_pushstring(L, value);
    lua_setfield(L, -2, name);
  }
}

int unom_usage_raise(lua_State *L, const struct unom_usage *usage) {
  luaL_checkstack(L, 6, "a usage error");
  lua_createtable(L, 0, 8);
  set_string(L, "message", usage->message);
  set_string(L, "operation", usage->operation);
  set_string(L, "func", usage->func);
  set_string(L, "field", usage->field);
  set_string(L, "option", usage->option);
  set_string(L, "code", usage->code);
  if (usage->problems) {
    lua_pushvalue(L, usage->problems);
    lua_setfield(L, -2, "problems");
  }
  raise_table(L, 1);
}

int unom_usage_option(lua_State *L, const char *func, const char *option, const char *message) {
  const char *line = lua_pushfstring(L, "bad option '%s' to '%s' (%s)", option, func, message);
  unom_usage_raise(L, &(struct unom_usage){.message = line, .func = func, .option = option});
}

int unom_usage_argument(lua_State *L, const char *func, int index, const char *message) {
  int number = index > 1 && lua_type(L, 1) == LUA_TUSERDATA ? index - 1 : index;
  const char *line = lua_pushfstring(L, "bad argument #%d to '%s' (%s)", number, func, message);
  unom_usage_raise(L, &(struct unom_usage){.message = line, .func = func});
}

int unom_usage_type(lua_State *L, const char *func, int index, const char *expected) {
  const char *type = luaL_getmetafield(L, index, "__name") == LUA_TSTRING ? lua_tostring(L, -1)
                                                                          : luaL_typename(L, index);
  unom_usage_argument(L, func, index, lua_pushfstring(L, "%s expected, got %s", expected, type));
}

void *unom_usage_check_object(lua_State *L, const char *metatable) {
  void *object = luaL_testudata(L, 1, metatable);
  if (object)
    return object;
  lua_Debug called = {0};
  if (lua_getstack(L, 0, &called))
    lua_getinfo(L, "n", &called);
  unom_usage_type(L, called.name ? called.name : "?", 1, metatable);
}

void unom_usage_check_table(lua_State *L, const char *func, int index) {
  if (!lua_istable(L, index))
    unom_usage_type(L, func, index, "table");
}

lua_Number unom_usage_check_number(lua_State *L, const char *func, int index) {
  int is_number;
  lua_Number number = lua_tonumberx(L, index, &is_number);
  if (!is_number)
    unom_usage_type(L, func, index, "number");
  return number;
}

lua_Integer unom_usage_check_integer(lua_State *L, const char *func, int index) {
  unom_usage_check_number(L, func, index);
  int is_whole;
  lua_Integer number = lua_tointegerx(L, index, &is_whole);
  if (!is_whole)
    unom_usage_argument(L, func, index, "number has no integer representation");
  return number;
}

int unom_usage_raise_fields(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  int level = (int)luaL_checkinteger(L, 2);
  lua_settop(L, 1);
  raise_table(L, level);
}

/* ---- the metatable ---- */

/* Where the fields are the caller's own by now, whatever they are is shown. */
static int usage_tostring(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  bool has_place = lua_getfield(L, 1, "position") != LUA_TNIL;
  lua_getfield(L, 1, "message");
  luaL_tolstring(L, 2, NULL);
  luaL_tolstring(L, 3, NULL); /* position message place line */
  if (has_place)
    lua_pushfstring(L, "%s: %s", lua_tostring(L, 4), lua_tostring(L, 5));
  return 1;
}

static int usage_concat(lua_State *L) {
  luaL_tolstring(L, 1, NULL);
  luaL_tolstring(L, 2, NULL);
  lua_concat(L, 2);
  return 1;
}

static const luaL_Reg metameth[] = {
    {"__tostring", usage_tostring}, {"__concat", usage_concat}, {NULL, NULL}};

void unom_usage_register(lua_State *L) {
  luaL_newmetatable(L, USAGE);
  luaL_setfuncs(L, metameth, 0);
  lua_pop(L, 1);
}

void unom_usage_push_metatable(lua_State *L) { luaL_getmetatable(L, USAGE); }
