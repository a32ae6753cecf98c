/* reading_binding.c: what a cell of a change list means, for Lua. See reading_binding.h. */
#define _GNU_SOURCE
#include "lua/list/reading_binding.h"

#include <lauxlib.h>

#include "api/likely.h"

static const struct unom_field *check_field(lua_State *L) {
  const struct unom_operation *operation = unom_operation_find(luaL_checkstring(L, 1));
  luaL_argcheck(L, operation, 1, "no such operation");
  const struct unom_field *field = unom_field_find(operation, luaL_checkstring(L, 2));
  luaL_argcheck(L, field, 2, "not a field of the operation");
  return field;
}

static int push_refusal(lua_State *L, const struct unom_diagnostic *diagnostic) {
  lua_pushnil(L);
  lua_createtable(L, 0, 3);
  lua_pushstring(L, unom_code_name(diagnostic->code));
  lua_setfield(L, -2, "code");
  lua_pushstring(L, diagnostic->message.bytes);
  lua_setfield(L, -2, "message");
  if (diagnostic->likely[0]) {
    lua_pushstring(L, diagnostic->likely);
    lua_setfield(L, -2, "likely");
  }
  return 2;
}

int unom_reading_binding_read(lua_State *L) {
  const struct unom_field *field = check_field(L);
  size_t length;
  const char *cell = luaL_checklstring(L, 3, &length);
  struct unom_reading reading;
  struct unom_diagnostic diagnostic;
  switch (unom_reading_of(field, cell, length, &reading, &diagnostic)) {
  case UNOM_READING_READ:
    lua_pushlstring(L, reading.bytes, reading.length);
    lua_pushstring(L, unom_reading_name(reading.kind));
    return 2;
  case UNOM_READING_REFUSED:
    unom_likely_add(field, cell, length, &diagnostic);
    return push_refusal(L, &diagnostic);
  default:
    return 0;
  }
}
