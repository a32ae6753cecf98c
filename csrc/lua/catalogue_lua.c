/* catalogue_lua.c: the catalogue for Lua. See catalogue_lua.h.
 *
 * Invariant: a text, number or list that a row of the catalogue leaves out is nil in the table. */
#define _GNU_SOURCE
#include "lua/catalogue_lua.h"

#include <lauxlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/text.h"
#include "lua/usage.h"

/* ---- the table ---- */

/* Each of these sets t[key] in the table on top of the stack; what is absent stays nil. */

static void set_text(lua_State *L, const char *key, const char *text) {
  if (!text)
    return;
  lua_pushstring(L, text);
  lua_setfield(L, -2, key);
}

static void set_flag(lua_State *L, const char *key, bool flag) {
  lua_pushboolean(L, flag);
  lua_setfield(L, -2, key);
}

static void set_count(lua_State *L, const char *key, unsigned count) {
  if (count == 0)
    return;
  lua_pushinteger(L, (lua_Integer)count);
  lua_setfield(L, -2, key);
}

static void set_list(lua_State *L, const char *key, const char *const *list) {
  if (!list)
    return;
  lua_newtable(L);
  for (lua_Integer i = 0; list[i]; i++) {
    lua_pushstring(L, list[i]);
    lua_rawseti(L, -2, i + 1);
  }
  lua_setfield(L, -2, key);
}

/* An operation that only reads has none. */
static void set_ordered_before(lua_State *L, const struct unom_ordered_before *before) {
  if (!before->group)
    return;
  lua_createtable(L, 0, 4);
  set_text(L, "target", before->target);
  set_text(L, "group", before->group);
  set_list(L, "compared", before->compared);
  lua_pushinteger(L, (lua_Integer)before->within_hours); /* 0 says something */
  lua_setfield(L, -2, "within_hours");
  lua_setfield(L, -2, "ordered_before");
}

static void set_choices(lua_State *L, const struct unom_choice *choices) {
  if (!choices)
    return;
  lua_newtable(L);
  for (lua_Integer i = 0; choices[i].value; i++) {
    lua_createtable(L, 0, 2);
    set_text(L, "value", choices[i].value);
    set_text(L, "meaning", choices[i].meaning);
    lua_rawseti(L, -2, i + 1);
  }
  lua_setfield(L, -2, "choices");
}

/* Pushes an array and, above it, the table that its `__index` is: an item set in both is found by
 * number and by name. */
static void push_named_array(lua_State *L, size_t count) {
  lua_createtable(L, (int)count, 0); /* array */
  lua_createtable(L, 0, 1);          /* array metatable */
  lua_createtable(L, 0, (int)count); /* array metatable names */
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, "__index");
  lua_pushvalue(L, -2);
  lua_setmetatable(L, -4);
  lua_remove(L, -2); /* array names */
}

/* Adds the item on top of the stack, under `index` and `name`, and pops it. */
static void add_named(lua_State *L, size_t index, const char *name) {
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, name);
  lua_rawseti(L, -3, (lua_Integer)index);
}

static void push_field(lua_State *L, const struct unom_field *field) {
  lua_newtable(L);
  set_text(L, "name", field->name);
  set_text(L, "alias", field->alias);
  set_text(L, "label", field->label);
  set_list(L, "also", field->also);
  set_text(L, "rule", unom_rule_name(field->rule));
  set_text(L, "place", unom_place_name(field->place));
  set_flag(L, "required", field->required);
  set_flag(L, "automatic", field->automatic);
  set_flag(L, "secret", field->secret);
  set_flag(L, "personal", field->personal);
  set_count(L, "min", field->min);
  set_count(L, "max", field->max);
  set_count(L, "advise_min", field->advise_min);
  set_count(L, "advise_max", field->advise_max);
  set_choices(L, field->choices);
  set_text(L, "when_none", field->when_none);
}

static void set_fields(lua_State *L, const struct unom_operation *operation) {
  push_named_array(L, operation->field_count);
  for (size_t i = 0; i < operation->field_count; i++) {
    push_field(L, &operation->fields[i]);
    add_named(L, i + 1, operation->fields[i].name);
  }
  lua_pop(L, 1); /* names */
  lua_setfield(L, -2, "fields");
}

static void push_operation(lua_State *L, const struct unom_operation *operation) {
  lua_newtable(L);
  set_count(L, "number", operation->number);
  set_text(L, "name", operation->name);
  set_text(L, "label", operation->label);
  set_text(L, "method", operation->method);
  set_text(L, "path", operation->path);
  set_text(L, "kind", unom_kind_name(operation->kind));
  set_flag(L, "changes", operation->changes);
  lua_newtable(L);
  if (operation->constant_name)
    set_text(L, operation->constant_name, operation->constant_value);
  lua_setfield(L, -2, "constants");
  set_text(L, "container", operation->container);
  if (operation->container)
    set_text(L, "container_is", operation->container_is_array ? "array" : "object");
  set_count(L, "lines_min", operation->lines_min);
  set_count(L, "lines_max", operation->lines_max);
  set_list(L, "at_least_one", operation->at_least_one);
  set_list(L, "at_most_one", operation->at_most_one);
  set_text(L, "tracked_by", operation->tracked_by);
  set_text(L, "cancelled_by", operation->cancelled_by);
  set_ordered_before(L, &operation->ordered_before);
  set_text(L, "identity", operation->identity);
  set_count(L, "list_limit", operation->list_limit);
  set_count(L, "log_days", operation->log_days);
  set_text(L, "date_window", operation->date_window);
  set_text(L, "availability", operation->availability);
  set_list(L, "reply", operation->reply);
  set_list(L, "reply_required", operation->reply_required);
  set_text(L, "list", operation->list);
  set_text(L, "entry_key", operation->entry_key);
  set_fields(L, operation);
}

void unom_catalogue_push(lua_State *L) {
  luaL_checkstack(L, 12, "operations");
  push_named_array(L, unom_operation_count);
  for (size_t i = 0; i < unom_operation_count; i++) {
    push_operation(L, &unom_operations[i]);
    add_named(L, i + 1, unom_operations[i].name);
  }
  lua_pop(L, 1); /* names */
}

/* ---- names ---- */

const struct unom_operation *unom_catalogue_check_operation(lua_State *L, const char *func,
                                                            int index) {
  size_t length;
  const char *name = lua_tolstring(L, index, &length);
  if (!name)
    unom_usage_type(L, func, index, "string");
  const struct unom_operation *operation = unom_operation_find(name);
  if (operation && strlen(name) == length) /* no NUL inside */
    return operation;
  struct unom_nearest nearest;
  unom_nearest_start(&nearest, name, length);
  for (size_t i = 0; i < unom_operation_count; i++)
    unom_nearest_offer(&nearest, unom_operations[i].name);
  struct unom_text message;
  unom_text_clear(&message);
  unom_text_add(&message, "no operation is called ");
  unom_text_add_quoted(&message, name, length);
  if (nearest.best)
    unom_text_add(&message, "; did you mean '%s'?", nearest.best);
  unom_usage_argument(L, func, index, message.bytes);
}
