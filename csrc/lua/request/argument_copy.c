/* argument_copy.c: a table of arguments of our own. See argument_copy.h.
 *
 * Invariant: between the first and the last key of a table that is read nothing is allocated, so no
 * finaliser changes it half-way. */
#define _GNU_SOURCE
#include "lua/request/argument_copy.h"

#include <lauxlib.h>
#include <limits.h>
#include <string.h>

#include "lua/request/value.h"

/* How many keys a table has in its array and beside it. */
struct size {
  lua_Integer array, others;
};

static bool is_of_array(lua_State *L, int key, lua_Integer array) {
  if (!lua_isinteger(L, key))
    return false;
  lua_Integer number = lua_tointeger(L, key);
  return number >= 1 && number <= array;
}

static struct size measure(lua_State *L, int table) {
  struct size size = {.array = (lua_Integer)lua_rawlen(L, table)};
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
    size.others += !is_of_array(L, -2, size.array);
  return size;
}

/* Fills the empty table on top of the stack, which has room for `size`: nothing is allocated. false
 * when the table has more. */
static bool fill(lua_State *L, int table, struct size size) {
  int copy = lua_gettop(L);
  for (lua_pushnil(L); lua_next(L, table);) { /* copy key value */
    if (!is_of_array(L, -2, size.array) && size.others-- == 0) {
      lua_settop(L, copy);
      return false;
    }
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, copy);
  }
  return true;
}

/* Pushes a copy of the table. A list keeps its length, gaps or not. */
static void push_copy(lua_State *L, int table) {
  for (;;) {
    struct size size = measure(L, table);
    if (size.array > INT_MAX || size.others > INT_MAX)
      luaL_error(L, "too many arguments");
    lua_createtable(L, (int)size.array, (int)size.others);
    if (fill(L, table, size))
      return;
    lua_pop(L, 1); /* a finaliser has added to the table since it was measured */
  }
}

/* Would the same be sent for the two values on top of the stack? */
static bool are_alike(lua_State *L, const struct unom_field *field) {
  struct unom_value one, other;
  bool is_other = unom_value_read(L, field, &other);
  lua_pushvalue(L, -2);
  bool is_one = unom_value_read(L, field, &one);
  lua_pop(L, 1);
  return is_one && is_other && one.length == other.length &&
         memcmp(one.bytes, other.bytes, one.length) == 0;
}

/* Gives what is under the alias of a field in the copy at `table` its name. An alias stays where
 * something else is under the name: a problem, which the walk finds. */
static void resolve_aliases(lua_State *L, const struct unom_operation *operation, int table) {
  int top = lua_gettop(L);
  for (size_t i = 0; i < operation->field_count; i++, lua_settop(L, top)) {
    const struct unom_field *field = &operation->fields[i];
    if (!field->alias || unom_value_push_raw(L, table, field->alias) == LUA_TNIL)
      continue;
    bool is_named = unom_value_push_raw(L, table, field->name) != LUA_TNIL; /* given named */
    if (is_named && !are_alike(L, field))
      continue;
    lua_pushstring(L, field->name);
    lua_pushvalue(L, top + 1);
    lua_rawset(L, table);
    lua_pushstring(L, field->alias);
    lua_pushnil(L);
    lua_rawset(L, table);
  }
}

/* Replaces the lines of the list on top of the stack by copies of them. */
static void copy_lines(lua_State *L, const struct unom_operation *operation) {
  int lines = lua_gettop(L);
  lua_Integer count = (lua_Integer)lua_rawlen(L, lines);
  for (lua_Integer i = 1; i <= count; i++) {
    if (lua_rawgeti(L, lines, i) == LUA_TTABLE) {
      push_copy(L, lines + 1);
      resolve_aliases(L, operation, lines + 2);
      lua_rawseti(L, lines, i);
    }
    lua_settop(L, lines);
  }
}

void unom_argument_copy_replace(lua_State *L, const struct unom_operation *operation,
                                int arguments) {
  luaL_checkstack(L, 16, "arguments");
  arguments = lua_absindex(L, arguments);
  push_copy(L, arguments);
  lua_replace(L, arguments);
  resolve_aliases(L, operation, arguments);
  if (!operation->container_is_array)
    return;
  int list = lua_gettop(L) + 1;
  if (unom_value_push_raw(L, arguments, operation->container) == LUA_TTABLE) { /* list */
    push_copy(L, list);
    copy_lines(L, operation); /* list copy */
    lua_pushstring(L, operation->container);
    lua_insert(L, -2);
    lua_rawset(L, arguments);
  }
  lua_settop(L, list - 1);
}
