/* request.c: checked arguments -> path with query, and JSON body. See request.h.
 *
 * Invariant: every byte of a value that could change a URL is percent-encoded, although no rule
 * admits such bytes today. */
#define _GNU_SOURCE
#include "lua/request.h"

#include <lauxlib.h>
#include <string.h>
#include <time.h>

#include "base/calendar.h"
#include "base/nearest.h"
#include "lua/argument_copy.h"
#include "lua/arguments.h"
#include "lua/catalogue_lua.h"
#include "lua/value.h"

static const char encode_key; /* its address: lua-cjson's encode in the registry */

/* ---- path and query ---- */

/* Is the byte sent in a URL unencoded? RFC 3986's "unreserved", and `@`, which the specification's
 * examples show unencoded and which means nothing in a path's segment or a query. */
static bool is_plain(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
         c == '.' || c == '_' || c == '~' || c == '@';
}

static size_t plain_prefix(const char *bytes, size_t length) {
  size_t plain = 0;
  while (plain < length && is_plain((unsigned char)bytes[plain]))
    plain++;
  return plain;
}

/* Replaces the string on top of the stack by its percent-encoded form. */
static void encode_top(lua_State *L) {
  static const char hex[] = "0123456789ABCDEF";
  size_t length;
  const char *bytes = lua_tolstring(L, -1, &length);
  if (plain_prefix(bytes, length) == length)
    return;
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)bytes[i];
    if (is_plain(c)) {
      luaL_addchar(&buffer, (char)c);
      continue;
    }
    luaL_addchar(&buffer, '%');
    luaL_addchar(&buffer, hex[c >> 4]);
    luaL_addchar(&buffer, hex[c & 15]);
  }
  luaL_pushresult(&buffer);
  lua_remove(L, -2);
}

/* Pushes the field's value, encoded for a URL, and returns true; or pushes nothing where the value
 * is absent. */
static bool push_encoded(lua_State *L, const struct unom_field *field, int arguments,
                         const char *contract_id) {
  if (!unom_value_push(L, field, arguments, 1)) {
    if (field->rule != UNOM_RULE_CONTRACT_ID || !contract_id)
      return false;
    lua_pushstring(L, contract_id);
  }
  encode_top(L);
  return true;
}

static void add_path(luaL_Buffer *url, const struct unom_operation *operation, int arguments,
                     const char *contract_id) {
  lua_State *L = url->L;
  const char *at = operation->path;
  for (const char *open; (open = strchr(at, '{')) != NULL;) {
    const char *close = strchr(open, '}');
    luaL_addlstring(url, at, (size_t)(open - at));
    lua_pushlstring(L, open + 1, (size_t)(close - open - 1)); /* name */
    const struct unom_field *field = unom_field_find(operation, lua_tostring(L, -1));
    lua_pop(L, 1);
    if (push_encoded(L, field, arguments, contract_id))
      luaL_addvalue(url);
    at = close + 1;
  }
  luaL_addstring(url, at);
}

/* The constant first, then the fields in the order of the catalogue, as in the URIs of the
 * specification. */
static void add_query(luaL_Buffer *url, const struct unom_operation *operation, int arguments) {
  lua_State *L = url->L;
  char separator = '?';
  if (operation->constant_name) {
    lua_pushfstring(L, "?%s=%s", operation->constant_name, operation->constant_value);
    luaL_addvalue(url);
    separator = '&';
  }
  for (size_t i = 0; i < operation->field_count; i++) {
    const struct unom_field *field = &operation->fields[i];
    if (field->place != UNOM_PLACE_QUERY || !push_encoded(L, field, arguments, NULL))
      continue;
    lua_pushfstring(L, "%c%s=", separator, field->name);
    lua_insert(L, -2); /* name= value */
    lua_concat(L, 2);
    luaL_addvalue(url);
    separator = '&';
  }
}

/* ---- the numbers of lines ---- */

static const struct unom_field *automatic_field(const struct unom_operation *operation) {
  for (size_t i = 0; i < operation->field_count; i++)
    if (operation->fields[i].automatic)
      return &operation->fields[i];
  return NULL;
}

/* Sets numbers[line] = number, and taken[number] = true in the table above it. */
static void set_number(lua_State *L, int numbers, lua_Integer line, lua_Integer number) {
  lua_pushinteger(L, number);
  lua_rawseti(L, numbers, line);
  lua_pushboolean(L, true);
  lua_rawseti(L, numbers + 1, number);
}

static bool has(lua_State *L, int table, lua_Integer index) {
  bool found = lua_rawgeti(L, table, index) != LUA_TNIL;
  lua_pop(L, 1);
  return found;
}

/* Pushes an array with the number of every line of the list: the one that the line names; else its
 * place in the list; or, where another line names that, the smallest free number. */
static void push_numbers(lua_State *L, const struct unom_operation *operation, int lines,
                         lua_Integer count) {
  const struct unom_field *field = automatic_field(operation);
  lua_newtable(L);
  int numbers = lua_gettop(L);
  lua_newtable(L); /* numbers taken */
  for (lua_Integer line = 1; field && line <= count; line++) {
    struct unom_value value;
    lua_rawgeti(L, lines, line);
    unom_value_push_raw(L, lua_gettop(L), field->name); /* numbers taken line value */
    if (unom_value_read(L, field, &value))
      set_number(L, numbers, line, unom_value_number(&value));
    lua_pop(L, 2);
  }
  for (lua_Integer line = 1; line <= count; line++)
    if (!has(L, numbers, line) && !has(L, numbers + 1, line))
      set_number(L, numbers, line, line);
  lua_Integer free_number = 1;
  for (lua_Integer line = 1; line <= count; line++) {
    if (has(L, numbers, line))
      continue;
    while (has(L, numbers + 1, free_number))
      free_number++;
    set_number(L, numbers, line, free_number);
  }
  lua_pop(L, 1); /* taken */
}

/* ---- body ---- */

static const char *name_on_the_wire(const struct unom_field *field, const char *access_field) {
  return access_field && strcmp(field->name, "accessCode") == 0 ? access_field : field->name;
}

/* Sets the fields of one place, from the table at `table`, in the table on top of the stack. */
static void set_place(lua_State *L, const struct unom_operation *operation, enum unom_place place,
                      int table, lua_Integer number, const char *access_field) {
  for (size_t i = 0; i < operation->field_count; i++) {
    const struct unom_field *field = &operation->fields[i];
    if (field->place == place && unom_value_push(L, field, table, number))
      lua_setfield(L, -2, name_on_the_wire(field, access_field));
  }
}

static int count_fields(const struct unom_operation *operation, enum unom_place place) {
  int count = 0;
  for (size_t i = 0; i < operation->field_count; i++)
    count += operation->fields[i].place == place;
  return count;
}

static void push_line(lua_State *L, const struct unom_operation *operation, int table,
                      lua_Integer number, const char *access_field) {
  lua_createtable(L, 0, count_fields(operation, UNOM_PLACE_LINE));
  set_place(L, operation, UNOM_PLACE_LINE, table, number, access_field);
}

/* Pushes the array of lines: those of the caller's list, or the one whose fields are given flat. */
static void push_lines(lua_State *L, const struct unom_operation *operation, int arguments,
                       const char *access_field) {
  lua_newtable(L); /* array */
  if (!unom_arguments_push_lines(L, operation, arguments)) {
    push_line(L, operation, arguments, 1, access_field);
    lua_rawseti(L, -2, 1);
    return;
  }
  int lines = lua_gettop(L); /* array lines */
  lua_Integer count = (lua_Integer)lua_rawlen(L, lines);
  push_numbers(L, operation, lines, count);
  for (lua_Integer i = 1; i <= count; i++) {
    lua_rawgeti(L, lines + 1, i); /* array lines numbers number */
    lua_Integer number = lua_tointeger(L, -1);
    lua_rawgeti(L, lines, i); /* array lines numbers number line */
    push_line(L, operation, lua_gettop(L), number, access_field);
    lua_rawseti(L, lines - 1, i);
    lua_pop(L, 2);
  }
  lua_pop(L, 2); /* lines numbers */
}

static void push_body(lua_State *L, const struct unom_operation *operation, int arguments,
                      const char *access_field) {
  int fields = count_fields(operation, UNOM_PLACE_BODY) + (operation->container != NULL);
  if (fields == 0) {
    lua_pushnil(L);
    return;
  }
  lua_rawgetp(L, LUA_REGISTRYINDEX, &encode_key); /* encode */
  lua_createtable(L, 0, fields);                  /* encode body */
  set_place(L, operation, UNOM_PLACE_BODY, arguments, 1, access_field);
  if (operation->container) {
    if (operation->container_is_array)
      push_lines(L, operation, arguments, access_field);
    else
      push_line(L, operation, arguments, 1, access_field);
    lua_setfield(L, -2, operation->container);
  }
  lua_call(L, 1, 1);
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
  push_body(L, operation, arguments, access_field);
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
  const struct unom_operation *operation = unom_catalogue_check_operation(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_Integer today = luaL_optinteger(L, 3, (lua_Integer)unom_calendar_today(time(NULL)));
  luaL_argcheck(L, today > 0 && today <= 99991231 && unom_calendar_is_day((unsigned)today), 3,
                "not a calendar day, YYYYMMDD");
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
  const struct unom_operation *operation = unom_catalogue_check_operation(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  unom_request_push(L, operation, 2, luaL_optstring(L, 3, NULL), luaL_optstring(L, 4, NULL));
  return 2;
}

int unom_request_masked(lua_State *L) {
  const struct unom_operation *operation = unom_catalogue_check_operation(L, 1);
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

/* A cjson of our own: settings that others make on theirs do not change what the carrier gets, and
 * no buffer keeps a password after the call. */
void unom_request_register(lua_State *L) {
  lua_getglobal(L, "require");
  lua_pushliteral(L, "cjson");
  lua_call(L, 1, 1); /* cjson */
  lua_getfield(L, -1, "new");
  lua_call(L, 0, 1); /* cjson own */
  lua_getfield(L, -1, "encode_keep_buffer");
  lua_pushboolean(L, 0);
  lua_call(L, 1, 0);
  lua_getfield(L, -1, "encode");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &encode_key);
  lua_pop(L, 2);
}
