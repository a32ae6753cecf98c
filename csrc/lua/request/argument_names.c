/* argument_names.c: the keys of a table of arguments that are no names of fields. See
 * argument_names.h.
 *
 * Invariant: the keys are kept in a table of our own while they are reported, so that no finaliser
 * that empties the caller's table frees a string in use. */
#define _GNU_SOURCE
#include "lua/request/argument_names.h"

#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"

static bool is_known(const struct unom_walk *walk, const struct unom_walk_table *table,
                     const char *name) {
  const struct unom_operation *operation = walk->operation;
  const struct unom_field *field = unom_field_find(operation, name);
  if (table->entry > 0)
    return field && field->place == UNOM_PLACE_LINE;
  if (field)
    return field->place != UNOM_PLACE_LINE || !table->has_list;
  return operation->container && operation->container_is_array &&
         strcmp(name, operation->container) == 0;
}

/* The known name of the table that was probably meant, or NULL. */
static const char *nearest_name(const struct unom_walk *walk, const struct unom_walk_table *table,
                                const char *name, size_t length) {
  const struct unom_operation *operation = walk->operation;
  struct unom_nearest nearest;
  unom_nearest_start(&nearest, name, length);
  for (size_t i = 0; i < operation->field_count; i++) {
    const struct unom_field *field = &operation->fields[i];
    if (!is_known(walk, table, field->name))
      continue;
    unom_nearest_offer(&nearest, field->name);
    if (field->alias)
      unom_nearest_offer(&nearest, field->alias);
  }
  if (table->entry == 0 && operation->container_is_array)
    unom_nearest_offer(&nearest, operation->container);
  return nearest.best;
}

/* The field whose alias the name is; NULL: none. Such a key is left where the field has another value
 * under its own name. */
static const struct unom_field *field_of_alias(const struct unom_operation *operation,
                                               const char *name) {
  for (size_t i = 0; i < operation->field_count; i++)
    if (operation->fields[i].alias && strcmp(operation->fields[i].alias, name) == 0)
      return &operation->fields[i];
  return NULL;
}

static void refuse_name(struct unom_walk *walk, const struct unom_walk_table *table,
                        const char *name, size_t length) {
  const char *container = walk->operation->container;
  bool whole = strlen(name) == length; /* no NUL inside */
  struct unom_text shown;
  unom_text_clear(&shown);
  unom_text_add_escaped(&shown, name, length);
  if (whole && unom_field_find(walk->operation, name)) {
    bool above = table->entry > 0;
    unom_walk_problem(
        walk, table->entry, shown.bytes, above ? UNOM_CODE_UNKNOWN_FIELD : UNOM_CODE_BOTH_FORMS,
        above ? "belongs beside %s, not in it" : "belongs in %s, which is given too", container);
    return;
  }
  const struct unom_field *own = whole ? field_of_alias(walk->operation, name) : NULL;
  if (own) {
    unom_walk_problem(walk, table->entry, shown.bytes, UNOM_CODE_BOTH_FORMS,
                      "another name of '%s', which is given too and differs", own->name);
    return;
  }
  if (whole && table->entry == 0 && container && strcmp(name, container) == 0) {
    unom_walk_problem(walk, 0, shown.bytes, UNOM_CODE_UNKNOWN_FIELD,
                      "no such field: its fields are given flat, beside the others");
    return;
  }
  const char *nearest = nearest_name(walk, table, name, length);
  if (nearest)
    unom_walk_problem(walk, table->entry, shown.bytes, UNOM_CODE_UNKNOWN_FIELD,
                      "no such field, perhaps '%s'", nearest);
  else
    unom_walk_problem(walk, table->entry, shown.bytes, UNOM_CODE_UNKNOWN_FIELD, "no such field");
}

/* Is the key below the value on top of the stack no name of a field? */
static bool is_unknown_key(const struct unom_walk *walk, const struct unom_walk_table *table) {
  if (lua_type(walk->L, -2) != LUA_TSTRING)
    return true;
  size_t length;
  const char *name = lua_tolstring(walk->L, -2, &length);
  return strlen(name) != length || !is_known(walk, table, name);
}

struct name {
  const char *bytes;
  size_t length;
};

static int compare_names(const void *a, const void *b) {
  return strcmp(((const struct name *)a)->bytes, ((const struct name *)b)->bytes);
}

/* Reports the `count` keys of the table on top of the stack: first the names, sorted. */
static void refuse_keys(struct unom_walk *walk, const struct unom_walk_table *table, size_t count) {
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
    refuse_name(walk, table, names[i].bytes, names[i].length);
  for (lua_pushnil(L); lua_next(L, keys); lua_pop(L, 1)) {
    char shown[32];
    if (lua_isinteger(L, -2))
      snprintf(shown, sizeof shown, "[%lld]", (long long)lua_tointeger(L, -2));
    else
      snprintf(shown, sizeof shown, "[%s]", luaL_typename(L, -2));
    if (lua_type(L, -2) != LUA_TSTRING)
      unom_walk_problem(walk, table->entry, shown, UNOM_CODE_UNKNOWN_FIELD, "not a field's name");
  }
  lua_pop(L, 1); /* names */
}

size_t unom_argument_names_count(lua_State *L, int index) {
  size_t count = 0;
  for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
    count++;
  return count;
}

void unom_argument_names_check(struct unom_walk *walk, const struct unom_walk_table *table) {
  lua_State *L = walk->L;
  size_t count = 0;
  int keys = 0; /* index of the table of unknown keys */
  for (lua_pushnil(L); lua_next(L, table->index); lua_pop(L, 1)) {
    if (!is_unknown_key(walk, table))
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
  refuse_keys(walk, table, count);
  lua_pop(L, 1); /* keys */
}
