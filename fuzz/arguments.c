/* arguments.c: a table of arguments, built as the input says, checked and made into a request.
 *
 * An input that is used up gives zeros, and a zero stands for a value that is right: short inputs
 * are whole requests. */
#define _GNU_SOURCE
#include <stdbool.h>

#include "api/rules.h"
#include "input.h"
#include "state.h"

enum { TODAY = 20261115, MOST_LINES = 5, LONGEST = 40 };

/* Indices on the stack of `check_arguments`. */
enum { RUN = 1, CORE, GIVEN, MESSAGES };

struct run {
  const struct unom_operation *operation;
  struct input input;
};

/* ---- the arguments ---- */

static const char *sample_of(const struct unom_field *field) {
  static const char *const samples[] = {
      [UNOM_RULE_CONTRACT_ID] = "N123456789",
      [UNOM_RULE_LINE_NO] = "09012345678",
      [UNOM_RULE_ORDER_ID] = "AGU17",
      [UNOM_RULE_RESERVE_ID] = "20261",
      [UNOM_RULE_DATE] = "20261201",
      [UNOM_RULE_DATETIME] = "20261115235959",
      [UNOM_RULE_YES_NO] = "yes",
      [UNOM_RULE_PRODUCT_CODE] = "T3000302",
      [UNOM_RULE_ROAMING_CODE] = "T6000047",
      [UNOM_RULE_POSTAL_CODE] = "5300001",
      [UNOM_RULE_FULL_WIDTH] = "大阪",
      [UNOM_RULE_HALF_WIDTH] = "356938035643809",
      [UNOM_RULE_MIXED_WIDTH] = "試験 7",
      [UNOM_RULE_PHONE] = "06-0000-0000",
      [UNOM_RULE_EMAIL] = "a+b@example.jp",
      [UNOM_RULE_IPV4] = "172.16.0.1",
      [UNOM_RULE_AUTH_ID_SHORT] = "meter-77",
      [UNOM_RULE_AUTH_PASSWORD_SHORT] = "k7[x]/9",
      [UNOM_RULE_AUTH_SEARCH_KEY] = "id9/&?=%@co.jp",
      [UNOM_RULE_CHOICE] = "1",
      [UNOM_RULE_NUMBER] = "3",
  };
  return field->rule == UNOM_RULE_CHOICE ? field->choices->value : samples[field->rule];
}

static void push_bytes(lua_State *L, struct input *input) {
  const char *bytes;
  size_t length = input_bytes(input, input_byte(input) % LONGEST, &bytes);
  lua_pushlstring(L, length > 0 ? bytes : "", length);
}

/* Pushes a value for the field, mostly a right one. */
static void push_value(lua_State *L, struct input *input, const struct unom_field *field) {
  const char *sample = sample_of(field);
  switch (input_byte(input) % 16) {
  case 8:
    push_bytes(L, input);
    return;
  case 9:
    lua_pushinteger(L, (lua_Integer)input_byte(input) - 3);
    return;
  case 10:
    lua_pushinteger(L, (lua_Integer)strtoll(sample, NULL, 10));
    return;
  case 11:
    lua_pushnumber(L, (lua_Number)input_byte(input));
    return;
  case 12:
    lua_pushboolean(L, (int)(input_byte(input) % 2));
    return;
  case 13:
    lua_newtable(L);
    return;
  case 14: { /* one byte is another one */
    char *text = copy_text(sample, strlen(sample));
    text[input_byte(input) % strlen(text)] = (char)input_byte(input);
    lua_pushlstring(L, text, strlen(sample));
    free(text);
    return;
  }
  case 15:
    lua_pushnil(L);
    return;
  default:
    lua_pushstring(L, sample);
  }
}

/* Sets a key in the table on top of the stack that is no name of a field, or of the wrong one. */
static void set_other_key(lua_State *L, struct input *input) {
  const struct unom_operation *other = &unom_operations[input_byte(input) % unom_operation_count];
  switch (input_byte(input) % 4) {
  case 0:
    push_bytes(L, input);
    break;
  case 1:
    lua_pushinteger(L, (lua_Integer)input_byte(input));
    break;
  case 2:
    lua_pushboolean(L, 1);
    break;
  default: {
    const struct unom_field *field = &other->fields[input_byte(input) % other->field_count];
    lua_pushstring(L, field->alias ? field->alias : field->name);
  }
  }
  lua_pushliteral(L, "1");
  lua_rawset(L, -3);
}

/* Fills the table on top of the stack. `lines`: with the fields of a line, or with the others. */
static void set_fields(lua_State *L, struct run *run, bool lines) {
  for (size_t i = 0; i < run->operation->field_count; i++) {
    const struct unom_field *field = &run->operation->fields[i];
    if ((field->place == UNOM_PLACE_LINE) != lines)
      continue;
    push_value(L, &run->input, field);
    bool other_name = field->alias && input_byte(&run->input) % 4 == 3;
    lua_setfield(L, -2, other_name ? field->alias : field->name);
  }
  if (input_byte(&run->input) % 8 == 1)
    set_other_key(L, &run->input);
}

static void push_list(lua_State *L, struct run *run) {
  lua_newtable(L);
  for (unsigned i = 1 + input_byte(&run->input) % MOST_LINES; i > 0; i--) {
    unsigned how = input_byte(&run->input);
    lua_newtable(L);
    set_fields(L, run, true);
    if (how % 16 == 1) {
      lua_pop(L, 1);
      lua_pushboolean(L, 1);
    }
    lua_rawseti(L, -2, how % 16 == 2 ? (lua_Integer)i * 2 : (lua_Integer)lua_rawlen(L, -2) + 1);
  }
  if (input_byte(&run->input) % 8 == 1)
    set_other_key(L, &run->input);
}

static void push_arguments(lua_State *L, struct run *run) {
  unsigned form = run->operation->container_is_array ? input_byte(&run->input) % 8 : 0;
  lua_newtable(L);
  set_fields(L, run, false);
  if (form < 3 || form == 7)
    set_fields(L, run, true);
  if (form < 3)
    return;
  if (form == 6)
    push_bytes(L, &run->input);
  else
    push_list(L, run);
  lua_setfield(L, -2, run->operation->container);
}

/* ---- the check and the request agree ---- */

/* Calls core.NAME(operation, arguments [, today]) and returns whether it raised nothing. */
static bool call_core(lua_State *L, const struct run *run, const char *name, bool with_today) {
  lua_getfield(L, CORE, name);
  lua_pushstring(L, run->operation->name);
  lua_pushvalue(L, GIVEN);
  if (with_today)
    lua_pushinteger(L, TODAY);
  return lua_pcall(L, with_today ? 3 : 2, 2, 0) == LUA_OK;
}

/* Is the error at `err`, an object as in lua/usage.h without a place, one of the problems at `problems`, and does it have
 * as many? */
static bool is_reported(lua_State *L, const struct run *run, int problems, int err) {
  bool found = false;
  lua_Integer count = (lua_Integer)lua_rawlen(L, problems);
  HOLDS(lua_istable(L, err));
  bool has_several = lua_getfield(L, err, "problems") != LUA_TNIL;
  HOLDS(has_several == (count > 1));
  HOLDS(!has_several || (lua_Integer)lua_rawlen(L, -1) == count);
  luaL_tolstring(L, err, NULL);
  lua_replace(L, err);
  lua_settop(L, err);
  for (lua_Integer i = 1; i <= count && !found; i++) {
    lua_rawgeti(L, problems, i);
    lua_getfield(L, -1, "field");
    lua_getfield(L, -2, "message");
    lua_pushfstring(L, "bad argument '%s' to '%s' (%s)", lua_tostring(L, -2), run->operation->name,
                    lua_tostring(L, -1));
    found = lua_rawequal(L, -1, err);
    lua_settop(L, err);
  }
  return found;
}

/* ---- the request holds what was given, and nothing else ---- */

/* Pushes the text of a value, given under the field's name or its alias, as it is sent; false where
 * there is none. */
static bool push_text(lua_State *L, const struct unom_field *field, int table) {
  if (lua_getfield(L, table, field->name) == LUA_TNIL && field->alias) {
    lua_pop(L, 1);
    lua_getfield(L, table, field->alias);
  }
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    return false;
  }
  if (lua_isboolean(L, -1))
    lua_pushstring(L, lua_toboolean(L, -1) ? "yes" : "no");
  else if (lua_isinteger(L, -1) && field->rule == UNOM_RULE_NUMBER) {
    char digits[32];
    snprintf(digits, sizeof digits, "%010lld", (long long)lua_tointeger(L, -1));
    lua_pushstring(L, digits);
  } else {
    HOLDS(lua_type(L, -1) == LUA_TSTRING || lua_isinteger(L, -1));
    lua_pushvalue(L, -1);
    lua_tostring(L, -1);
  }
  lua_remove(L, -2);
  return true;
}

static void check_passes(const struct unom_field *field, const char *bytes, size_t length) {
  struct unom_diagnostic diagnostic;
  HOLDS(unom_rule_check(field, bytes, length, &diagnostic));
}

static int hex(char digit) {
  const char *digits = "0123456789ABCDEF", *at = strchr(digits, digit);
  HOLDS(digit != '\0' && at);
  return (int)(at - digits);
}

/* The value of the field is at `at` in the URL, encoded; returns what comes after it. */
static const char *skip_value(lua_State *L, const struct unom_field *field, const char *at) {
  static const char plain[] = "-._~@0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  HOLDS(push_text(L, field, GIVEN));
  size_t length;
  const char *text = lua_tolstring(L, -1, &length);
  check_passes(field, text, length);
  for (size_t i = 0; i < length; i++) {
    if (*at == '%') {
      HOLDS(text[i] == (char)(hex(at[1]) * 16 + hex(at[2])));
      at += 3;
      continue;
    }
    HOLDS(*at != '\0' && strchr(plain, *at) && *at == text[i]);
    at++;
  }
  lua_pop(L, 1);
  return at;
}

static const char *skip_text(const char *at, const char *text, size_t length) {
  HOLDS(strncmp(at, text, length) == 0);
  return at + length;
}

static void check_url(lua_State *L, const struct unom_operation *operation, const char *at) {
  const char *form = operation->path, *separator = "?";
  for (const char *open; (open = strchr(form, '{')) != NULL; form = strchr(form, '}') + 1) {
    char name[64];
    at = skip_text(at, form, (size_t)(open - form));
    snprintf(name, sizeof name, "%.*s", (int)strcspn(open + 1, "}"), open + 1);
    at = skip_value(L, unom_field_find(operation, name), at);
    form = open;
  }
  at = skip_text(at, form, strlen(form));
  if (operation->constant_name) {
    at = skip_text(at, "?", 1);
    at = skip_text(at, operation->constant_name, strlen(operation->constant_name));
    at = skip_text(at, "=", 1);
    at = skip_text(at, operation->constant_value, strlen(operation->constant_value));
    separator = "&";
  }
  for (size_t i = 0; i < operation->field_count; i++) {
    const struct unom_field *field = &operation->fields[i];
    bool given =
        field->place == UNOM_PLACE_QUERY && lua_getfield(L, GIVEN, field->name) != LUA_TNIL;
    lua_settop(L, MESSAGES);
    if (!given)
      continue;
    at = skip_text(at, separator, 1);
    at = skip_text(at, field->name, strlen(field->name));
    at = skip_value(L, field, skip_text(at, "=", 1));
    separator = "&";
  }
  HOLDS(*at == '\0');
}

static int count_keys(lua_State *L, int table) {
  int count = 0;
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
    count++;
  return count;
}

/* The fields of the place in the decoded table at `sent` are those of the table at `given`. Returns
 * how many there are. */
static int check_place(lua_State *L, const struct unom_operation *operation, enum unom_place place,
                       int sent, int given) {
  int count = 0, top = lua_gettop(L);
  for (size_t i = 0; i < operation->field_count; i++, lua_settop(L, top)) {
    const struct unom_field *field = &operation->fields[i];
    if (field->place != place)
      continue;
    bool is_sent = lua_getfield(L, sent, field->name) != LUA_TNIL;
    HOLDS(!is_sent || lua_type(L, -1) == LUA_TSTRING);
    count += is_sent;
    if (is_sent)
      check_passes(field, lua_tostring(L, -1), lua_rawlen(L, -1));
    if (push_text(L, field, given))
      HOLDS(is_sent && lua_rawequal(L, -1, -2));
    else
      HOLDS(is_sent == field->automatic);
  }
  return count;
}

static void check_line(lua_State *L, const struct unom_operation *operation, int sent, int given) {
  HOLDS(lua_istable(L, sent));
  HOLDS(check_place(L, operation, UNOM_PLACE_LINE, sent, given) == count_keys(L, sent));
}

/* Every line has a number of its own, where lines have numbers. */
static void check_number(lua_State *L, int line, int numbers) {
  if (lua_getfield(L, line, "number") != LUA_TNIL) {
    lua_Integer number = (lua_Integer)strtoll(lua_tostring(L, -1), NULL, 10);
    HOLDS(lua_rawgeti(L, numbers, number) == LUA_TNIL);
    lua_pushboolean(L, 1);
    lua_rawseti(L, numbers, number);
  }
}

/* The decoded list on top of the stack. */
static void check_lines(lua_State *L, const struct unom_operation *operation) {
  int sent = lua_gettop(L);
  bool is_list = lua_getfield(L, GIVEN, operation->container) == LUA_TTABLE;
  lua_Integer count = is_list ? (lua_Integer)lua_rawlen(L, -1) : 1;
  HOLDS((lua_Integer)lua_rawlen(L, sent) == count);
  HOLDS(count_keys(L, sent) == (int)count);
  lua_newtable(L); /* sent given numbers */
  for (lua_Integer i = 1; i <= count; i++) {
    lua_rawgeti(L, sent, i);
    if (is_list)
      lua_rawgeti(L, sent + 1, i);
    else
      lua_pushvalue(L, GIVEN);
    check_line(L, operation, sent + 3, sent + 4);
    check_number(L, sent + 3, sent + 2);
    lua_settop(L, sent + 2);
  }
}

static void check_body(lua_State *L, const struct unom_operation *operation, const char *body,
                       size_t length) {
  HOLDS(push_decoded(L, body, length) && lua_istable(L, -1));
  int sent = lua_gettop(L);
  int count = check_place(L, operation, UNOM_PLACE_BODY, sent, GIVEN);
  HOLDS(count_keys(L, sent) == count + (operation->container != NULL));
  if (!operation->container)
    return;
  lua_getfield(L, sent, operation->container);
  if (operation->container_is_array)
    check_lines(L, operation);
  else
    check_line(L, operation, sent + 1, GIVEN);
}

static bool has_body(const struct unom_operation *operation) {
  for (size_t i = 0; i < operation->field_count; i++)
    if (operation->fields[i].place >= UNOM_PLACE_BODY)
      return true;
  return false;
}

/* ---- traces ---- */

/* No secret and nothing personal is in the copy for a trace. */
static void check_masked(lua_State *L, const struct run *run) {
  HOLDS(call_core(L, run, "masked", false));
  int masked = lua_gettop(L) - 1;
  for (lua_pushnil(L); lua_next(L, masked); lua_pop(L, 1)) {
    const struct unom_field *field = unom_field_find(run->operation, lua_tostring(L, -2));
    bool shown = field && !field->secret && !field->personal;
    if (!shown && !lua_istable(L, -1))
      HOLDS(lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), "***") == 0);
  }
  lua_settop(L, GIVEN);
}

/* ---- all of it ---- */

static int check_arguments(lua_State *L) {
  struct run *run = lua_touserdata(L, RUN);
  luaL_checkstack(L, 40, NULL);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  lua_getfield(L, -1, "unom.core");
  lua_remove(L, -2);
  push_arguments(L, run);
  check_masked(L, run);
  HOLDS(call_core(L, run, "check", true)); /* core given passed messages */
  bool passed = lua_toboolean(L, -2);
  lua_remove(L, -2);
  HOLDS(lua_istable(L, MESSAGES) && (passed || lua_rawlen(L, MESSAGES) > 0));
  bool made = call_core(L, run, "request", false);
  HOLDS(made == passed);
  if (!made) {
    HOLDS(is_reported(L, run, MESSAGES, MESSAGES + 1));
    return 0;
  }
  size_t length;
  char *path = copy_text(lua_tostring(L, -2), lua_rawlen(L, -2));
  const char *text = lua_tolstring(L, -1, &length);
  HOLDS((text != NULL) == has_body(run->operation));
  char *body = copy_bytes(text ? text : "", length = text ? length : 0);
  lua_settop(L, MESSAGES);
  check_url(L, run->operation, path);
  if (text)
    check_body(L, run->operation, body, length);
  free(path);
  free(body);
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct run run = {.input = {bytes, length}};
  run.operation = &unom_operations[input_byte(&run.input) % unom_operation_count];
  call_in_state(check_arguments, &run);
  return 0;
}
