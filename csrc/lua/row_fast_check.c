/* row_fast_check.c: the userdata unom.row_fast_check. See row_fast_check.h. */
#define _GNU_SOURCE
#include "lua/row_fast_check.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "api/advice.h"
#include "base/calendar.h"
#include "lua/csv_binding.h"
#include "api/rules.h"
#include "csv/csv_reader.h"
#include "lua/seen_set.h"

enum { PLANS = 32, FIELDS = 32, CONTRACT_ID_BYTES = 10, LAST_BYTES = 31, NO_FIELD = FIELDS };

/* The value that was last found plain in a field: most columns of a list say the same in every row.
 */
struct plain_value {
  unsigned char length; /* 0: none yet */
  char bytes[LAST_BYTES];
};

/* How the rows of one operation are read. Its fields go by their place in the catalogue. */
struct plan {
  const struct unom_operation *operation;
  size_t column_of[FIELDS];                            /* from 1; 0: no column gives the field */
  bool own[UNOM_CSV_CELLS];                            /* may the column's cell be filled? */
  size_t contract_id, agreement, request_date, target; /* fields, or NO_FIELD */
  struct plain_value last_plain[FIELDS];
  size_t passed;
};

struct skimmer {
  struct plan plans[PLANS];
  size_t plan_count;
  const struct plan *default_plan;
  struct plan *last;
  size_t columns, operation_column;
  bool agree;
  char default_contract[CONTRACT_ID_BYTES + 1];
  char contract[CONTRACT_ID_BYTES + 1]; /* of the rows in `contract_rows` */
  size_t contract_rows;                 /* passed, and not yet in the table of counts */
};

enum { SEEN = 1, CONTRACTS = 2, USER_VALUES = 2 };

static const char type_name[] = "unom.row_fast_check";

struct text {
  const char *bytes;
  size_t length;
};

static struct text cell_at(const struct unom_csv_reader *reader, size_t column) {
  if (column == 0 || column > reader->count)
    return (struct text){"", 0};
  const struct unom_cell *cell = &reader->cells[column - 1];
  return (struct text){reader->text.bytes + cell->start, cell->length};
}

static bool is(struct text text, const char *other) {
  return strlen(other) == text.length && memcmp(text.bytes, other, text.length) == 0;
}

static struct plan *find_plan(struct skimmer *skimmer, struct text name) {
  if (skimmer->last && name.length > 0 && is(name, skimmer->last->operation->name))
    return skimmer->last;
  for (size_t i = 0; i < skimmer->plan_count; i++) {
    struct plan *plan = &skimmer->plans[i];
    if (name.length > 0 ? is(name, plan->operation->name) : plan == skimmer->default_plan)
      return skimmer->last = plan;
  }
  return NULL;
}

/* The value a field has in the row, the caller's default where the cell is empty. */
static struct text value_of(const struct skimmer *skimmer, const struct plan *plan, size_t field,
                            const struct unom_csv_reader *reader) {
  struct text value = cell_at(reader, plan->column_of[field]);
  if (value.length == 0 && field == plan->contract_id)
    return (struct text){skimmer->default_contract, strlen(skimmer->default_contract)};
  if (value.length == 0 && field == plan->agreement && skimmer->agree)
    return (struct text){"yes", 3};
  return value;
}

static bool value_is_plain(struct plan *plan, size_t index, struct text value, unsigned today) {
  struct plain_value *last = &plan->last_plain[index];
  if (value.length == last->length && memcmp(value.bytes, last->bytes, last->length) == 0)
    return true;
  const struct unom_field *field = &plan->operation->fields[index];
  struct unom_diagnostic diagnostics[UNOM_ADVICE_MOST];
  bool plain = index == plan->agreement
                   ? is(value, "yes")
                   : unom_rule_check(field, value.bytes, value.length, diagnostics) &&
                         unom_advise_value(field, value.bytes, value.length, diagnostics) == 0 &&
                         (index != plan->request_date ||
                          !unom_advise_window(plan->operation, value.bytes, value.length, today,
                                              diagnostics));
  if (plain && value.length <= LAST_BYTES) {
    last->length = (unsigned char)value.length;
    memcpy(last->bytes, value.bytes, value.length);
  }
  return plain;
}

static bool fields_are_plain(const struct skimmer *skimmer, struct plan *plan,
                             const struct unom_csv_reader *reader, unsigned today) {
  const struct unom_operation *operation = plan->operation;
  bool one_given = !operation->at_least_one;
  for (size_t i = 0; i < operation->field_count; i++) {
    const struct unom_field *field = &operation->fields[i];
    struct text value = value_of(skimmer, plan, i, reader);
    if (value.length == 0) {
      if (field->required && !field->automatic)
        return false;
      continue;
    }
    if (!value_is_plain(plan, i, value, today))
      return false;
    for (size_t name = 0; !one_given && operation->at_least_one[name]; name++)
      one_given = strcmp(operation->at_least_one[name], field->name) == 0;
  }
  return one_given;
}

static bool no_foreign_cell(const struct plan *plan, const struct unom_csv_reader *reader) {
  for (size_t i = 0; i < reader->count; i++)
    if (reader->cells[i].length > 0 && !plan->own[i])
      return false;
  return true;
}

/* Is the row the first of its operation on its target? It is kept as that if so. The key is that of
 * unom.bulk.row. */
static bool is_first(lua_State *L, const struct skimmer *skimmer, const struct plan *plan,
                     const struct unom_csv_reader *reader, struct unom_seen_set *seen) {
  if (reader->line > UINT32_MAX)
    return false;
  if (!seen || plan->target == NO_FIELD)
    return true;
  struct text target = value_of(skimmer, plan, plan->target, reader);
  struct text contract = value_of(skimmer, plan, plan->contract_id, reader);
  const struct text parts[] = {
      {plan->operation->name, strlen(plan->operation->name) + 1}, contract, {"", 1}, target};
  char key[160];
  size_t length = 0;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    if (parts[i].length > sizeof key - length)
      return false;
    memcpy(key + length, parts[i].bytes, parts[i].length);
    length += parts[i].length;
  }
  return unom_seen_set_first(L, seen, key, length, reader->line) == 0;
}

/* Adds what was counted of the last contract to the table of counts. */
static void settle_contract(lua_State *L, struct skimmer *skimmer) {
  if (skimmer->contract_rows == 0)
    return;
  lua_getiuservalue(L, 1, CONTRACTS);
  lua_getfield(L, -1, skimmer->contract);
  lua_Integer counted = lua_tointeger(L, -1);
  lua_pop(L, 1);
  lua_pushinteger(L, counted + (lua_Integer)skimmer->contract_rows);
  lua_setfield(L, -2, skimmer->contract);
  lua_pop(L, 1);
  skimmer->contract_rows = 0;
}

static void count_row(lua_State *L, struct skimmer *skimmer, struct plan *plan,
                      const struct unom_csv_reader *reader) {
  struct text contract = value_of(skimmer, plan, plan->contract_id, reader);
  if (!is(contract, skimmer->contract)) {
    settle_contract(L, skimmer);
    memcpy(skimmer->contract, contract.bytes, contract.length); /* it has passed its rule */
    skimmer->contract[contract.length] = '\0';
  }
  skimmer->contract_rows++;
  plan->passed++;
}

/* The row's plan when it is plainly good, else NULL. */
static struct plan *pass(lua_State *L, struct skimmer *skimmer,
                         const struct unom_csv_reader *reader, struct unom_seen_set *seen,
                         unsigned today) {
  struct plan *plan = find_plan(skimmer, cell_at(reader, skimmer->operation_column));
  if (!plan || !no_foreign_cell(plan, reader) || !fields_are_plain(skimmer, plan, reader, today) ||
      !is_first(L, skimmer, plan, reader, seen))
    return NULL;
  return plan;
}

static int skim(lua_State *L) {
  struct skimmer *skimmer = luaL_checkudata(L, 1, type_name);
  struct unom_csv_reader *reader = unom_csv_binding_check(L, 2);
  lua_settop(L, 3);
  lua_getiuservalue(L, 1, SEEN);
  struct unom_seen_set *seen = lua_isnil(L, -1) ? NULL : unom_seen_set_check(L, -1);
  unsigned today = unom_calendar_today(time(NULL));
  lua_Integer passed = 0;
  enum unom_csv_outcome outcome;
  while ((outcome = unom_csv_reader_next(reader)) == UNOM_CSV_RECORD) {
    struct plan *plan = pass(L, skimmer, reader, seen, today);
    if (!plan)
      break;
    count_row(L, skimmer, plan, reader);
    passed++;
  }
  lua_pushinteger(L, passed);
  return 1 + unom_csv_binding_push(L, reader, outcome, 3);
}

static int counts(lua_State *L) {
  struct skimmer *skimmer = luaL_checkudata(L, 1, type_name);
  lua_settop(L, 1);
  settle_contract(L, skimmer);
  lua_newtable(L);
  for (size_t i = 0; i < skimmer->plan_count; i++) {
    if (skimmer->plans[i].passed == 0)
      continue;
    lua_pushinteger(L, (lua_Integer)skimmer->plans[i].passed);
    lua_setfield(L, -2, skimmer->plans[i].operation->name);
  }
  lua_getiuservalue(L, 1, CONTRACTS);
  return 2;
}

static size_t field_index(const struct unom_operation *operation, const char *name) {
  for (size_t i = 0; name && i < operation->field_count && i < FIELDS; i++)
    if (strcmp(operation->fields[i].name, name) == 0)
      return i;
  return NO_FIELD;
}

/* Reads the columns of the table on top of the stack. */
static void read_fields(lua_State *L, const struct skimmer *skimmer, struct plan *plan) {
  for (size_t column = 1; column <= skimmer->columns; column++) {
    lua_rawgeti(L, -1, (lua_Integer)column);
    size_t field = field_index(plan->operation, lua_tostring(L, -1));
    if (field != NO_FIELD) {
      plan->column_of[field] = column;
      plan->own[column - 1] = true;
    }
    lua_pop(L, 1);
  }
}

static int add_plan(lua_State *L) {
  struct skimmer *skimmer = luaL_checkudata(L, 1, type_name);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_getfield(L, 2, "operation");
  const struct unom_operation *operation = unom_operation_find(luaL_checkstring(L, -1));
  luaL_argcheck(L, operation, 2, "no such operation");
  luaL_argcheck(L, skimmer->plan_count < PLANS, 2, "too many plans");
  /* Operations with rules that this file does not know are left to Lua. */
  if (operation->field_count > FIELDS || operation->at_most_one || operation->availability)
    return 0;
  struct plan *plan = &skimmer->plans[skimmer->plan_count];
  memset(plan, 0, sizeof *plan);
  plan->operation = operation;
  lua_getfield(L, 2, "target");
  plan->target = field_index(operation, lua_tostring(L, -1));
  plan->contract_id = field_index(operation, "contractId");
  plan->agreement = field_index(operation, "agreement");
  plan->request_date = field_index(operation, "requestDate");
  if (skimmer->operation_column > 0)
    plan->own[skimmer->operation_column - 1] = true;
  lua_getfield(L, 2, "fields");
  luaL_checktype(L, -1, LUA_TTABLE);
  read_fields(L, skimmer, plan);
  lua_getfield(L, 2, "default");
  if (lua_toboolean(L, -1))
    skimmer->default_plan = plan;
  skimmer->plan_count++;
  return 0;
}

int unom_row_fast_check_new(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  struct skimmer *skimmer = lua_newuserdatauv(L, sizeof *skimmer, USER_VALUES);
  memset(skimmer, 0, sizeof *skimmer);
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
  skimmer->columns = (size_t)columns;
  skimmer->operation_column = (size_t)operation_column;
  lua_getfield(L, 1, "agree");
  skimmer->agree = lua_toboolean(L, -1);
  lua_getfield(L, 1, "contract_id");
  size_t length = 0;
  const char *contract = lua_tolstring(L, -1, &length);
  /* One of another length breaks its rule: no row with it is plain. */
  if (contract && length == CONTRACT_ID_BYTES)
    memcpy(skimmer->default_contract, contract, length);
  lua_settop(L, 2);
  return 1;
}

static const luaL_Reg meth[] = {
    {"plan", add_plan}, {"skim", skim}, {"counts", counts}, {NULL, NULL}};

void unom_row_fast_check_register(lua_State *L) {
  luaL_newmetatable(L, type_name);
  luaL_newlib(L, meth);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}
