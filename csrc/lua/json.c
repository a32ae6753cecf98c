/* json.c: the text of a reply -> a Lua table. See json.h.
 *
 * Invariant: the decoder runs where no debug hook can raise. */
#define _GNU_SOURCE
#include "lua/json.h"

#include <lauxlib.h>
#include <string.h>

#include "base/json_text.h"
#include "lua/option_codes.h"

enum { DEEPEST = 32 }; /* levels; the specification's deepest reply has 4 */

/* Their addresses are keys in the registry: of the decoder, and of the coroutine that it runs on,
 * which is false while that is in use. */
static const char decoder, spare_thread;

/* Keys that the carrier is known to misspell. */
static const struct {
  const char *found;
  const char *right;
} misspelt[] = {
    {"domeinName", "domainName"},
    {"saessionType", "sessionType"},
    {"lineslist", "linesList"},
};

/* ---- names and values ---- */

/* The part of the string at `index` that is not space around it. */
static const char *trimmed(lua_State *L, int index, size_t *length, bool *has_space) {
  size_t whole;
  const char *from = lua_tolstring(L, index, &whole);
  const char *to = from + whole;
  while (from < to && unom_json_text_is_space(*from))
    from++;
  while (to > from && unom_json_text_is_space(to[-1]))
    to--;
  *length = (size_t)(to - from);
  *has_space = *length != whole;
  return from;
}

/* Pushes the right name for the key (a string) at `index` and returns true; or returns false when
 * it is right. */
static bool push_right_name(lua_State *L, int index, bool is_entry_of_list_lines) {
  size_t length;
  bool has_space;
  const char *name = trimmed(L, index, &length, &has_space);
  for (size_t i = 0; i < sizeof misspelt / sizeof *misspelt; i++) {
    if (length == strlen(misspelt[i].found) && memcmp(name, misspelt[i].found, length) == 0) {
      lua_pushstring(L, misspelt[i].right);
      return true;
    }
  }
  if (is_entry_of_list_lines && length == 10 && memcmp(name, "accessType", length) == 0) {
    lua_pushliteral(L, "accessCode");
    return true;
  }
  if (has_space)
    lua_pushlstring(L, name, length);
  return has_space;
}

static bool is_null(lua_State *L, int index) {
  return lua_islightuserdata(L, index) && !lua_touserdata(L, index);
}

/* Is the value on top of the stack nothing: absent, null or a blank text? */
static bool is_nothing(lua_State *L) {
  if (lua_type(L, -1) != LUA_TSTRING)
    return lua_isnil(L, -1) || is_null(L, -1);
  size_t length;
  bool has_space;
  trimmed(L, -1, &length, &has_space);
  return length == 0;
}

/* Gives the keys of the table on top of the stack their right names. Where something is under a
 * right name already, it is kept. */
static void rename_keys(lua_State *L, bool is_entry_of_list_lines) {
  int object = lua_gettop(L);
  lua_Integer count = 0;
  for (lua_pushnil(L); lua_next(L, object); lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING || !push_right_name(L, -2, is_entry_of_list_lines))
      continue;
    if (count == 0) { /* a traversed table takes no new keys: the renames wait in another */
      lua_newtable(L);
      lua_insert(L, object + 1); /* object renames key value name */
    }
    lua_pushvalue(L, -3);
    lua_rawseti(L, object + 1, ++count);
    lua_rawseti(L, object + 1, ++count);
  }
  for (lua_Integer i = 1; i < count; i += 2) {
    lua_rawgeti(L, object + 1, i);
    lua_pushvalue(L, -1);
    lua_rawget(L, object); /* key value */
    lua_pushvalue(L, -2);
    lua_pushnil(L);
    lua_rawset(L, object);
    lua_rawgeti(L, object + 1, i + 1); /* key value name */
    lua_pushvalue(L, -1);
    lua_rawget(L, object);
    bool taken = !is_nothing(L);
    lua_pop(L, 1);
    lua_insert(L, -2); /* key name value */
    if (taken)
      lua_pop(L, 2);
    else
      lua_rawset(L, object);
    lua_settop(L, object + 1);
  }
  lua_settop(L, object);
}

/* What is being read: the reply of `operation` (NULL: of none), or, at a level below, a value in
 * it. */
struct reading {
  const struct unom_operation *operation;
  unsigned level;
};

static bool is_list_lines(const struct reading *reading) {
  return reading->operation && strcmp(reading->operation->name, "list_lines") == 0;
}

/* Is the key (a string) at `index` that of the reply's list? */
static bool is_the_list(lua_State *L, int index, const struct reading *reading) {
  const struct unom_operation *operation = reading->operation;
  return reading->level == 0 && operation && operation->list &&
         strcmp(lua_tostring(L, index), operation->list) == 0;
}

static void tidy(lua_State *L, const struct reading *reading);

/* Pushes the replacement (nil: none) for the value on top of the stack and returns true, or returns
 * false when the value may stay. */
static bool push_tidied(lua_State *L, bool keep_space, const struct reading *reading) {
  switch (lua_type(L, -1)) {
  case LUA_TSTRING: {
    size_t length;
    bool has_space;
    const char *text = trimmed(L, -1, &length, &has_space);
    if (keep_space || !has_space)
      return false;
    lua_pushlstring(L, text, length);
    return true;
  }
  case LUA_TTABLE:
    tidy(L, &(struct reading){reading->operation, reading->level + 1});
    return false;
  case LUA_TLIGHTUSERDATA:
    lua_pushnil(L);
    return true;
  default:
    return false;
  }
}

/* Tidies the array on top of the stack. `keep_places`: null becomes false; else it is dropped. */
static void tidy_array(lua_State *L, bool keep_places, const struct reading *reading) {
  int array = lua_gettop(L);
  lua_Integer length = (lua_Integer)lua_rawlen(L, array), kept = 0;
  for (lua_Integer i = 1; i <= length; i++) {
    lua_rawgeti(L, array, i);
    push_tidied(L, false, reading);
    if (lua_isnil(L, -1) && keep_places)
      lua_pushboolean(L, false);
    if (!lua_isnil(L, -1))
      lua_rawseti(L, array, ++kept);
    lua_settop(L, array);
  }
  for (lua_Integer i = length; i > kept; i--) {
    lua_pushnil(L);
    lua_rawseti(L, array, i);
  }
}

/* For the value of the reply's list, on top of the stack: as push_tidied. An object there, also one
 * that would be empty once its nulls are gone, is no list: false takes its place. */
static bool push_tidied_list(lua_State *L, const struct reading *reading) {
  if (!lua_istable(L, -1))
    return push_tidied(L, false, reading);
  bool is_array = lua_rawlen(L, -1) > 0;
  if (!is_array) {
    lua_pushnil(L);
    if (lua_next(L, -2)) {
      lua_pop(L, 2);
      lua_pushboolean(L, false);
      return true;
    }
    return false;
  }
  luaL_checkstack(L, 12, "a reply");
  tidy_array(L, true, &(struct reading){reading->operation, reading->level + 1});
  return false;
}

/* For a key and its value on top of the stack: as push_tidied. */
static bool push_tidied_member(lua_State *L, const struct reading *reading) {
  const char *name = lua_tostring(L, -2);
  if (strcmp(name, UNOM_OPTION_CODES_KEY) == 0 && !is_null(L, -1)) {
    unom_option_codes_push(L);
    return true;
  }
  if (is_the_list(L, -2, reading))
    return push_tidied_list(L, reading);
  return push_tidied(L, strcmp(name, "note") == 0, reading);
}

static void tidy_object(lua_State *L, const struct reading *reading) {
  rename_keys(L, is_list_lines(reading) && reading->level > 0);
  int object = lua_gettop(L);
  for (lua_pushnil(L); lua_next(L, object);) { /* key value */
    if (push_tidied_member(L, reading)) {
      lua_pushvalue(L, -3);
      lua_insert(L, -2);
      lua_rawset(L, object); /* an old key: fit for a traversal */
    }
    lua_settop(L, object + 1);
  }
}

/* Tidies the table on top of the stack, in place. The decoder gives an array integer keys. */
static void tidy(lua_State *L, const struct reading *reading) {
  luaL_checkstack(L, 12, "a reply");
  if (lua_rawlen(L, -1) > 0)
    tidy_array(L, false, reading);
  else
    tidy_object(L, reading);
}

/* ---- the decoder ---- */

/* Pushes a coroutine that is in nobody's use, and returns it: a finaliser that runs while one is in
 * use may decode as well. */
static lua_State *push_thread(lua_State *L) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &spare_thread) != LUA_TTHREAD) {
    lua_pop(L, 1);
    return lua_newthread(L);
  }
  lua_pushboolean(L, false);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &spare_thread);
  return lua_tothread(L, -1);
}

/* Replaces the text on top of the stack by what it decodes to and returns true, or by the decoder's
 * message and returns false.
 *
 * A debug hook that raises, as Ctrl-C does in lua5.4, would end the decoder with an error like one
 * of its own, and a good reply would be taken for no JSON. Hooks are per coroutine, and one that a
 * signal sets goes to the main one: so the decoder has a coroutine of its own, without a hook. */
static bool decode(lua_State *L) {
  int text = lua_gettop(L);
  lua_State *thread = push_thread(L);
  lua_sethook(thread, NULL, 0, 0); /* a new one has the hook of its maker */
  if (!lua_checkstack(thread, 4))
    luaL_error(L, "not enough memory");
  lua_rawgetp(L, LUA_REGISTRYINDEX, &decoder);
  lua_pushvalue(L, text);
  lua_xmove(L, thread, 2); /* nothing but the call may raise there: it has no one to catch it */
  int status = lua_pcall(thread, 1, 1, 0);
  lua_xmove(thread, L, 1); /* text thread result */
  if (status == LUA_ERRMEM)
    lua_error(L);
  lua_replace(L, text);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &spare_thread);
  return status == LUA_OK;
}

/* Pushes the text as the decoder takes it and returns NULL, or returns what is wrong with it. */
static const char *push_prepared(lua_State *L, const char *bytes, size_t length) {
  size_t size;
  const char *problem = unom_json_text_prepare(bytes, length, NULL, &size);
  if (problem)
    return problem;
  if (size == 0) {
    lua_pushlstring(L, bytes, length);
    return NULL;
  }
  luaL_Buffer text;
  unom_json_text_prepare(bytes, length, luaL_buffinitsize(L, &text, size), &size);
  luaL_pushresultsize(&text, size);
  return NULL;
}

bool unom_json_push(lua_State *L, const char *bytes, size_t length,
                    const struct unom_operation *operation) {
  static const char mark[] = "\xEF\xBB\xBF";
  luaL_checkstack(L, 12, "a reply");
  if (length >= 3 && memcmp(bytes, mark, 3) == 0) {
    bytes += 3;
    length -= 3;
  }
  if (length == 0) {
    lua_pushliteral(L, "the reply is empty");
    return false;
  }
  size_t start = 0;
  while (unom_json_text_is_space(bytes[start]))
    start++;
  if (bytes[start] != '{') {
    lua_pushliteral(L, "the reply is not a JSON object");
    return false;
  }
  const char *problem = push_prepared(L, bytes, length);
  if (problem) {
    lua_pushfstring(L, "the reply is not JSON: %s", problem);
    return false;
  }
  if (!decode(L)) {
    lua_pushfstring(L, "the reply is not JSON: %s", lua_tostring(L, -1));
    lua_remove(L, -2);
    return false;
  }
  tidy(L, &(struct reading){operation, 0});
  return true;
}

/* instance.NAME(argument on top) */
static void configure(lua_State *L, const char *name) {
  lua_getfield(L, -2, name);
  lua_insert(L, -2);
  lua_call(L, 1, 0);
}

void unom_json_register(lua_State *L) {
  lua_getglobal(L, "require");
  lua_pushliteral(L, "cjson");
  lua_call(L, 1, 1);
  lua_getfield(L, -1, "new");
  lua_call(L, 0, 1); /* cjson instance */
  lua_pushinteger(L, DEEPEST);
  configure(L, "decode_max_depth");
  lua_pushboolean(L, false);
  configure(L, "decode_invalid_numbers");
  lua_getfield(L, -1, "decode");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &decoder);
  lua_newthread(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &spare_thread);
  lua_pop(L, 2);
}
