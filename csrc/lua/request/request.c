/* request.c: checked arguments -> path with query, and JSON body. See request.h.
 *
 * Invariant: every byte of a value that could change a URL is percent-encoded, although no rule
 * admits such bytes today. */
#define _GNU_SOURCE
#include "lua/request/request.h"

#include <lauxlib.h>
#include <string.h>
#include <time.h>

#include "base/calendar.h"
#include "base/nearest.h"
#include "lua/request/argument_copy.h"
#include "lua/request/arguments.h"
#include "lua/catalogue_lua.h"
#include "lua/request/request_body.h"
#include "lua/request/value.h"
#include "lua/usage.h"

/* ---- path and query ---- */

/* Is the byte sent in a URL unencoded? RFC 3986's "unreserved", and `@`, which the specification's
 * examples show unencoded and which means nothing in a path's segment or a query. */
static bool is_plain(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
         c == '.' || c == '_' || c == '~' || c == '@';
}

/* Adds the value, percent-encoded. */
static void add_encoded(luaL_Buffer *url, const struct unom_value *value) {
  static const char hex[] = "0123456789ABCDEF";
  for (size_t i = 0; i < value->length; i++) {
    unsigned char c = (unsigned char)value->bytes[i];
    if (is_plain(c)) {
      luaL_addchar(url, (char)c);
      continue;
    }
    luaL_addchar(url, '%');
    luaL_addchar(url, hex[c >> 4]);
    luaL_addchar(url, hex[c & 15]);
  }
}

/* The field whose name is between the braces of a path. */
static const struct unom_field *find_field(const struct unom_operation *operation, const char *name,
                                           size_t length) {
  for (size_t i = 0; i < operation->field_count; i++)
    if (strncmp(operation->fields[i].name, name, length) == 0 && !operation->fields[i].name[length])
      return &operation->fields[i];
  return NULL;
}

static void add_path(luaL_Buffer *url, const struct unom_operation *operation, int arguments,
                     const char *contract_id) {
  const char *at = operation->path;
  for (const char *open; (open = strchr(at, '{')) != NULL;) {
    const char *close = strchr(open, '}');
    luaL_addlstring(url, at, (size_t)(open - at));
    const struct unom_field *field = find_field(operation, open + 1, (size_t)(close - open - 1));
    struct unom_value value;
    bool is_given = unom_value_get(url->L, field, arguments, 1, &value);
    if (!is_given && field->rule == UNOM_RULE_CONTRACT_ID && contract_id) {
      unom_value_set(&value, contract_id);
      is_given = true;
    }
    if (is_given)
      add_encoded(url, &value);
    at = close + 1;
  }
  luaL_addstring(url, at);
}

static void add_parameter_name(luaL_Buffer *url, char separator, const char *name) {
  luaL_addchar(url, separator);
  luaL_addstring(url, name);
  luaL_addchar(url, '=');
}

/* The constant first, then the fields in the order of the catalogue, as in the URIs of the
 * specification. */
static void add_query(luaL_Buffer *url, const struct unom_operation *operation, int arguments) {
  char separator = '?';
  if (operation->constant_name) {
    add_parameter_name(url, separator, operation->constant_name);
    luaL_addstring(url, operation->constant_value);
    separator = '&';
  }
  for (size_t i = 0; i < operation->field_count; i++) {
    const struct unom_field *field = &operation->fields[i];
    struct unom_value value;
    if (field->place != UNOM_PLACE_QUERY || !unom_value_get(url->L, field, arguments, 1, &value))
      continue;
    add_parameter_name(url, separator, field->name);
    add_encoded(url, &value);
    separator = '&';
  }
}

void unom_request_push(lua_State *L, const struct unom_operation *operation, int arguments,
                       const char *contract_id, const char *access_field) {
  luaL_checkstack(L, 24, "request");
  arguments = lua_absindex(L, arguments);
  unom_argument_copy_replace(L, operation, arguments);
  unom_arguments_check(L, operation, arguments, contract_id);
  luaL_Buffer url;
  luaL_buffinit(L, &url);
  add_path(&url, operation, arguments, contract_id);
  add_query(&url, operation, arguments);
  luaL_pushresult(&url);
  unom_request_body_push(L, operation, arguments, access_field);
}

/* ---- traces ---- */

/* Pushes a copy of the table at `table`. What is no plain value of a known field is masked as well:
 * nobody knows what it is. */
static void push_masked(lua_State *L, const struct unom_operation *operation, int table) {
  lua_newtable(L); /* copy */
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING)
      continue;
    size_t length;
    const char *name = lua_tolstring(L, -2, &length);
    const struct unom_field *field =
        strlen(name) == length ? unom_field_find(operation, name) : NULL;
    lua_pushvalue(L, -2); /* copy key value key */
    if (field && !field->secret && !field->personal && !lua_istable(L, -2))
      lua_pushvalue(L, -2);
    else
      lua_pushliteral(L, "***");
    lua_rawset(L, -5);
  }
}

void unom_request_push_masked(lua_State *L, const struct unom_operation *operation, int arguments) {
  luaL_checkstack(L, 16, "trace");
  arguments = lua_absindex(L, arguments);
  push_masked(L, operation, arguments); /* copy */
  if (!unom_arguments_push_lines(L, operation, arguments))
    return;
  int lines = lua_gettop(L); /* copy lines */
  lua_newtable(L);           /* copy lines masked */
  lua_Integer count = lua_istable(L, lines) ? (lua_Integer)lua_rawlen(L, lines) : 0;
  for (lua_Integer i = 1; i <= count; i++) {
    if (lua_rawgeti(L, lines, i) == LUA_TTABLE)
      push_masked(L, operation, lua_gettop(L));
    else
      lua_pushliteral(L, "***");
    lua_rawseti(L, lines + 1, i);
    lua_pop(L, 1);
  }
  lua_setfield(L, lines - 1, operation->container);
  lua_pop(L, 1); /* lines */
}

/* ---- for Lua ---- */

int unom_request_check(lua_State *L) {
  static const char func[] = "check";
  const struct unom_operation *operation = unom_catalogue_check_operation(L, func, 1);
  unom_usage_check_table(L, func, 2);
  lua_Integer today = lua_isnoneornil(L, 3) ? (lua_Integer)unom_calendar_today(time(NULL))
                                            : unom_usage_check_integer(L, func, 3);
  if (today <= 0 || today > 99991231 || !unom_calendar_is_day((unsigned)today))
    unom_usage_argument(L, func, 3, "not a calendar day, YYYYMMDD");
  lua_settop(L, 2);
  unom_argument_copy_replace(L, operation, 2);
  bool passed = unom_arguments_diagnose(L, operation, 2, (unsigned)today);
  if (passed)
    lua_pushboolean(L, 1);
  else
    lua_pushnil(L);
  lua_insert(L, -2);
  return 2;
}

int unom_request_make(lua_State *L) {
  const struct unom_operation *operation = unom_catalogue_check_operation(L, "request", 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  unom_request_push(L, operation, 2, luaL_optstring(L, 3, NULL), luaL_optstring(L, 4, NULL));
  return 2;
}

int unom_request_masked(lua_State *L) {
  const struct unom_operation *operation = unom_catalogue_check_operation(L, "masked", 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  unom_argument_copy_replace(L, operation, 2);
  unom_request_push_masked(L, operation, 2);
  return 1;
}

int unom_request_nearest(lua_State *L) {
  size_t length;
  const char *name = luaL_checklstring(L, 1, &length);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  lua_pushnil(L); /* the best so far, here so that it is not collected */
  struct unom_nearest best;
  unom_nearest_start(&best, name, length);
  lua_Integer count = (lua_Integer)lua_rawlen(L, 2);
  for (lua_Integer i = 1; i <= count; i++) {
    const char *before = best.best;
    if (lua_rawgeti(L, 2, i) != LUA_TSTRING)
      return luaL_argerror(L, 2, "strings expected");
    unom_nearest_offer(&best, lua_tostring(L, -1));
    if (best.best != before)
      lua_replace(L, 3);
    else
      lua_pop(L, 1);
  }
  return 1;
}
