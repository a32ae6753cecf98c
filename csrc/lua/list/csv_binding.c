/* csv_binding.c: the userdata unom.csv_reader. See csv_binding.h. */
#define _GNU_SOURCE
#include "lua/list/csv_binding.h"

#include <lauxlib.h>
#include <string.h>
#include <stdio.h>

static const char type_name[] = "unom.csv_reader", detect[] = "detect";

struct unom_csv_reader *unom_csv_binding_check(lua_State *L, int index) {
  struct unom_csv_reader *reader = luaL_checkudata(L, index, type_name);
  luaL_argcheck(L, reader->list.file.fd >= 0, index, "the reader is closed");
  return reader;
}

void unom_csv_binding_demand_open(lua_State *L, const struct unom_csv_reader *reader) {
  if (reader->list.file.fd < 0)
    luaL_error(L, "the reader is closed");
}

static int push_problem(lua_State *L, const struct unom_csv_problem *problem) {
  lua_pushnil(L);
  lua_createtable(L, 0, 4);
  lua_pushstring(L, problem->code);
  lua_setfield(L, -2, "code");
  lua_pushstring(L, problem->message);
  lua_setfield(L, -2, "message");
  if (problem->line > 0) {
    lua_pushinteger(L, (lua_Integer)problem->line);
    lua_setfield(L, -2, "line");
  }
  if (problem->column > 0) {
    lua_pushinteger(L, (lua_Integer)problem->column);
    lua_setfield(L, -2, "column");
  }
  return 2;
}

int unom_csv_binding_open(lua_State *L) {
  size_t length;
  const char *path = luaL_checklstring(L, 1, &length);
  luaL_argcheck(L, strlen(path) == length, 1, "the path holds a NUL");
  const char *name = luaL_optstring(L, 2, detect);
  enum unom_encoding encoding = unom_encoding_named(name);
  if (encoding == UNOM_ENCODING_UNKNOWN && strcmp(name, detect) != 0)
    luaL_argerror(L, 2, lua_pushfstring(L, "invalid option '%s'", name));
  bool digest = lua_toboolean(L, 3);
  struct unom_csv_reader *reader = lua_newuserdatauv(L, sizeof *reader, 0);
  unom_csv_reader_init(reader);
  luaL_setmetatable(L, type_name);
  if (!unom_csv_reader_open(reader, path, encoding, digest))
    return push_problem(L, &reader->problem);
  return 1;
}

int unom_csv_binding_push(lua_State *L, const struct unom_csv_reader *reader,
                          enum unom_csv_outcome outcome, int table) {
  if (outcome == UNOM_CSV_PROBLEM)
    return push_problem(L, &reader->problem);
  if (outcome == UNOM_CSV_END) {
    lua_pushnil(L);
    return 1;
  }
  if (lua_isnil(L, table))
    lua_createtable(L, (int)reader->count, 0);
  else
    lua_pushvalue(L, table);
  for (size_t i = 0; i < reader->count; i++) {
    const struct unom_cell *cell = &reader->cells[i];
    unom_csv_binding_demand_open(L, reader);
    if (cell->length > 0)
      lua_pushlstring(L, reader->text.bytes + cell->start, cell->length);
    else
      lua_pushliteral(L, "");
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  for (lua_Unsigned left = lua_rawlen(L, -1); left > reader->count; left--) { /* of a longer row */
    lua_pushnil(L);
    lua_rawseti(L, -2, (lua_Integer)left);
  }
  lua_pushinteger(L, (lua_Integer)reader->line);
  if (reader->short_end)
    lua_pushboolean(L, true);
  return reader->short_end ? 3 : 2;
}

static int read_row(lua_State *L) {
  struct unom_csv_reader *reader = unom_csv_binding_check(L, 1);
  if (!lua_isnoneornil(L, 2))
    luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  return unom_csv_binding_push(L, reader, unom_csv_reader_next(reader), 2);
}

static int encoding(lua_State *L) {
  lua_pushstring(L, unom_encoding_name(unom_csv_binding_check(L, 1)->list.encoding));
  return 1;
}

static int marked(lua_State *L) {
  lua_pushboolean(L, unom_csv_binding_check(L, 1)->list.marked);
  return 1;
}

static int separate(lua_State *L) {
  static const char *const separators[] = {",", ";", "\t", NULL};
  struct unom_csv_reader *reader = unom_csv_binding_check(L, 1);
  char separator = separators[luaL_checkoption(L, 2, NULL, separators)][0];
  if (!unom_csv_reader_separate(reader, separator))
    return push_problem(L, &reader->problem);
  lua_pushboolean(L, 1);
  return 1;
}

static void push_hex(lua_State *L, const unsigned char digest[UNOM_CSV_SHA256_BYTES]) {
  char hex[2 * UNOM_CSV_SHA256_BYTES + 1];
  for (size_t i = 0; i < UNOM_CSV_SHA256_BYTES; i++)
    snprintf(hex + 2 * i, 3, "%02x", digest[i]);
  lua_pushlstring(L, hex, sizeof hex - 1);
}

static int sha256(lua_State *L) {
  const struct unom_csv_reader *reader = unom_csv_binding_check(L, 1);
  const unsigned char *digest = unom_csv_file_sha256(&reader->list.file);
  if (digest)
    push_hex(L, digest);
  else
    lua_pushnil(L);
  return 1;
}

int unom_csv_binding_sha256(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  unsigned char digest[UNOM_CSV_SHA256_BYTES];
  if (!unom_csv_file_digest(text, length, digest))
    return luaL_error(L, "libcrypto gives no SHA-256");
  push_hex(L, digest);
  return 1;
}

static int rewind_reader(lua_State *L) {
  struct unom_csv_reader *reader = unom_csv_binding_check(L, 1);
  if (!unom_csv_reader_rewind(reader))
    return push_problem(L, &reader->problem);
  lua_pushboolean(L, 1);
  return 1;
}

static int close_reader(lua_State *L) {
  unom_csv_reader_close(luaL_checkudata(L, 1, type_name));
  return 0;
}

static const luaL_Reg meth[] = {
    {"read", read_row}, {"encoding", encoding},  {"sha256", sha256},      {"rewind", rewind_reader},
    {"marked", marked}, {"separator", separate}, {"close", close_reader}, {NULL, NULL}};

static const luaL_Reg metameth[] = {
    {"__gc", close_reader}, {"__close", close_reader}, {NULL, NULL}};

void unom_csv_binding_register(lua_State *L) {
  luaL_newmetatable(L, type_name);
  luaL_setfuncs(L, metameth, 0);
  luaL_newlib(L, meth);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}
