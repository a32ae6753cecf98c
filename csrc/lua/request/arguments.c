/* arguments.c: a Lua table of arguments, walked against an operation's fields. See arguments.h.
 *
 * Invariant: a call and a check are one walk, so that the one refuses what the other reports. */
#define _GNU_SOURCE
#include "lua/request/arguments.h"

#include <lauxlib.h>
#include <string.h>

#include "api/advice.h"
#include "api/likely.h"
#include "api/rules.h"
#include "lua/request/argument_names.h"
#include "lua/request/findings.h"
#include "lua/request/value.h"
#include "lua/request/walk.h"
#include "lua/usage.h"

/* ---- values ---- */

static void refuse_type(struct unom_walk *walk, const struct unom_walk_table *table,
                        const struct unom_field *field) {
  bool zeros = lua_type(walk->L, -1) == LUA_TNUMBER && unom_value_loses_zeros(field);
  unom_walk_problem(walk, table->entry, field->name, UNOM_CODE_WRONG_TYPE, "%s expected, got %s%s",
                    unom_value_expected(field), unom_value_type(walk->L),
                    zeros ? ": a number keeps no leading zero" : "");
}

static void advise(struct unom_walk *walk, const struct unom_walk_table *table,
                   const struct unom_field *field, const struct unom_value *value) {
  struct unom_diagnostic diagnostics[UNOM_ADVICE_MOST];
  size_t count = unom_advise_value(field, value->bytes, value->length, diagnostics);
  for (size_t i = 0; i < count; i++)
    unom_walk_report(walk, walk->advice, table->entry, field->name, &diagnostics[i]);
  if (field->rule == UNOM_RULE_DATE && strcmp(field->name, "requestDate") == 0 &&
      unom_advise_window(walk->operation, value->bytes, value->length, walk->today, diagnostics))
    unom_walk_report(walk, walk->advice, table->entry, field->name, diagnostics);
  if (field->rule == UNOM_RULE_DATETIME && unom_advise_log(walk->operation, field, value->bytes,
                                                           value->length, walk->today, diagnostics))
    unom_walk_report(walk, walk->advice, table->entry, field->name, diagnostics);
}

/* Reports a line whose number an earlier line of the list names too. "2" and "0000000002" are one
 * number. */
static void check_number(struct unom_walk *walk, const struct unom_walk_table *table,
                         const struct unom_field *field, const struct unom_value *value) {
  lua_State *L = walk->L;
  lua_Integer number = unom_value_number(value);
  if (lua_rawgeti(L, walk->numbers, number) != LUA_TNIL) /* the line that names it */
    unom_walk_problem(walk, table->entry, field->name, UNOM_CODE_DUPLICATE,
                      "%lld is the number of %s[%lld] too", (long long)number,
                      walk->operation->container, (long long)lua_tointeger(L, -1));
  lua_pop(L, 1);
  lua_pushinteger(L, (lua_Integer)table->entry);
  lua_rawseti(L, walk->numbers, number);
}

static void check_given(struct unom_walk *walk, const struct unom_walk_table *table,
                        const struct unom_field *field, const struct unom_value *value) {
  struct unom_diagnostic diagnostic;
  if (!unom_rule_check(field, value->bytes, value->length, &diagnostic)) {
    unom_likely_add(field, value->bytes, value->length, &diagnostic);
    unom_walk_report(walk, walk->problems, table->entry, field->name, &diagnostic);
    return;
  }
  if (field->automatic && table->entry > 0)
    check_number(walk, table, field, value);
  if (walk->today > 0)
    advise(walk, table, field, value);
}

static void walk_field(struct unom_walk *walk, struct unom_walk_table *table,
                       const struct unom_field *field) {
  lua_State *L = walk->L;
  struct unom_value value;
  bool absent = unom_value_push_raw(L, table->index, field->name) == LUA_TNIL; /* value */
  table->known += !absent;
  if (absent && walk->contract_id && field->rule == UNOM_RULE_CONTRACT_ID) {
    unom_value_set(&value, walk->contract_id);
    check_given(walk, table, field, &value);
  } else if (absent) {
    if (field->required && !field->automatic)
      unom_walk_problem(walk, table->entry, field->name, UNOM_CODE_MISSING,
                        "required, but missing");
  } else if (!unom_value_read(L, field, &value)) {
    refuse_type(walk, table, field);
  } else {
    check_given(walk, table, field, &value);
  }
  lua_pop(L, 1);
}

/* ---- fields that depend on one another ---- */

/* How many of the names the table has. *list gets all of them, *last the last one that it has. */
static unsigned count_given(struct unom_walk *walk, const struct unom_walk_table *table,
                            const char *const *names, struct unom_text *list, const char **last) {
  unsigned count = 0;
  unom_text_clear(list);
  for (size_t i = 0; names[i]; i++) {
    unom_text_add(list, "%s%s", i > 0 ? ", " : "", names[i]);
    if (unom_value_push_raw(walk->L, table->index, names[i]) != LUA_TNIL) {
      *last = names[i];
      count++;
    }
    lua_pop(walk->L, 1);
  }
  return count;
}

/* Reports a group at the first of its fields, to keep the order of the catalogue. */
static void check_groups(struct unom_walk *walk, const struct unom_walk_table *table,
                         const struct unom_field *field) {
  const struct unom_operation *operation = walk->operation;
  struct unom_text list;
  const char *last = field->name;
  if (operation->at_least_one && strcmp(operation->at_least_one[0], field->name) == 0 &&
      count_given(walk, table, operation->at_least_one, &list, &last) == 0)
    unom_walk_problem(walk, table->entry, field->name, UNOM_CODE_AT_LEAST_ONE,
                      "at least one is needed of %s", list.bytes);
  if (operation->at_most_one && strcmp(operation->at_most_one[0], field->name) == 0 &&
      count_given(walk, table, operation->at_most_one, &list, &last) > 1)
    unom_walk_problem(walk, table->entry, last, UNOM_CODE_AT_MOST_ONE, "at most one is taken of %s",
                      list.bytes);
}

/* Reads the moment of that name; false where it is none. */
static bool read_moment(struct unom_walk *walk, const struct unom_walk_table *table,
                        const char *name, struct unom_value *value) {
  const struct unom_field *field = unom_field_find(walk->operation, name);
  struct unom_diagnostic ignored;
  unom_value_push_raw(walk->L, table->index, name); /* the table keeps the bytes */
  bool is_read = field && unom_value_read(walk->L, field, value);
  lua_pop(walk->L, 1);
  return is_read && unom_rule_check(field, value->bytes, value->length, &ignored);
}

/* Reports, at the end of the period of a log, that it is before the start. */
static void check_period(struct unom_walk *walk, const struct unom_walk_table *table,
                         const struct unom_field *field) {
  struct unom_value start, end;
  if (walk->operation->log_days == 0 || strcmp(field->name, "endTime") != 0 ||
      !read_moment(walk, table, "startTime", &start) ||
      !read_moment(walk, table, field->name, &end) || strcmp(end.bytes, start.bytes) >= 0)
    return;
  struct unom_diagnostic diagnostic;
  unom_diagnostic_set(&diagnostic, UNOM_CODE_END_BEFORE_START, field, end.bytes, end.length,
                      "before startTime, which is %s", start.bytes);
  unom_walk_report(walk, walk->problems, table->entry, field->name, &diagnostic);
}

/* ---- tables ---- */

static void walk_lines(struct unom_walk *walk, int lines);

/* `lines`: the index of the list, where the table has one. */
static void walk_table(struct unom_walk *walk, struct unom_walk_table *table, int lines) {
  const struct unom_operation *operation = walk->operation;
  bool lines_walked = false;
  if (walk->names_first)
    unom_argument_names_check(walk, table);
  for (size_t i = 0; i < operation->field_count; i++) {
    const struct unom_field *field = &operation->fields[i];
    bool of_line = field->place == UNOM_PLACE_LINE;
    if (table->entry > 0 && !of_line)
      continue;
    if (of_line && table->has_list) {
      if (!lines_walked)
        walk_lines(walk, lines);
      lines_walked = true;
      continue;
    }
    walk_field(walk, table, field);
    check_groups(walk, table, field);
    check_period(walk, table, field);
  }
  if (!walk->names_first && unom_argument_names_count(walk->L, table->index) != table->known)
    unom_argument_names_check(walk, table);
}

/* Checks the list itself, and returns how many lines it has. */
static size_t check_list(struct unom_walk *walk, int lines) {
  lua_State *L = walk->L;
  const struct unom_operation *operation = walk->operation;
  if (!lua_istable(L, lines)) {
    lua_pushvalue(L, lines);
    unom_walk_problem(walk, 0, operation->container, UNOM_CODE_WRONG_TYPE,
                      "table of lines expected, got %s", unom_value_type(L));
    lua_pop(L, 1);
    return 0;
  }
  size_t count = (size_t)lua_rawlen(L, lines);
  if (unom_argument_names_count(L, lines) != count)
    unom_walk_problem(walk, 0, operation->container, UNOM_CODE_WRONG_TYPE,
                      "not a list: it has keys beside 1, 2, 3 and so on, or gaps");
  if (count < operation->lines_min)
    unom_walk_problem(walk, 0, operation->container, UNOM_CODE_TOO_FEW_LINES,
                      "%zu lines, at least %u needed", count, operation->lines_min);
  if (count > operation->lines_max)
    unom_walk_problem(walk, 0, operation->container, UNOM_CODE_TOO_MANY_LINES,
                      "%zu lines, a request takes at most %u", count, operation->lines_max);
  return count;
}

static void walk_lines(struct unom_walk *walk, int lines) {
  lua_State *L = walk->L;
  size_t count = check_list(walk, lines);
  lua_newtable(L); /* numbers */
  walk->numbers = lua_gettop(L);
  for (size_t i = 1; i <= count; i++) {
    lua_rawgeti(L, lines, (lua_Integer)i); /* numbers line */
    struct unom_walk_table line = {.index = lua_gettop(L), .entry = i};
    if (lua_istable(L, -1))
      walk_table(walk, &line, 0);
    else
      unom_walk_problem(walk, i, NULL, UNOM_CODE_WRONG_TYPE, "table expected, got %s",
                        unom_value_type(L));
    lua_pop(L, 1);
  }
  lua_pop(L, 1); /* numbers */
}

bool unom_arguments_push_lines(lua_State *L, const struct unom_operation *operation,
                               int arguments) {
  if (!operation->container_is_array)
    return false;
  if (unom_value_push_raw(L, arguments, operation->container) != LUA_TNIL)
    return true;
  lua_pop(L, 1);
  return false;
}

static void walk_arguments(struct unom_walk *walk, int arguments) {
  lua_State *L = walk->L;
  struct unom_walk_table table = {.index = arguments};
  luaL_checkstack(L, 24, "arguments");
  table.has_list = unom_arguments_push_lines(L, walk->operation, arguments);
  table.known = table.has_list;
  int lines = lua_gettop(L);
  walk_table(walk, &table, lines);
  if (table.has_list)
    lua_pop(L, 1);
}

/* ---- the two ways to walk ---- */

/* Raises the first of the problems, with all of them where there are several. */
static void raise_first(struct unom_walk *walk) {
  lua_State *L = walk->L;
  lua_rawgeti(L, walk->problems, 1);
  lua_getfield(L, -1, "field");
  lua_getfield(L, -2, "code");
  lua_getfield(L, -3, "message");
  struct unom_usage usage = {.operation = walk->operation->name,
                             .field = lua_tostring(L, -3),
                             .code = lua_tostring(L, -2)};
  usage.message = lua_pushfstring(L, "bad argument '%s' to '%s' (%s)", usage.field, usage.operation,
                                  lua_tostring(L, -1));
  usage.problems = lua_rawlen(L, walk->problems) > 1 ? walk->problems : 0;
  unom_usage_raise(L, &usage);
}

void unom_arguments_check(lua_State *L, const struct unom_operation *operation, int arguments,
                          const char *contract_id) {
  arguments = lua_absindex(L, arguments);
  struct unom_walk walk = {
      .L = L, .operation = operation, .contract_id = contract_id, .names_first = true};
  lua_pushnil(L);
  walk.problems = lua_gettop(L);
  walk_arguments(&walk, arguments);
  if (!lua_isnil(L, walk.problems))
    raise_first(&walk);
  lua_pop(L, 1); /* problems */
}

bool unom_arguments_diagnose(lua_State *L, const struct unom_operation *operation, int arguments,
                             unsigned today) {
  arguments = lua_absindex(L, arguments);
  struct unom_walk walk = {.L = L, .operation = operation, .today = today};
  lua_pushnil(L);
  walk.advice = lua_gettop(L);
  lua_pushnil(L);
  walk.problems = lua_gettop(L);
  if (operation->availability) {
    struct unom_diagnostic diagnostic = {.code = UNOM_CODE_NOT_ANNOUNCED};
    unom_text_add(&diagnostic.message, "%s", operation->availability);
    unom_walk_report(&walk, walk.advice, 0, "operation", &diagnostic);
  }
  walk_arguments(&walk, arguments);
  if (!lua_isnil(L, walk.problems)) {
    lua_replace(L, walk.advice);
    return false;
  }
  lua_pop(L, 1); /* problems */
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    unom_findings_push(L);
  }
  return true;
}
