/* arguments.c: a Lua table of arguments, walked against an operation's fields. See arguments.h.
 *
 * Invariant: `report` alone turns a diagnostic into an error or an entry, and every diagnostic
 * carries the path of the field it is about. */
#define _GNU_SOURCE
#include "lua/arguments.h"

#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/advice.h"
#include "api/rules.h"
#include "base/nearest.h"
#include "lua/value.h"
#include "base/text.h"

struct walk {
  lua_State *L;
  const struct unom_operation *operation;
  const char *contract_id;
  bool raises;          /* at the first problem; else all are gathered */
  unsigned today;       /* 0: no advice is asked */
  int problems, advice; /* stack slots of the arrays, nil until the first entry */
};

/* One table of a walk: the arguments themselves (entry 0), or a line of the list. */
struct holder {
  int index;
  size_t entry;
  bool has_list; /* line fields stand in a list beside, not here */
  size_t known;  /* how many of the table's keys have been walked as fields */
};

/* ---- diagnostics ---- */

static void report(struct walk *walk, int array, size_t entry, const char *name,
                   const struct unom_diagnostic *diagnostic) {
  lua_State *L = walk->L;
  struct unom_text path;
  unom_text_clear(&path);
  if (entry > 0)
    unom_text_add(&path, "%s[%zu]%s", walk->operation->container, entry, name ? "." : "");
  if (name)
    unom_text_add(&path, "%s", name);
  if (walk->raises)
    luaL_error(L, "bad argument '%s' to '%s' (%s)", path.bytes, walk->operation->name,
               diagnostic->message.bytes);
  if (lua_isnil(L, array)) {
    lua_newtable(L);
    lua_replace(L, array);
  }
  lua_createtable(L, 0, 3); /* entry */
  lua_pushstring(L, path.bytes);
  lua_setfield(L, -2, "field");
  lua_pushstring(L, unom_code_name(diagnostic->code));
  lua_setfield(L, -2, "code");
  lua_pushstring(L, diagnostic->message.bytes);
  lua_setfield(L, -2, "message");
  lua_rawseti(L, array, (lua_Integer)lua_rawlen(L, array) + 1);
}

__attribute__((format(printf, 5, 6))) static void problem(struct walk *walk, size_t entry,
                                                          const char *name, enum unom_code code,
                                                          const char *format, ...) {
  struct unom_diagnostic diagnostic = {.code = code};
  va_list arguments;
  va_start(arguments, format);
  unom_text_add_list(&diagnostic.message, format, arguments);
  va_end(arguments);
  report(walk, walk->problems, entry, name, &diagnostic);
}

/* ---- values ---- */

static void refuse_type(struct walk *walk, const struct holder *holder,
                        const struct unom_field *field) {
  bool zeros = lua_type(walk->L, -1) == LUA_TNUMBER && unom_value_loses_zeros(field);
  problem(walk, holder->entry, field->name, UNOM_CODE_WRONG_TYPE, "%s expected, got %s%s",
          unom_value_expected(field), unom_value_type(walk->L),
          zeros ? ": a number keeps no leading zero" : "");
}

static void advise(struct walk *walk, const struct holder *holder, const struct unom_field *field,
                   const struct unom_value *value) {
  struct unom_diagnostic diagnostics[UNOM_ADVICE_MOST];
  size_t count = unom_advise_value(field, value->bytes, value->length, diagnostics);
  for (size_t i = 0; i < count; i++)
    report(walk, walk->advice, holder->entry, field->name, &diagnostics[i]);
  if (field->rule == UNOM_RULE_DATE && strcmp(field->name, "requestDate") == 0 &&
      unom_advise_window(walk->operation, value->bytes, value->length, walk->today, diagnostics))
    report(walk, walk->advice, holder->entry, field->name, diagnostics);
}

static void check_given(struct walk *walk, const struct holder *holder,
                        const struct unom_field *field, const struct unom_value *value) {
  struct unom_diagnostic diagnostic;
  if (!unom_rule_check(field, value->bytes, value->length, &diagnostic))
    report(walk, walk->problems, holder->entry, field->name, &diagnostic);
  else if (walk->today > 0)
    advise(walk, holder, field, value);
}

static void walk_field(struct walk *walk, struct holder *holder, const struct unom_field *field) {
  lua_State *L = walk->L;
  struct unom_value value;
  bool absent = unom_value_push_raw(L, holder->index, field->name) == LUA_TNIL; /* value */
  holder->known += !absent;
  if (absent && walk->contract_id && field->rule == UNOM_RULE_CONTRACT_ID) {
    unom_value_set(&value, walk->contract_id);
    check_given(walk, holder, field, &value);
  } else if (absent) {
    if (field->required && !field->automatic)
      problem(walk, holder->entry, field->name, UNOM_CODE_MISSING, "required, but missing");
  } else if (!unom_value_read(L, field, &value)) {
    refuse_type(walk, holder, field);
  } else {
    check_given(walk, holder, field, &value);
  }
  lua_pop(L, 1);
}

/* ---- fields that depend on one another ---- */

/* How many of the names the table holds; *words gets them as a list, *last the last one given. */
static unsigned count_given(struct walk *walk, const struct holder *holder,
                            const char *const *names, struct unom_text *words, const char **last) {
  unsigned count = 0;
  unom_text_clear(words);
  for (size_t i = 0; names[i]; i++) {
    unom_text_add(words, "%s%s", i > 0 ? ", " : "", names[i]);
    if (unom_value_push_raw(walk->L, holder->index, names[i]) != LUA_TNIL) {
      *last = names[i];
      count++;
    }
    lua_pop(walk->L, 1);
  }
  return count;
}

/* Told where the first of the names stands, so that the order of the catalogue holds. */
static void check_groups(struct walk *walk, const struct holder *holder,
                         const struct unom_field *field) {
  const struct unom_operation *operation = walk->operation;
  struct unom_text names;
  const char *last = field->name;
  if (operation->at_least_one && strcmp(operation->at_least_one[0], field->name) == 0 &&
      count_given(walk, holder, operation->at_least_one, &names, &last) == 0)
    problem(walk, holder->entry, field->name, UNOM_CODE_AT_LEAST_ONE,
            "at least one is needed of %s", names.bytes);
  if (operation->at_most_one && strcmp(operation->at_most_one[0], field->name) == 0 &&
      count_given(walk, holder, operation->at_most_one, &names, &last) > 1)
    problem(walk, holder->entry, last, UNOM_CODE_AT_MOST_ONE, "at most one is taken of %s",
            names.bytes);
}

/* ---- names ---- */

static bool is_known(const struct walk *walk, const struct holder *holder, const char *name) {
  const struct unom_operation *operation = walk->operation;
  const struct unom_field *field = unom_field_find(operation, name);
  if (holder->entry > 0)
    return field && field->place == UNOM_PLACE_LINE;
  if (field)
    return field->place != UNOM_PLACE_LINE || !holder->has_list;
  return operation->container && operation->container_is_array &&
         strcmp(name, operation->container) == 0;
}

static void refuse_name(struct walk *walk, const struct holder *holder, const char *name,
                        size_t length) {
  const struct unom_operation *operation = walk->operation;
  const struct unom_field *field = unom_field_find(operation, name);
  struct unom_text shown;
  unom_text_clear(&shown);
  unom_text_add_escaped(&shown, name, length);
  bool whole = strlen(name) == length;
  if (field && whole) {
    bool above = holder->entry > 0;
    problem(walk, holder->entry, shown.bytes,
            above ? UNOM_CODE_UNKNOWN_FIELD : UNOM_CODE_BOTH_FORMS,
            above ? "belongs beside %s, not in it" : "belongs in %s, which is given too",
            operation->container);
    return;
  }
  if (whole && holder->entry == 0 && operation->container &&
      strcmp(name, operation->container) == 0) {
    problem(walk, 0, shown.bytes, UNOM_CODE_UNKNOWN_FIELD,
            "no such field: what it would hold stands flat beside the others");
    return;
  }
  struct unom_nearest nearest;
  unom_nearest_start(&nearest, name, length);
  for (size_t i = 0; i < operation->field_count; i++)
    if (is_known(walk, holder, operation->fields[i].name))
      unom_nearest_offer(&nearest, operation->fields[i].name);
  if (holder->entry == 0 && operation->container_is_array)
    unom_nearest_offer(&nearest, operation->container);
  if (nearest.best)
    problem(walk, holder->entry, shown.bytes, UNOM_CODE_UNKNOWN_FIELD,
            "no such field, perhaps '%s'", nearest.best);
  else
    problem(walk, holder->entry, shown.bytes, UNOM_CODE_UNKNOWN_FIELD, "no such field");
}

static bool is_unknown_key(const struct walk *walk, const struct holder *holder) {
  if (lua_type(walk->L, -2) != LUA_TSTRING)
    return true;
  size_t length;
  const char *name = lua_tolstring(walk->L, -2, &length);
  return strlen(name) != length || !is_known(walk, holder, name);
}

struct name {
  const char *bytes;
  size_t length;
};

static int compare_names(const void *a, const void *b) {
  return strcmp(((const struct name *)a)->bytes, ((const struct name *)b)->bytes);
}

/* Refuses every key of the table on top of the stack: names sorted, then keys that are no names. */
static void refuse_keys(struct walk *walk, const struct holder *holder, size_t count) {
  lua_State *L = walk->L;
  struct name *names = lua_newuserdatauv(L, count * sizeof *names, 0);
  int keys = lua_gettop(L) - 1;
  size_t filled = 0;
  for (lua_pushnil(L); lua_next(L, keys); lua_pop(L, 1))
    if (lua_type(L, -2) == LUA_TSTRING) {
      names[filled].bytes = lua_tolstring(L, -2, &names[filled].length);
      filled++;
    }
  qsort(names, filled, sizeof *names, compare_names);
  for (size_t i = 0; i < filled; i++)
    refuse_name(walk, holder, names[i].bytes, names[i].length);
  for (lua_pushnil(L); lua_next(L, keys); lua_pop(L, 1)) {
    char shown[32];
    if (lua_isinteger(L, -2))
      snprintf(shown, sizeof shown, "[%lld]", (long long)lua_tointeger(L, -2));
    else
      snprintf(shown, sizeof shown, "[%s]", luaL_typename(L, -2));
    if (lua_type(L, -2) != LUA_TSTRING)
      problem(walk, holder->entry, shown, UNOM_CODE_UNKNOWN_FIELD, "not a field's name");
  }
  lua_pop(L, 1); /* names */
}

static size_t count_keys(lua_State *L, int table) {
  size_t count = 0;
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
    count++;
  return count;
}

static void walk_names(struct walk *walk, const struct holder *holder) {
  lua_State *L = walk->L;
  size_t count = 0;
  int keys = 0; /* a table of the unknown ones, which holds them while they are told */
  for (lua_pushnil(L); lua_next(L, holder->index); lua_pop(L, 1)) {
    if (!is_unknown_key(walk, holder))
      continue;
    if (count++ == 0) {
      lua_newtable(L);
      lua_insert(L, -3); /* below key and value */
      keys = lua_gettop(L) - 2;
    }
    lua_pushvalue(L, -2);
    lua_pushboolean(L, 1);
    lua_rawset(L, keys);
  }
  if (count == 0)
    return;
  refuse_keys(walk, holder, count);
  lua_pop(L, 1); /* keys */
}

/* ---- tables ---- */

static void walk_lines(struct walk *walk, int lines);

static void walk_holder(struct walk *walk, struct holder *holder, int lines) {
  const struct unom_operation *operation = walk->operation;
  bool lines_walked = false;
  if (walk->raises)
    walk_names(walk, holder);
  for (size_t i = 0; i < operation->field_count; i++) {
    const struct unom_field *field = &operation->fields[i];
    bool of_line = field->place == UNOM_PLACE_LINE;
    if (holder->entry > 0 && !of_line)
      continue;
    if (of_line && holder->has_list) {
      if (!lines_walked)
        walk_lines(walk, lines);
      lines_walked = true;
      continue;
    }
    walk_field(walk, holder, field);
    check_groups(walk, holder, field);
  }
  if (!walk->raises && count_keys(walk->L, holder->index) != holder->known)
    walk_names(walk, holder);
}

static void walk_lines(struct walk *walk, int lines) {
  lua_State *L = walk->L;
  const struct unom_operation *operation = walk->operation;
  if (!lua_istable(L, lines)) {
    lua_pushvalue(L, lines);
    problem(walk, 0, operation->container, UNOM_CODE_WRONG_TYPE, "table of lines expected, got %s",
            unom_value_type(L));
    lua_pop(L, 1);
    return;
  }
  size_t count = lua_rawlen(L, lines);
  if (count_keys(L, lines) != count)
    problem(walk, 0, operation->container, UNOM_CODE_WRONG_TYPE,
            "not a list: it has keys beside 1, 2, 3 and so on, or gaps");
  if (count < operation->lines_min)
    problem(walk, 0, operation->container, UNOM_CODE_TOO_FEW_LINES, "%zu lines, at least %u needed",
            count, operation->lines_min);
  if (count > operation->lines_max)
    problem(walk, 0, operation->container, UNOM_CODE_TOO_MANY_LINES,
            "%zu lines, a request takes at most %u", count, operation->lines_max);
  for (size_t i = 1; i <= count; i++) {
    lua_rawgeti(L, lines, (lua_Integer)i); /* line */
    struct holder line = {.index = lua_gettop(L), .entry = i};
    if (lua_istable(L, -1))
      walk_holder(walk, &line, 0);
    else
      problem(walk, i, NULL, UNOM_CODE_WRONG_TYPE, "table expected, got %s", unom_value_type(L));
    lua_pop(L, 1);
  }
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

static void walk_arguments(struct walk *walk, int arguments) {
  lua_State *L = walk->L;
  struct holder holder = {.index = arguments};
  luaL_checkstack(L, 24, "arguments");
  holder.has_list = unom_arguments_push_lines(L, walk->operation, arguments);
  holder.known = holder.has_list;
  int lines = lua_gettop(L);
  walk_holder(walk, &holder, lines);
  if (holder.has_list)
    lua_pop(L, 1);
}

void unom_arguments_demand(lua_State *L, const struct unom_operation *operation, int arguments,
                           const char *contract_id) {
  struct walk walk = {.L = L, .operation = operation, .contract_id = contract_id, .raises = true};
  walk_arguments(&walk, lua_absindex(L, arguments));
}

bool unom_arguments_survey(lua_State *L, const struct unom_operation *operation, int arguments,
                           unsigned today) {
  arguments = lua_absindex(L, arguments);
  struct walk walk = {.L = L, .operation = operation, .today = today};
  lua_pushnil(L);
  walk.advice = lua_gettop(L);
  lua_pushnil(L);
  walk.problems = lua_gettop(L);
  if (operation->availability) {
    struct unom_diagnostic diagnostic = {.code = UNOM_CODE_NOT_ANNOUNCED};
    unom_text_add(&diagnostic.message, "%s", operation->availability);
    report(&walk, walk.advice, 0, "operation", &diagnostic);
  }
  walk_arguments(&walk, arguments);
  if (!lua_isnil(L, walk.problems)) {
    lua_replace(L, walk.advice);
    return false;
  }
  lua_pop(L, 1); /* problems */
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    lua_newtable(L);
  }
  return true;
}
