/* text_binding.c: text for a terminal and for a spreadsheet. See text_binding.h. */
#define _GNU_SOURCE
#include "lua/text_binding.h"

#include <errno.h>
#include <lauxlib.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/unicode.h"
#include "base/utf8.h"
#include "csv/csv_writer.h"
#include "csv/encoder.h"

static const char encoder_type[] = "unom.encoder";

int unom_text_binding_width(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  ptrdiff_t width = unom_unicode_width(text, length);
  if (width < 0)
    lua_pushnil(L);
  else
    lua_pushinteger(L, (lua_Integer)width);
  return 1;
}

static int push_normalized(lua_State *L, enum unom_unicode_form form, const char *text,
                           size_t length) {
  ptrdiff_t count = unom_unicode_room(form, text, length), written = -1;
  if (count >= 0) {
    int32_t *room = lua_newuserdatauv(L, (size_t)count * sizeof *room, 0);
    written = unom_unicode_normalize(form, text, length, room, count);
    if (written >= 0)
      lua_pushlstring(L, (const char *)room, (size_t)written);
  }
  if (written < 0)
    lua_pushnil(L);
  return 1;
}

int unom_text_binding_normalize(lua_State *L) {
  static const char *const names[] = {"nfc", "nfkc", NULL};
  static const enum unom_unicode_form forms[] = {UNOM_UNICODE_NFC, UNOM_UNICODE_NFKC};
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  enum unom_unicode_form form = forms[luaL_checkoption(L, 2, NULL, names)];
  lua_settop(L, 1);
  return unom_utf8_is_ascii(text, length) ? 1 : push_normalized(L, form, text, length);
}

/* Pushes every cell as a string, in order. Returns how many bytes they take at most as a line. */
static size_t push_cells(lua_State *L, lua_Integer count) {
  size_t most = 2; /* the line end */
  for (lua_Integer i = 1; i <= count; i++) {
    int type = lua_rawgeti(L, 1, i);
    if (type != LUA_TSTRING && type != LUA_TNUMBER)
      luaL_error(L, "cell %d is no string: %s", (int)i, luaL_typename(L, -1));
    size_t length;
    lua_tolstring(L, -1, &length);
    most += UNOM_CSV_WRITTEN(length) + 1;
  }
  return most;
}

int unom_text_binding_csv_line(lua_State *L) {
  enum { CELLS = 3 }; /* the stack index of the first */
  static const char *const separators[] = {",", ";", "\t", NULL};
  luaL_checktype(L, 1, LUA_TTABLE);
  char separator = separators[luaL_checkoption(L, 2, ",", separators)][0];
  lua_settop(L, 2);
  lua_Unsigned cells = lua_rawlen(L, 1);
  luaL_argcheck(L, cells <= INT32_MAX && lua_checkstack(L, (int)cells), 1, "too many cells");
  int count = (int)cells;
  size_t most = push_cells(L, count), written = 0;
  luaL_Buffer buffer;
  char *line = luaL_buffinitsize(L, &buffer, most);
  for (int i = 0; i < count; i++) {
    size_t length;
    const char *cell = lua_tolstring(L, CELLS + i, &length);
    if (i > 0)
      line[written++] = separator;
    written += unom_csv_write_cell(line + written, cell, length, separator);
  }
  line[written++] = '\r';
  line[written++] = '\n';
  luaL_pushresultsize(&buffer, written);
  return 1;
}

/* The state's encoder for this encoding, made when it is first needed: glibc loads a table for it.
 * */
static struct unom_encoder *encoder_of(lua_State *L, enum unom_encoding encoding) {
  static const char keys[UNOM_ENCODINGS];
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &keys[encoding]) == LUA_TUSERDATA)
    return lua_touserdata(L, -1);
  struct unom_encoder *encoder = lua_newuserdatauv(L, sizeof *encoder, 0);
  unom_encoder_init(encoder);
  luaL_setmetatable(L, encoder_type);
  if (!unom_encoder_open(encoder, encoding))
    luaL_error(L, "this system's iconv cannot write %s: %s", unom_encoding_name(encoding),
               strerror(errno));
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &keys[encoding]);
  return encoder;
}

int unom_text_binding_from_utf8(lua_State *L) {
  enum unom_encoding encoding = unom_encoding_named(luaL_checkstring(L, 1));
  luaL_argcheck(L, encoding != UNOM_ENCODING_UNKNOWN, 1, "no encoding of a list");
  size_t length, lost = 0;
  const char *text = luaL_checklstring(L, 2, &length);
  lua_settop(L, 2);
  if (encoding == UNOM_ENCODING_UTF_8) {
    lua_pushvalue(L, 2);
  } else {
    struct unom_encoder *encoder = encoder_of(L, encoding);
    luaL_Buffer buffer;
    char *bytes = luaL_buffinitsize(L, &buffer, 2 * length);
    luaL_pushresultsize(&buffer, unom_encoder_write(encoder, text, length, bytes, &lost));
  }
  lua_pushinteger(L, (lua_Integer)lost);
  return 2;
}

static int close_encoder(lua_State *L) {
  unom_encoder_close(luaL_checkudata(L, 1, encoder_type));
  return 0;
}

void unom_text_binding_register(lua_State *L) {
  luaL_newmetatable(L, encoder_type);
  lua_pushcfunction(L, close_encoder);
  lua_setfield(L, -2, "__gc");
  lua_pop(L, 1);
}
