/* request_body.c: checked arguments -> the JSON of a request's body. See request_body.h.
 *
 * Invariant: the JSON is written here, not by lua-cjson, which ends the process when memory is out. */
#define _GNU_SOURCE
#include "lua/request/request_body.h"

#include <lauxlib.h>
#include <string.h>

#include "lua/request/arguments.h"
#include "lua/request/value.h"

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

/* ---- JSON ---- */

/* Replaces the string on top of the stack by itself in JSON, with its quotes. */
static void quote_top(lua_State *L) {
  static const char hex[] = "0123456789ABCDEF";
  size_t length;
  const char *bytes = lua_tolstring(L, -1, &length);
  luaL_Buffer quoted;
  luaL_buffinit(L, &quoted);
  luaL_addchar(&quoted, '"');
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)bytes[i];
    if (c < 0x20) {
      luaL_addstring(&quoted, "\\u00");
      luaL_addchar(&quoted, hex[c >> 4]);
      luaL_addchar(&quoted, hex[c & 15]);
      continue;
    }
    if (c == '"' || c == '\\')
      luaL_addchar(&quoted, '\\');
    luaL_addchar(&quoted, (char)c);
  }
  luaL_addchar(&quoted, '"');
  luaL_pushresult(&quoted);
  lua_remove(L, -2);
}

/* Adds a member to an object that is being written; its value in JSON is on top of the stack. */
static void add_member(luaL_Buffer *object, const char *name) {
  lua_State *L = object->L;
  bool is_first = luaL_buffaddr(object)[luaL_bufflen(object) - 1] == '{';
  lua_pushfstring(L, "%s\"%s\":", is_first ? "" : ",", name);
  lua_insert(L, -2);
  lua_concat(L, 2);
  luaL_addvalue(object);
}

static const char *name_on_the_wire(const struct unom_field *field, const char *access_field) {
  return access_field && strcmp(field->name, "accessCode") == 0 ? access_field : field->name;
}

/* Adds the fields of one place, from the table at `table`. */
static void add_place(luaL_Buffer *object, const struct unom_operation *operation,
                      enum unom_place place, int table, lua_Integer number,
                      const char *access_field) {
  for (size_t i = 0; i < operation->field_count; i++) {
    const struct unom_field *field = &operation->fields[i];
    if (field->place != place || !unom_value_push(object->L, field, table, number))
      continue;
    quote_top(object->L);
    add_member(object, name_on_the_wire(field, access_field));
  }
}

/* ---- the body ---- */

/* Pushes one line, from the table at `table`. */
static void push_line(lua_State *L, const struct unom_operation *operation, int table,
                      lua_Integer number, const char *access_field) {
  luaL_Buffer object;
  luaL_buffinit(L, &object);
  luaL_addchar(&object, '{');
  add_place(&object, operation, UNOM_PLACE_LINE, table, number, access_field);
  luaL_addchar(&object, '}');
  luaL_pushresult(&object);
}

/* Pushes the lines of the caller's list. */
static void push_list(lua_State *L, const struct unom_operation *operation, int lines,
                      const char *access_field) {
  lua_Integer count = (lua_Integer)lua_rawlen(L, lines);
  push_numbers(L, operation, lines, count);
  int numbers = lua_gettop(L);
  luaL_Buffer list;
  luaL_buffinit(L, &list);
  luaL_addchar(&list, '[');
  for (lua_Integer i = 1; i <= count; i++) {
    if (i > 1)
      luaL_addchar(&list, ',');
    lua_rawgeti(L, numbers, i);
    lua_Integer number = lua_tointeger(L, -1);
    lua_pop(L, 1);
    lua_rawgeti(L, lines, i); /* line */
    push_line(L, operation, lua_gettop(L), number, access_field);
    lua_remove(L, -2);
    luaL_addvalue(&list);
  }
  luaL_addchar(&list, ']');
  luaL_pushresult(&list);
  lua_remove(L, numbers);
}

/* Pushes what the operation's container holds: one line, or a list of lines. */
static void push_container(lua_State *L, const struct unom_operation *operation, int arguments,
                           const char *access_field) {
  if (unom_arguments_push_lines(L, operation, arguments)) { /* lines */
    push_list(L, operation, lua_gettop(L), access_field);
    lua_remove(L, -2);
    return;
  }
  push_line(L, operation, arguments, 1, access_field);
  if (!operation->container_is_array)
    return;
  lua_pushfstring(L, "[%s]", lua_tostring(L, -1));
  lua_remove(L, -2);
}

static bool has_body(const struct unom_operation *operation) {
  for (size_t i = 0; i < operation->field_count; i++)
    if (operation->fields[i].place == UNOM_PLACE_BODY)
      return true;
  return operation->container;
}

void unom_request_body_push(lua_State *L, const struct unom_operation *operation, int arguments,
                            const char *access_field) {
  if (!has_body(operation)) {
    lua_pushnil(L);
    return;
  }
  luaL_Buffer body;
  luaL_buffinit(L, &body);
  luaL_addchar(&body, '{');
  add_place(&body, operation, UNOM_PLACE_BODY, arguments, 1, access_field);
  if (operation->container) {
    push_container(L, operation, arguments, access_field);
    add_member(&body, operation->container);
  }
  luaL_addchar(&body, '}');
  luaL_pushresult(&body);
}
