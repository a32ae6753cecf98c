/* row_fast_check.c: the userdata unom.row_fast_check. See row_fast_check.h. */
#define _GNU_SOURCE
#include "lua/list/row_fast_check.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "api/advice.h"
#include "base/calendar.h"
#include "lua/list/csv_binding.h"
#include "api/rules.h"
#include "csv/csv_reader.h"
#include "lua/list/seen_set.h"

enum { LAYOUTS = 32, FIELDS = 32, KEY_FIELDS = 4, KEPT_BYTES = 30 };

/* A short value that is kept. */
struct kept {
  bool is_set;
  unsigned char length;
  char bytes[KEPT_BYTES];
};

/* How a field of the row gets its value. */
struct field_layout {
  const struct unom_field *field;
  size_t column;          /* from 1; 0: no column gives the field */
  struct kept if_empty;   /* the value where the cell is empty; not set: none */
  bool has_window;        /* its days are checked against the operation's window */
  bool is_one_of;         /* of the fields of which the operation needs at least one */
  struct kept last_plain; /* the value that was last found plain: most columns repeat one */
};

/* How the rows of one operation are read. The fields are in the order of the catalogue. */
struct layout {
  const struct unom_operation *operation;
  struct kept called; /* what the list calls the operation */
  struct field_layout fields[FIELDS];
  bool takes_column[UNOM_CSV_CELLS]; /* may the column's cell have a value? */
  const struct field_layout *contract, *key[KEY_FIELDS];
  size_t key_count; /* 0: rows of this operation are never duplicates */
  size_t passed;
};

struct fast_check {
  struct layout layouts[LAYOUTS];
  size_t layout_count;
  const struct unom_operation *default_operation; /* of rows that name none; NULL: there is none */
  struct layout *last;
  size_t columns, operation_column;
  bool not_read[UNOM_CSV_CELLS]; /* the columns whose cells may hold anything */
  struct kept contract; /* of the rows in `contract_rows` */
  size_t contract_rows; /* passed, and not yet added to the table of counts */
  bool reads_layout;    /* an __index or a finaliser must not add one meanwhile */
};

enum { SEEN = 1, CONTRACTS = 2, USER_VALUES = 2 };

static const char type_name[] = "unom.row_fast_check";

/* ---- values ---- */

static bool kept_is(const struct kept *kept, struct unom_slice value) {
  return kept->is_set && value.length == kept->length &&
         memcmp(value.bytes, kept->bytes, value.length) == 0;
}

static bool keep(struct kept *kept, struct unom_slice value) {
  if (value.length > KEPT_BYTES)
    return false;
  kept->is_set = true;
  kept->length = (unsigned char)value.length;
  memcpy(kept->bytes, value.bytes, value.length);
  return true;
}

static struct unom_slice cell_at(const struct unom_csv_reader *reader, size_t column) {
  if (column == 0 || column > reader->count || reader->cells[column - 1].length == 0)
    return (struct unom_slice){"", 0};
  const struct unom_cell *cell = &reader->cells[column - 1];
  return (struct unom_slice){reader->text.bytes + cell->start, cell->length};
}

/* The value that the row gives the field. false when it gives none. */
static bool value_of(const struct field_layout *field, const struct unom_csv_reader *reader,
                     struct unom_slice *value) {
  *value = cell_at(reader, field->column);
  if (value->length > 0)
    return true;
  *value = (struct unom_slice){field->if_empty.bytes, field->if_empty.length};
  return field->if_empty.is_set;
}

static bool is_name(struct unom_slice text, const char *name) {
  return strlen(name) == text.length && memcmp(text.bytes, name, text.length) == 0;
}

/* ---- rows ---- */

static struct layout *find_layout(struct fast_check *check, struct unom_slice name) {
  if (check->last && name.length > 0 &&
      (is_name(name, check->last->operation->name) || kept_is(&check->last->called, name)))
    return check->last;
  for (size_t i = 0; i < check->layout_count; i++) {
    struct layout *layout = &check->layouts[i];
    if (name.length > 0 ? is_name(name, layout->operation->name) || kept_is(&layout->called, name)
                        : layout->operation == check->default_operation)
      return check->last = layout;
  }
  return NULL;
}

static bool value_is_plain(const struct layout *layout, struct field_layout *field,
                           struct unom_slice value, unsigned today) {
  if (kept_is(&field->last_plain, value))
    return true;
  struct unom_diagnostic diagnostics[UNOM_ADVICE_MOST];
  if (!unom_rule_check(field->field, value.bytes, value.length, diagnostics) ||
      unom_advise_value(field->field, value.bytes, value.length, diagnostics) > 0 ||
      (field->has_window &&
       unom_advise_window(layout->operation, value.bytes, value.length, today, diagnostics)))
    return false;
  keep(&field->last_plain, value);
  return true;
}

static bool fields_are_plain(struct layout *layout, const struct unom_csv_reader *reader,
                             unsigned today) {
  bool has_one = !layout->operation->at_least_one;
  for (size_t i = 0; i < layout->operation->field_count; i++) {
    struct field_layout *field = &layout->fields[i];
    struct unom_slice value;
    if (!value_of(field, reader, &value)) {
      if (field->field->required && !field->field->automatic)
        return false;
      continue;
    }
    if (!value_is_plain(layout, field, value, today))
      return false;
    has_one = has_one || field->is_one_of;
  }
  return has_one;
}

static bool no_foreign_cell(const struct layout *layout, const struct unom_csv_reader *reader) {
  for (size_t i = 0; i < reader->count; i++)
    if (reader->cells[i].length > 0 && !layout->takes_column[i])
      return false;
  return true;
}

/* Is the row the first with its key? Then its line is kept with the key. */
static bool is_first(lua_State *L, const struct layout *layout,
                     const struct unom_csv_reader *reader, struct unom_seen_set *seen) {
  if (reader->line > UINT32_MAX)
    return false;
  if (!seen || layout->key_count == 0)
    return true;
  struct unom_slice parts[1 + KEY_FIELDS] = {
      {layout->operation->name, strlen(layout->operation->name)}};
  for (size_t i = 0; i < layout->key_count; i++)
    if (!value_of(layout->key[i], reader, &parts[1 + i]))
      return true; /* a row without its key duplicates none */
  return unom_seen_set_first(L, seen, parts, 1 + layout->key_count, (uint32_t)reader->line) == 0;
}

/* The row's layout when the row is plainly good, else NULL. */
static struct layout *check_row(lua_State *L, struct fast_check *check,
                                const struct unom_csv_reader *reader, struct unom_seen_set *seen,
                                unsigned today) {
  struct layout *layout = find_layout(check, cell_at(reader, check->operation_column));
  if (!layout || !no_foreign_cell(layout, reader) || !fields_are_plain(layout, reader, today) ||
      !is_first(L, layout, reader, seen))
    return NULL;
  return layout;
}

/* ---- counts ---- */

/* Adds the rows of the last contract to the table of counts. */
static void add_contract_rows(lua_State *L, struct fast_check *check) {
  if (check->contract_rows == 0)
    return;
  lua_getiuservalue(L, 1, CONTRACTS);
  lua_pushlstring(L, check->contract.bytes, check->contract.length); /* contracts, id */
  lua_pushvalue(L, -1);
  lua_gettable(L, -3); /* contracts, id, count */
  lua_Integer counted = lua_tointeger(L, -1);
  lua_pop(L, 1);
  lua_pushinteger(L, counted + (lua_Integer)check->contract_rows);
  lua_settable(L, -3);
  lua_pop(L, 1);
  check->contract_rows = 0;
}

static void count_row(lua_State *L, struct fast_check *check, struct layout *layout,
                      const struct unom_csv_reader *reader) {
  struct unom_slice contract;
  value_of(layout->contract, reader, &contract);
  if (!kept_is(&check->contract, contract)) {
    struct kept next = {0};
    keep(&next, contract); /* now: a finaliser may close the reader when Lua allocates */
    add_contract_rows(L, check);
    check->contract = next;
  }
  check->contract_rows++;
  layout->passed++;
}

static int pass(lua_State *L) {
  struct fast_check *check = luaL_checkudata(L, 1, type_name);
  struct unom_csv_reader *reader = unom_csv_binding_check(L, 2);
  if (!lua_isnoneornil(L, 3))
    luaL_checktype(L, 3, LUA_TTABLE);
  lua_settop(L, 3);
  lua_getiuservalue(L, 1, SEEN);
  struct unom_seen_set *seen = lua_isnil(L, -1) ? NULL : unom_seen_set_check(L, -1);
  unsigned today = unom_calendar_today(time(NULL));
  lua_Integer passed = 0;
  enum unom_csv_outcome outcome;
  while ((outcome = unom_csv_reader_next(reader)) == UNOM_CSV_RECORD) {
    struct layout *layout = check_row(L, check, reader, seen, today);
    if (!layout)
      break;
    count_row(L, check, layout, reader);
    unom_csv_binding_demand_open(L, reader);
    passed++;
  }
  lua_pushinteger(L, passed);
  return 1 + unom_csv_binding_push(L, reader, outcome, 3);
}

static int counts(lua_State *L) {
  struct fast_check *check = luaL_checkudata(L, 1, type_name);
  lua_settop(L, 1);
  add_contract_rows(L, check);
  lua_newtable(L);
  for (size_t i = 0; i < check->layout_count; i++) {
    if (check->layouts[i].passed == 0)
      continue;
    lua_pushinteger(L, (lua_Integer)check->layouts[i].passed);
    lua_setfield(L, -2, check->layouts[i].operation->name);
  }
  lua_getiuservalue(L, 1, CONTRACTS);
  return 2;
}

/* ---- layouts ---- */

/* The field of the layout by that name, or NULL. */
static struct field_layout *find_field(struct layout *layout, const char *name) {
  for (size_t i = 0; name && i < layout->operation->field_count; i++)
    if (strcmp(layout->operation->fields[i].name, name) == 0)
      return &layout->fields[i];
  return NULL;
}

/* The same of the name on top of the stack, which is popped. Raises when there is none. */
static struct field_layout *pop_field(lua_State *L, struct layout *layout) {
  struct field_layout *field = find_field(layout, lua_tostring(L, -1));
  luaL_argcheck(L, field, 2, "not a field of the operation");
  lua_pop(L, 1);
  return field;
}

/* Keeps the string by that name of the table on top of the stack; *fits becomes false when it is
 * too long. Returns whether there is one. */
static bool keep_string(lua_State *L, const char *name, struct kept *kept, bool *fits) {
  struct unom_slice text;
  lua_getfield(L, -1, name);
  text.bytes = lua_tolstring(L, -1, &text.length);
  if (text.bytes && !keep(kept, text))
    *fits = false;
  lua_pop(L, 1);
  return text.bytes;
}

/* Reads one of the layout's fields from the table on top of the stack. */
static void read_field(lua_State *L, const struct fast_check *check, struct layout *layout,
                       bool *fits) {
  luaL_checktype(L, -1, LUA_TTABLE);
  lua_getfield(L, -1, "name");
  struct field_layout *field = pop_field(L, layout);
  field->field = &layout->operation->fields[field - layout->fields];
  lua_getfield(L, -1, "column");
  lua_Integer column = luaL_optinteger(L, -1, 0);
  luaL_argcheck(L, column >= 0 && (lua_Unsigned)column <= check->columns, 2, "column out of range");
  lua_pop(L, 1);
  field->column = (size_t)column;
  if (column > 0)
    layout->takes_column[column - 1] = true;
  if (!keep_string(L, "default", &field->if_empty, fits))
    keep_string(L, "empty", &field->if_empty, fits);
}

/* Reads the layout from the table at index 2. false when it has more than fits. */
static bool read_layout(lua_State *L, const struct fast_check *check, struct layout *layout) {
  const struct unom_operation *operation = layout->operation;
  bool fits = true;
  lua_getfield(L, 2, "fields");
  luaL_checktype(L, -1, LUA_TTABLE);
  for (size_t i = 1; i <= operation->field_count; i++) {
    lua_rawgeti(L, -1, (lua_Integer)i);
    read_field(L, check, layout, &fits);
    lua_pop(L, 1);
  }
  for (size_t i = 0; i < operation->field_count; i++) {
    struct field_layout *field = &layout->fields[i];
    luaL_argcheck(L, field->field, 2, "a field of the operation is missing");
    field->has_window = field->field == unom_advise_window_field(operation);
  }
  for (size_t i = 0; operation->at_least_one && operation->at_least_one[i]; i++)
    find_field(layout, operation->at_least_one[i])->is_one_of = true;
  lua_getfield(L, 2, "contract");
  layout->contract = pop_field(L, layout);
  luaL_argcheck(
      L, layout->contract->field->rule == UNOM_RULE_CONTRACT_ID, 2,
      "the contract is another field"); /* this rule's values are short enough to be kept */
  lua_getfield(L, 2, "key");
  if (lua_isnil(L, -1))
    return fits;
  luaL_checktype(L, -1, LUA_TTABLE);
  lua_Unsigned count = lua_rawlen(L, -1);
  luaL_argcheck(L, count >= 1 && count <= KEY_FIELDS, 2, "a key of 1 to 4 fields");
  for (layout->key_count = 0; layout->key_count < count; layout->key_count++) {
    lua_rawgeti(L, -1, (lua_Integer)layout->key_count + 1);
    layout->key[layout->key_count] = pop_field(L, layout);
  }
  return fits;
}

static int add_layout(lua_State *L) {
  struct fast_check *check = luaL_checkudata(L, 1, type_name);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  if (check->reads_layout)
    return luaL_error(L, "another layout is being read, or was refused");
  check->reads_layout = true;
  lua_getfield(L, 2, "operation");
  const struct unom_operation *operation = unom_operation_find(luaL_checkstring(L, -1));
  luaL_argcheck(L, operation, 2, "no such operation");
  luaL_argcheck(L, check->layout_count < LAYOUTS, 2, "too many layouts");
  /* Operations with rules that this file does not know are left to Lua. */
  if (operation->field_count > FIELDS || operation->at_most_one || operation->availability) {
    check->reads_layout = false;
    return 0;
  }
  struct layout *layout = &check->layouts[check->layout_count];
  memset(layout, 0, sizeof *layout);
  layout->operation = operation;
  bool short_name = true; /* by a longer one it is not found, and its rows are left to Lua */
  lua_settop(L, 2);
  keep_string(L, "called", &layout->called, &short_name);
  memcpy(layout->takes_column, check->not_read, sizeof layout->takes_column);
  if (check->operation_column > 0)
    layout->takes_column[check->operation_column - 1] = true;
  if (read_layout(L, check, layout))
    check->layout_count++;
  check->reads_layout = false;
  return 0;
}

/* Reads which columns are not read, an array of tables with their `index`, of the table at index 1. */
static void read_not_read(lua_State *L, struct fast_check *check) {
  lua_getfield(L, 1, "not_read");
  lua_Unsigned count = lua_istable(L, -1) ? lua_rawlen(L, -1) : 0;
  for (lua_Unsigned i = 1; i <= count; i++) {
    lua_rawgeti(L, -1, (lua_Integer)i);
    luaL_checktype(L, -1, LUA_TTABLE);
    lua_getfield(L, -1, "index");
    lua_Integer index = luaL_checkinteger(L, -1);
    luaL_argcheck(L, index >= 1 && (lua_Unsigned)index <= check->columns, 1,
                  "a column that is not read is out of range");
    check->not_read[index - 1] = true;
    lua_pop(L, 2);
  }
  lua_pop(L, 1);
}

int unom_row_fast_check_new(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  struct fast_check *check = lua_newuserdatauv(L, sizeof *check, USER_VALUES);
  memset(check, 0, sizeof *check);
  luaL_setmetatable(L, type_name);
  lua_newtable(L);
  lua_setiuservalue(L, 2, CONTRACTS);
  lua_getfield(L, 1, "seen");
  if (!lua_isnil(L, -1))
    unom_seen_set_check(L, -1);
  lua_setiuservalue(L, 2, SEEN);
  lua_getfield(L, 1, "columns");
  lua_Integer columns = luaL_checkinteger(L, -1);
  lua_getfield(L, 1, "operation_column");
  lua_Integer operation_column = luaL_optinteger(L, -1, 0);
  luaL_argcheck(L, columns >= 0 && columns <= UNOM_CSV_CELLS, 1, "columns out of range");
  luaL_argcheck(L, operation_column >= 0 && operation_column <= columns, 1,
                "operation_column out of range");
  check->columns = (size_t)columns;
  check->operation_column = (size_t)operation_column;
  read_not_read(L, check);
  lua_getfield(L, 1, "operation");
  if (lua_isstring(L, -1))
    check->default_operation = unom_operation_find(lua_tostring(L, -1));
  lua_settop(L, 2);
  return 1;
}

static const luaL_Reg meth[] = {
    {"layout", add_layout}, {"pass", pass}, {"counts", counts}, {NULL, NULL}};

void unom_row_fast_check_register(lua_State *L) {
  luaL_newmetatable(L, type_name);
  luaL_newlib(L, meth);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}
