/* option_codes.c: the option codes of a line, in whatever shape a reply has them. See
 * option_codes.h.
 *
 * Invariant: `add` alone puts a code into the array; a blank text is none. */
#define _GNU_SOURCE
#include "lua/option_codes.h"

#include <lauxlib.h>
#include <string.h>

#include "base/utf8.h"

static void add(lua_State *L, int codes, const char *code, size_t length) {
  if (length == 0)
    return;
  lua_pushlstring(L, code, length);
  lua_rawseti(L, codes, (lua_Integer)lua_rawlen(L, codes) + 1);
}

/* How many bytes the separator takes that these bytes begin with; 0: they begin with none. */
static size_t separator_at(const char *bytes, size_t length) {
  static const char *const wide[] = {"、", "，", "；"};
  if (strchr(",;{}[]\"", *bytes)) /* a NUL, too */
    return 1;
  for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
    if (length >= strlen(wide[i]) && memcmp(bytes, wide[i], strlen(wide[i])) == 0)
      return strlen(wide[i]);
  return unom_utf8_space_at(false, bytes, length);
}

static void add_text(lua_State *L, int codes, const char *bytes, size_t length) {
  size_t start = 0, at = 0;
  while (at < length) {
    size_t separator = separator_at(bytes + at, length - at);
    if (separator > 0) {
      add(L, codes, bytes + start, at - start);
      start = at + separator;
    }
    at += separator > 0 ? separator : 1;
  }
  add(L, codes, bytes + start, length - start);
}

static void add_value(lua_State *L, int codes);

/* Adds what the object's members called optionCode have, numbered from the second on as in
 * json_text.h; of an object without one, what any member has, in no order. */
static void add_object(lua_State *L, int codes) {
  int object = lua_gettop(L);
  lua_Integer number = 1;
  lua_getfield(L, object, "optionCode");
  while (!lua_isnil(L, -1)) {
    add_value(L, codes);
    lua_settop(L, object);
    lua_pushfstring(L, "optionCode#%I", (LUAI_UACINT)++number);
    lua_rawget(L, object);
  }
  lua_settop(L, object);
  for (lua_pushnil(L); number == 1 && lua_next(L, object); lua_settop(L, object + 1))
    add_value(L, codes);
  lua_settop(L, object);
}

/* Adds the codes in the value on top of the stack. */
static void add_value(lua_State *L, int codes) {
  luaL_checkstack(L, 8, "option codes");
  if (lua_type(L, -1) == LUA_TSTRING) {
    size_t length;
    const char *bytes = lua_tolstring(L, -1, &length);
    add_text(L, codes, bytes, length);
    return;
  }
  if (!lua_istable(L, -1))
    return;
  lua_Integer entries = (lua_Integer)lua_rawlen(L, -1);
  if (entries == 0)
    add_object(L, codes);
  for (lua_Integer i = 1; i <= entries; i++) {
    lua_rawgeti(L, -1, i);
    add_value(L, codes);
    lua_pop(L, 1);
  }
}

void unom_option_codes_push(lua_State *L) {
  luaL_checkstack(L, 8, "option codes");
  lua_newtable(L); /* value codes */
  lua_pushvalue(L, -2);
  add_value(L, lua_gettop(L) - 1);
  lua_pop(L, 1);
}
