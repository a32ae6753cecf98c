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

/* Adds a text as a string of JSON, with its quotes. */
static void add_text(luaL_Buffer *json, const char *bytes, size_t length) {
  static const char hex[] = "0123456789ABCDEF";
  luaL_addchar(json, '"');
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)bytes[i];
    if (c < 0x20) {
      luaL_addlstring(json, "\\u00", 4);
      luaL_addchar(json, hex[c >> 4]);
      luaL_addchar(json, hex[c & 15]);
      continue;
    }
    if (c == '"' || c == '\\')
      luaL_addchar(json, '\\');
    luaL_addchar(json, (char)c);
  }
  luaL_addchar(json, '"');
}

/* Begins a member of the object that is being written. */
static void add_name(luaL_Buffer *json, const char *name) {
  if (luaL_buffaddr(json)[luaL_bufflen(json) - 1] != '{')
    luaL_addchar(json, ',');
  luaL_addchar(json, '"');
  luaL_addstring(json, name);
  luaL_addlstring(json, "\":", 2);
}

/* ---- the body ---- */

/* What is written, and where on the stack it is read from: all below the buffer, which has to be
 * on top whenever it grows. */
struct body {
  const struct unom_operation *operation;
  const char *access_field;
  luaL_Buffer json;
  int arguments;
  int lines; /* the caller's list of lines, below `numbers` and `line`; 0: there is none */
  int numbers;
  int line; /* a place for the line that is being written */
};

static const char *name_on_the_wire(const struct unom_field *field, const char *access_field) {
  return access_field && strcmp(field->name, "accessCode") == 0 ? access_field : field->name;
}

/* Adds the fields of one place, from the table at `table`. */
static void add_place(struct body *body, enum unom_place place, int table, lua_Integer number) {
  const struct unom_operation *operation = body->operation;
  for (size_t i = 0; i < operation->field_count; i++) {
    const struct unom_field *field = &operation->fields[i];
    struct unom_value value;
    if (field->place != place || !unom_value_get(body->json.L, field, table, number, &value))
      continue;
    add_name(&body->json, name_on_the_wire(field, body->access_field));
    add_text(&body->json, value.bytes, value.length);
  }
}

/* Adds one line, from the table at `table`. */
static void add_line(struct body *body, int table, lua_Integer number) {
  luaL_addchar(&body->json, '{');
  add_place(body, UNOM_PLACE_LINE, table, number);
  luaL_addchar(&body->json, '}');
}

/* Adds the lines of the caller's list. */
static void add_lines(struct body *body) {
  lua_State *L = body->json.L;
  lua_Integer count = (lua_Integer)lua_rawlen(L, body->lines);
  for (lua_Integer i = 1; i <= count; i++) {
    if (i > 1)
      luaL_addchar(&body->json, ',');
    lua_rawgeti(L, body->numbers, i);
    lua_Integer number = lua_tointeger(L, -1);
    lua_pop(L, 1);
    lua_rawgeti(L, body->lines, i);
    lua_replace(L, body->line);
    add_line(body, body->line, number);
  }
}

/* Adds what the operation's container holds: one line, or a list of lines. */
static void add_container(struct body *body) {
  bool is_array = body->operation->container_is_array;
  add_name(&body->json, body->operation->container);
  if (is_array)
    luaL_addchar(&body->json, '[');
  if (body->lines)
    add_lines(body);
  else
    add_line(body, body->arguments, 1);
  if (is_array)
    luaL_addchar(&body->json, ']');
}

static bool has_body(const struct unom_operation *operation) {
  for (size_t i = 0; i < operation->field_count; i++)
    if (operation->fields[i].place == UNOM_PLACE_BODY)
      return true;
  return operation->container;
}

void unom_request_body_push(lua_State *L, const struct unom_operation *operation, int arguments,
                            const char *access_field) {
  struct body body = {.operation = operation, .access_field = access_field, .arguments = arguments};
  int top = lua_gettop(L);
  if (!has_body(operation)) {
    lua_pushnil(L);
    return;
  }
  if (operation->container && unom_arguments_push_lines(L, operation, arguments)) {
    body.lines = top + 1;
    push_numbers(L, operation, body.lines, (lua_Integer)lua_rawlen(L, body.lines));
    body.numbers = top + 2;
    lua_pushnil(L);
    body.line = top + 3;
  }
  luaL_buffinit(L, &body.json);
  luaL_addchar(&body.json, '{');
  add_place(&body, UNOM_PLACE_BODY, arguments, 1);
  if (operation->container)
    add_container(&body);
  luaL_addchar(&body.json, '}');
  luaL_pushresult(&body.json);
  lua_copy(L, -1, top + 1);
  lua_settop(L, top + 1);
}
