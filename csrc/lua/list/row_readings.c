/* row_readings.c: how often the cells of each field were read in each way. See row_readings.h. */
#define _GNU_SOURCE
#include "lua/list/row_readings.h"

#include <string.h>

_Static_assert(UNOM_ROW_READINGS < 256, "the place of an example, from 1, fits into a byte");

bool unom_row_readings_keep(struct unom_row_readings *readings, struct unom_row_field *field,
                            enum unom_reading_kind kind, struct unom_slice cell,
                            struct unom_slice value, size_t line) {
  if (field->readings[kind] > 0)
    return true;
  if (readings->count == UNOM_ROW_READINGS)
    return false;
  struct unom_row_example *example = &readings->examples[readings->count++];
  example->field = field->field;
  example->kind = kind;
  example->cells = 0;
  example->line = line;
  example->from_length = cell.length;
  example->to_length = value.length;
  memcpy(example->from, cell.bytes, cell.length);
  memcpy(example->to, value.bytes, value.length);
  field->readings[kind] = (unsigned char)readings->count;
  return true;
}

void unom_row_readings_count(struct unom_row_readings *readings, const struct unom_row_field *field,
                             enum unom_reading_kind kind) {
  readings->examples[field->readings[kind] - 1].cells++;
}

static void set_bytes(lua_State *L, const char *key, const char *bytes, size_t length) {
  lua_pushlstring(L, bytes, length);
  lua_setfield(L, -2, key);
}

static void set_number(lua_State *L, const char *key, size_t number) {
  lua_pushinteger(L, (lua_Integer)number);
  lua_setfield(L, -2, key);
}

void unom_row_readings_push(lua_State *L, const struct unom_row_readings *readings) {
  lua_newtable(L);
  for (size_t i = 0; i < readings->count; i++) {
    const struct unom_row_example *example = &readings->examples[i];
    if (example->cells == 0)
      continue;
    lua_createtable(L, 0, 6);
    lua_pushstring(L, example->field->name);
    lua_setfield(L, -2, "field");
    lua_pushstring(L, unom_reading_name(example->kind));
    lua_setfield(L, -2, "kind");
    set_number(L, "cells", example->cells);
    set_number(L, "line", example->line);
    set_bytes(L, "from", example->from, example->from_length);
    set_bytes(L, "to", example->to, example->to_length);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
  }
}
