/* row_fast_check.c: the userdata unom.row_fast_check. See row_fast_check.h. */
#define _GNU_SOURCE
#include "lua/list/row_fast_check.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "api/advice.h"
#include "lua/list/csv_binding.h"
#include "api/rules.h"
#include "csv/csv_reader.h"
#include "lua/list/row_readings.h"
#include "lua/list/row_repeats.h"
#include "lua/list/seen_set.h"

enum { LAYOUTS = 32 };

struct fast_check {
  struct unom_row_layout layouts[LAYOUTS];
  size_t layout_count;
  bool comes[UNOM_ROW_OPERATIONS]; /* by the operation's number: there may be rows of it */
  const struct unom_operation *default_operation; /* of rows that name none; NULL: there is none */
  struct unom_row_layout *last;
  size_t columns, operation_column;
  bool not_read[UNOM_CSV_CELLS]; /* the columns whose cells may hold anything */
  size_t last_heading;           /* the last column that has a heading */
  unsigned today;                /* YYYYMMDD; 0: not known */
  size_t short_rows;             /* passed, and without a cell for some column */
  struct unom_row_kept contract; /* of the rows in `contract_rows` */
  size_t contract_rows;          /* passed, and not yet added to the table of counts */
  bool reads_layout;             /* an __index or a finaliser must not add one meanwhile */
  struct unom_row_readings readings;
  /* Of the row being checked: the fields' values (bytes NULL: none), and how they were read. */
  struct unom_slice values[UNOM_ROW_FIELDS];
  struct unom_reading read[UNOM_ROW_FIELDS];
};

enum { SEEN = 1, CONTRACTS = 2, USER_VALUES = 2 };

static const char type_name[] = "unom.row_fast_check";

/* ---- values ---- */

static struct unom_slice cell_at(const struct unom_csv_reader *reader, size_t column) {
  if (column == 0 || column > reader->count || reader->cells[column - 1].length == 0)
    return (struct unom_slice){"", 0};
  const struct unom_cell *cell = &reader->cells[column - 1];
  return (struct unom_slice){reader->text.bytes + cell->start, cell->length};
}

/* The value that the row gives the field; its bytes are NULL when it gives none. */
static struct unom_slice value_of(const struct unom_row_field *field,
                                  const struct unom_csv_reader *reader) {
  struct unom_slice cell = cell_at(reader, field->column);
  if (cell.length > 0)
    return cell;
  return (struct unom_slice){field->if_empty.is_set ? field->if_empty.bytes : NULL,
                             field->if_empty.length};
}

static bool is_name(struct unom_slice text, const char *name) {
  return strlen(name) == text.length && memcmp(text.bytes, name, text.length) == 0;
}

/* ---- rows ---- */

static struct unom_row_layout *find_layout(struct fast_check *check, struct unom_slice name) {
  if (check->last && name.length > 0 &&
      (is_name(name, check->last->operation->name) || unom_row_kept_is(&check->last->called, name)))
    return check->last;
  for (size_t i = 0; i < check->layout_count; i++) {
    struct unom_row_layout *layout = &check->layouts[i];
    if (name.length > 0
            ? is_name(name, layout->operation->name) || unom_row_kept_is(&layout->called, name)
            : layout->operation == check->default_operation)
      return check->last = layout;
  }
  return NULL;
}

/* Is the day, which passes its rule, one that is over? */
static bool has_passed(struct unom_slice day, unsigned today) {
  unsigned number = 0;
  for (size_t i = 0; i < day.length; i++)
    number = number * 10 + (unsigned)(day.bytes[i] - '0');
  return number < today;
}

/* Is the value, which passes its rule, one that nobody needs advice on? */
static bool needs_no_advice(const struct fast_check *check, const struct unom_row_layout *layout,
                            const struct unom_row_field *field, struct unom_slice value) {
  struct unom_diagnostic diagnostics[UNOM_ADVICE_MOST];
  return unom_advise_value(field->field, value.bytes, value.length, diagnostics) == 0 &&
         !(field->is_day && (has_passed(value, check->today) ||
                             unom_advise_window(layout->operation, value.bytes, value.length,
                                                check->today, diagnostics)));
}

/* Reads the cell, and makes *value what it means. false when that is not plainly good. */
static bool read_plain(const struct fast_check *check, const struct unom_row_layout *layout,
                       struct unom_row_field *field, struct unom_reading *read,
                       struct unom_slice *value) {
  struct unom_slice cell = *value;
  if (unom_row_kept_is(&field->last_plain, cell)) {
    read->kind = field->last_kind;
    if (read->kind != UNOM_READING_NONE)
      *value = (struct unom_slice){field->last_value.bytes, field->last_value.length};
    return true;
  }
  struct unom_diagnostic diagnostic;
  bool is_cell = cell.bytes != field->if_empty.bytes;
  switch (is_cell ? unom_reading_of(field->field, cell.bytes, cell.length, read, &diagnostic)
                  : UNOM_READING_AS_IT_STANDS) {
  case UNOM_READING_READ:
    *value = (struct unom_slice){read->bytes, read->length};
    break;
  case UNOM_READING_REFUSED:
    return false;
  default:
    read->kind = UNOM_READING_NONE;
    if (!unom_rule_check(field->field, cell.bytes, cell.length, &diagnostic))
      return false;
  }
  if (!needs_no_advice(check, layout, field, *value))
    return false;
  if (cell.length <= UNOM_ROW_KEPT_BYTES && value->length <= UNOM_ROW_KEPT_BYTES) {
    unom_row_keep(&field->last_plain, cell);
    unom_row_keep(&field->last_value, *value);
    field->last_kind = read->kind;
  }
  return true;
}

/* Reads the row's values. false when one is missing or is not plainly good. */
static bool values_are_plain(struct fast_check *check, struct unom_row_layout *layout,
                             const struct unom_csv_reader *reader) {
  bool has_one = !layout->operation->at_least_one;
  for (size_t i = 0; i < layout->operation->field_count; i++) {
    struct unom_row_field *field = &layout->fields[i];
    struct unom_slice *value = &check->values[i];
    *value = value_of(field, reader);
    check->read[i].kind = UNOM_READING_NONE;
    if (field->needs_cell && field->column > reader->count)
      return false;
    if (!value->bytes) {
      if (field->field->required && !field->field->automatic)
        return false;
      continue;
    }
    if (!read_plain(check, layout, field, &check->read[i], value))
      return false;
    has_one = has_one || field->is_one_of;
  }
  return has_one;
}

static bool no_foreign_cell(const struct unom_row_layout *layout,
                            const struct unom_csv_reader *reader) {
  for (size_t i = 0; i < reader->count; i++)
    if (reader->cells[i].length > 0 && !layout->takes_column[i])
      return false;
  return true;
}

/* The value of one of the layout's fields in the row being checked. */
static struct unom_slice value_in(const struct fast_check *check,
                                  const struct unom_row_layout *layout,
                                  const struct unom_row_field *field) {
  return check->values[field - layout->fields];
}

/* Keeps an example of each way in which a cell of the row was read. false when there is no room. */
static bool keep_examples(struct fast_check *check, struct unom_row_layout *layout,
                          const struct unom_csv_reader *reader) {
  for (size_t i = 0; i < layout->operation->field_count; i++) {
    struct unom_row_field *field = &layout->fields[i];
    if (check->read[i].kind != UNOM_READING_NONE &&
        !unom_row_readings_keep(&check->readings, field, check->read[i].kind,
                                cell_at(reader, field->column), check->values[i], reader->line))
      return false;
  }
  return true;
}

/* Does the row end before the last column? */
static bool is_short(const struct fast_check *check, const struct unom_csv_reader *reader) {
  return reader->count < check->last_heading;
}

/* The row's layout when the row is plainly good, else NULL. */
static struct unom_row_layout *check_row(lua_State *L, struct fast_check *check,
                                         const struct unom_csv_reader *reader,
                                         struct unom_seen_set *seen) {
  struct unom_row_layout *layout = find_layout(check, cell_at(reader, check->operation_column));
  if (!layout || reader->short_end || !no_foreign_cell(layout, reader) ||
      !values_are_plain(check, layout, reader) || !keep_examples(check, layout, reader) ||
      !unom_row_repeats_first(L, layout, check->values, reader->line, seen))
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

/* Counts the values of a row that passed, and the row. */
static void count_row(lua_State *L, struct fast_check *check, struct unom_row_layout *layout,
                      const struct unom_csv_reader *reader) {
  for (size_t i = 0; i < layout->operation->field_count; i++) {
    struct unom_row_field *field = &layout->fields[i];
    struct unom_slice value = check->values[i];
    if (field->is_counted && value.bytes &&
        !unom_tally_add(&field->tally, value.bytes, value.length))
      luaL_error(L, "not enough memory");
    if (check->read[i].kind != UNOM_READING_NONE)
      unom_row_readings_count(&check->readings, field, check->read[i].kind);
  }
  layout->passed++;
  check->short_rows += is_short(check, reader);
  struct unom_slice contract = value_in(check, layout, layout->contract);
  if (!unom_row_kept_is(&check->contract, contract)) {
    struct unom_row_kept next = {0};
    unom_row_keep(&next, contract); /* now: a finaliser may close the reader when Lua allocates */
    add_contract_rows(L, check);
    check->contract = next;
  }
  check->contract_rows++;
}

static int pass(lua_State *L) {
  struct fast_check *check = luaL_checkudata(L, 1, type_name);
  struct unom_csv_reader *reader = unom_csv_binding_check(L, 2);
  if (!lua_isnoneornil(L, 3))
    luaL_checktype(L, 3, LUA_TTABLE);
  lua_settop(L, 3);
  lua_getiuservalue(L, 1, SEEN);
  struct unom_seen_set *seen = lua_isnil(L, -1) ? NULL : unom_seen_set_check(L, -1);
  lua_Integer passed = 0;
  enum unom_csv_outcome outcome;
  while ((outcome = unom_csv_reader_next(reader)) == UNOM_CSV_RECORD) {
    struct unom_row_layout *layout = check_row(L, check, reader, seen);
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
  lua_newtable(L);
  for (size_t i = 0; i < check->layout_count; i++)
    unom_row_layout_add_values(L, &check->layouts[i]);
  lua_pushinteger(L, (lua_Integer)check->short_rows);
  unom_row_readings_push(L, &check->readings);
  return 5;
}

static int close_check(lua_State *L) {
  struct fast_check *check = luaL_checkudata(L, 1, type_name);
  for (size_t i = 0; i < check->layout_count; i++)
    unom_row_layout_close(&check->layouts[i]);
  check->layout_count = 0;
  check->last = NULL;
  return 0;
}

/* ---- layouts ---- */

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
  if (unom_row_layout_suits(operation)) { /* the others are left to Lua */
    struct unom_row_layout *layout = &check->layouts[check->layout_count];
    bool fits = unom_row_layout_read(L, 2, check->columns, operation, layout);
    if (check->operation_column > 0)
      layout->takes_column[check->operation_column - 1] = true;
    for (size_t i = 0; i < check->columns; i++)
      layout->takes_column[i] = layout->takes_column[i] || check->not_read[i];
    check->layout_count += fits;
  }
  unom_row_layout_note(check->layouts, check->layout_count, check->comes, operation);
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

/* The number of a column, 0..most, by that name of the table at index 1; 0 where there is none. */
static size_t column_field(lua_State *L, const char *name, lua_Integer most) {
  lua_getfield(L, 1, name);
  lua_Integer column = luaL_optinteger(L, -1, 0);
  if (column < 0 || column > most)
    luaL_argerror(L, 1, lua_pushfstring(L, "%s out of range", name));
  lua_pop(L, 1);
  return (size_t)column;
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
  luaL_checkinteger(L, -1);
  lua_pop(L, 1);
  check->columns = column_field(L, "columns", UNOM_CSV_CELLS);
  check->operation_column = column_field(L, "operation_column", (lua_Integer)check->columns);
  read_not_read(L, check);
  check->last_heading = column_field(L, "last_heading", (lua_Integer)check->columns);
  lua_getfield(L, 1, "today");
  lua_Integer today = luaL_optinteger(L, -1, 0);
  luaL_argcheck(L, today >= 0 && today <= 99991231, 1, "today is no day");
  check->today = (unsigned)today;
  lua_getfield(L, 1, "operation");
  if (lua_isstring(L, -1))
    check->default_operation = unom_operation_find(lua_tostring(L, -1));
  lua_settop(L, 2);
  return 1;
}

static const luaL_Reg meth[] = {
    {"layout", add_layout}, {"pass", pass}, {"counts", counts}, {NULL, NULL}};

static const luaL_Reg metameth[] = {{"__gc", close_check}, {NULL, NULL}};

void unom_row_fast_check_register(lua_State *L) {
  luaL_newmetatable(L, type_name);
  luaL_setfuncs(L, metameth, 0);
  luaL_newlib(L, meth);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}
