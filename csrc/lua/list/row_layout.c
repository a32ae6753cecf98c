/* row_layout.c: how the rows of one operation are read from the cells. See row_layout.h. */
#define _GNU_SOURCE
#include "lua/list/row_layout.h"

#include <lauxlib.h>
#include <string.h>

#include "api/advice.h"

bool unom_row_kept_is(const struct unom_row_kept *kept, struct unom_slice value) {
  return kept->is_set && value.length == kept->length &&
         memcmp(value.bytes, kept->bytes, value.length) == 0;
}

bool unom_row_keep(struct unom_row_kept *kept, struct unom_slice value) {
  if (value.length > UNOM_ROW_KEPT_BYTES)
    return false;
  kept->is_set = true;
  kept->length = (unsigned char)value.length;
  memcpy(kept->bytes, value.bytes, value.length);
  return true;
}

bool unom_row_layout_suits(const struct unom_operation *operation) {
  return operation->field_count <= UNOM_ROW_FIELDS && !operation->at_most_one &&
         !operation->availability;
}

/* The field of the layout by that name, or NULL. */
static struct unom_row_field *find_field(struct unom_row_layout *layout, const char *name) {
  for (size_t i = 0; name && i < layout->operation->field_count; i++)
    if (strcmp(layout->operation->fields[i].name, name) == 0)
      return &layout->fields[i];
  return NULL;
}

/* The same of the name on top of the stack, which is popped. Raises when there is none. */
static struct unom_row_field *pop_field(lua_State *L, struct unom_row_layout *layout) {
  struct unom_row_field *field = find_field(layout, lua_tostring(L, -1));
  luaL_argcheck(L, field, 2, "not a field of the operation");
  lua_pop(L, 1);
  return field;
}

/* Keeps the string by that name of the table on top of the stack; *fits becomes false when it is
 * too long. Returns whether there is one. */
static bool keep_string(lua_State *L, const char *name, struct unom_row_kept *kept, bool *fits) {
  struct unom_slice text;
  lua_getfield(L, -1, name);
  text.bytes = lua_tolstring(L, -1, &text.length);
  if (text.bytes && !unom_row_keep(kept, text))
    *fits = false;
  lua_pop(L, 1);
  return text.bytes;
}

static bool flag(lua_State *L, const char *name) {
  lua_getfield(L, -1, name);
  bool is_set = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return is_set;
}

/* Reads one of the layout's fields from the table on top of the stack. */
static void read_field(lua_State *L, size_t columns, struct unom_row_layout *layout, bool *fits) {
  luaL_checktype(L, -1, LUA_TTABLE);
  lua_getfield(L, -1, "name");
  struct unom_row_field *field = pop_field(L, layout);
  field->field = &layout->operation->fields[field - layout->fields];
  lua_getfield(L, -1, "column");
  lua_Integer column = luaL_optinteger(L, -1, 0);
  luaL_argcheck(L, column >= 0 && (lua_Unsigned)column <= columns, 2, "column out of range");
  lua_pop(L, 1);
  field->column = (size_t)column;
  if (column > 0)
    layout->takes_column[column - 1] = true;
  if (!keep_string(L, "default", &field->if_empty, fits))
    field->needs_cell = keep_string(L, "empty", &field->if_empty, fits);
  field->is_counted = flag(L, "counted");
  field->is_day = flag(L, "day");
}

/* Reads an array of fields' names by that name of the table on top of the stack. */
static void read_key(lua_State *L, const char *name, struct unom_row_layout *layout,
                     struct unom_row_key *key) {
  lua_getfield(L, -1, name);
  if (!lua_isnil(L, -1)) {
    luaL_checktype(L, -1, LUA_TTABLE);
    lua_Unsigned count = lua_rawlen(L, -1);
    luaL_argcheck(L, count >= 1 && count <= UNOM_ROW_KEY_FIELDS, 2, "a key of 1 to 4 fields");
    for (key->count = 0; key->count < count; key->count++) {
      lua_rawgeti(L, -1, (lua_Integer)key->count + 1);
      key->fields[key->count] = pop_field(L, layout);
    }
  }
  lua_pop(L, 1);
}

/* Copies the string by that name of the table on top of the stack; it stays empty where there is
 * none. */
static void read_name(lua_State *L, const char *name, char copy[UNOM_ROW_KEPT_BYTES + 1]) {
  lua_getfield(L, -1, name);
  const char *text = luaL_optstring(L, -1, "");
  luaL_argcheck(L, strlen(text) <= UNOM_ROW_KEPT_BYTES, 2, "a name that is too long");
  memcpy(copy, text, strlen(text) + 1);
  lua_pop(L, 1);
}

/* Reads what only one line should have. */
static void read_marks(lua_State *L, struct unom_row_layout *layout, bool *fits) {
  lua_getfield(L, -1, "marks");
  lua_Unsigned count =
      lua_isnil(L, -1) ? 0 : (luaL_checktype(L, -1, LUA_TTABLE), lua_rawlen(L, -1));
  luaL_argcheck(L, count <= UNOM_ROW_MARKS, 2, "at most 4 marks");
  for (layout->mark_count = 0; layout->mark_count < count; layout->mark_count++) {
    struct unom_row_mark *mark = &layout->marks[layout->mark_count];
    lua_rawgeti(L, -1, (lua_Integer)layout->mark_count + 1);
    luaL_checktype(L, -1, LUA_TTABLE);
    read_name(L, "name", mark->name);
    read_key(L, "fields", layout, &mark->key);
    if (keep_string(L, "is", &mark->is, fits)) {
      lua_getfield(L, -1, "when");
      mark->when = pop_field(L, layout);
    }
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

bool unom_row_layout_read(lua_State *L, int index, size_t columns,
                          const struct unom_operation *operation, struct unom_row_layout *layout) {
  bool fits = true;
  memset(layout, 0, sizeof *layout);
  layout->operation = operation;
  lua_pushvalue(L, index);
  bool short_name = true;
  keep_string(L, "called", &layout->called, &short_name);
  lua_getfield(L, -1, "fields");
  luaL_checktype(L, -1, LUA_TTABLE);
  for (size_t i = 1; i <= operation->field_count; i++) {
    lua_rawgeti(L, -1, (lua_Integer)i);
    read_field(L, columns, layout, &fits);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  for (size_t i = 0; i < operation->field_count; i++)
    luaL_argcheck(L, layout->fields[i].field, 2, "a field of the operation is missing");
  for (size_t i = 0; operation->at_least_one && operation->at_least_one[i]; i++)
    find_field(layout, operation->at_least_one[i])->is_one_of = true;
  lua_getfield(L, -1, "contract");
  layout->contract = pop_field(L, layout);
  luaL_argcheck(
      L, layout->contract->field->rule == UNOM_RULE_CONTRACT_ID, 2,
      "the contract is another field"); /* this rule's values are short enough to be kept */
  read_key(L, "key", layout, &layout->key);
  read_name(L, "after", layout->after);
  read_marks(L, layout, &fits);
  layout->may_repeat = flag(L, "may_repeat");
  lua_pop(L, 1);
  return fits;
}

void unom_row_layout_note(struct unom_row_layout *layouts, size_t count,
                          bool comes[UNOM_ROW_OPERATIONS], const struct unom_operation *operation) {
  if (operation->number < UNOM_ROW_OPERATIONS)
    comes[operation->number] = true;
  for (size_t i = 0; i < count; i++) {
    const struct unom_operation *after = unom_operation_find(layouts[i].after);
    layouts[i].after_comes = after && after->number < UNOM_ROW_OPERATIONS && comes[after->number];
  }
}

/* Pushes how often each of the field's values came: value = rows. */
static void push_tally(lua_State *L, const struct unom_tally *tally) {
  lua_createtable(L, 0, (int)tally->size);
  for (size_t i = 0; i < tally->size; i++) {
    lua_pushlstring(L, tally->entries[i].bytes, tally->entries[i].length);
    lua_pushinteger(L, (lua_Integer)tally->entries[i].count);
    lua_settable(L, -3);
  }
}

void unom_row_layout_add_values(lua_State *L, const struct unom_row_layout *layout) {
  for (size_t i = 0; i < layout->operation->field_count; i++) {
    const struct unom_row_field *field = &layout->fields[i];
    if (field->tally.size == 0)
      continue;
    lua_createtable(L, 0, 4);
    lua_pushstring(L, layout->operation->name);
    lua_setfield(L, -2, "operation");
    lua_pushstring(L, field->field->name);
    lua_setfield(L, -2, "field");
    push_tally(L, &field->tally);
    lua_setfield(L, -2, "counts");
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
  }
}

void unom_row_layout_close(struct unom_row_layout *layout) {
  for (size_t i = 0; i < UNOM_ROW_FIELDS; i++)
    unom_tally_close(&layout->fields[i].tally);
}
