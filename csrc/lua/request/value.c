/* value.c: a Lua value as the text that is sent for a field. See value.h.
 *
 * Invariant: `takes_integers` alone decides which rules admit a number. */
#define _GNU_SOURCE
#include "lua/request/value.h"

#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int unom_value_push_raw(lua_State *L, int table, const char *name) {
  lua_pushstring(L, name);
  return lua_rawget(L, table);
}

static bool takes_integers(const struct unom_field *field) {
  return field->rule == UNOM_RULE_DATE || field->rule == UNOM_RULE_DATETIME ||
         field->rule == UNOM_RULE_CHOICE || field->rule == UNOM_RULE_NUMBER;
}

bool unom_value_loses_zeros(const struct unom_field *field) {
  return !takes_integers(field) && field->rule != UNOM_RULE_YES_NO;
}

void unom_value_set(struct unom_value *value, const char *text) {
  value->bytes = text;
  value->length = strlen(text);
}

bool unom_value_read(lua_State *L, const struct unom_field *field, struct unom_value *value) {
  int type = lua_type(L, -1);
  if (type == LUA_TSTRING) {
    value->bytes = lua_tolstring(L, -1, &value->length);
    return true;
  }
  if (type == LUA_TBOOLEAN && field->rule == UNOM_RULE_YES_NO) {
    unom_value_set(value, lua_toboolean(L, -1) ? "yes" : "no");
    return true;
  }
  if (!lua_isinteger(L, -1) || !takes_integers(field))
    return false;
  lua_Integer number = lua_tointeger(L, -1);
  bool padded =
      field->rule == UNOM_RULE_NUMBER && number >= 0; /* as in both examples of the specification */
  snprintf(value->digits, sizeof value->digits, padded ? "%010lld" : "%lld", (long long)number);
  unom_value_set(value, value->digits);
  return true;
}

lua_Integer unom_value_number(const struct unom_value *value) {
  return (lua_Integer)strtoll(value->bytes, NULL, 10);
}

bool unom_value_get(lua_State *L, const struct unom_field *field, int table, lua_Integer number,
                    struct unom_value *value) {
  if (unom_value_push_raw(L, table, field->name) == LUA_TNIL && field->automatic) {
    lua_pop(L, 1);
    lua_pushinteger(L, number);
  }
  bool is_given = unom_value_read(L, field, value);
  lua_pop(L, 1);
  return is_given;
}

const char *unom_value_expected(const struct unom_field *field) {
  if (field->rule == UNOM_RULE_YES_NO)
    return "string or boolean";
  return takes_integers(field) ? "string or integer" : "string";
}

const char *unom_value_type(lua_State *L) {
  if (lua_type(L, -1) == LUA_TNUMBER)
    return lua_isinteger(L, -1) ? "integer" : "float";
  return luaL_typename(L, -1);
}
