/* json.c: the text of a reply -> a Lua table. See json.h.
 *
 * Invariant: putting the numbers in quotes never turns text that is no JSON into JSON. */
#define _GNU_SOURCE
#include "lua/json.h"

#include <lauxlib.h>
#include <string.h>

#include "base/utf8.h"

enum { DEEPEST = 32 }; /* levels; the specification's deepest reply has 4 */

static const char decoder; /* its address is the decoder's key in the registry */

/* Keys that the carrier is known to misspell. */
static const struct {
  const char *found;
  const char *right;
} misspelt[] = {
    {"domeinName", "domainName"},
    {"saessionType", "sessionType"},
    {"lineslist", "linesList"},
};

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* ---- numbers ---- */

static const char *skip_digits(const char *at) {
  while (is_digit(*at))
    at++;
  return at;
}

/* The end of the JSON number at `at`, or NULL when there is none, or when something else than the
 * end of a value follows. The text ends with a NUL. */
static const char *number_end(const char *at) {
  at += *at == '-';
  if (!is_digit(*at))
    return NULL;
  at = *at == '0' ? at + 1 : skip_digits(at);
  if (*at == '.') {
    if (!is_digit(at[1]))
      return NULL;
    at = skip_digits(at + 1);
  }
  if (*at == 'e' || *at == 'E') {
    at += at[1] == '+' || at[1] == '-' ? 2 : 1;
    if (!is_digit(*at))
      return NULL;
    at = skip_digits(at);
  }
  const char *next = at;
  while (is_space(*next))
    next++;
  return *next == ',' || *next == ']' || *next == '}' || *next == '\0' ? at : NULL;
}

/* The first byte after the string whose opening quote is at `at`, or `end` when it never closes. */
static const char *string_end(const char *at, const char *end) {
  for (at++; at < end; at++) {
    if (*at == '"')
      return at + 1;
    if (*at == '\\')
      at++;
  }
  return end;
}

/* Pushes the text with every number in quotes; false, nothing pushed, when one is malformed. */
static bool push_quoted(lua_State *L, const char *bytes, size_t length) {
  const char *end = bytes + length, *from = bytes;
  luaL_Buffer text;
  luaL_buffinit(L, &text);
  for (const char *at = bytes; at < end;) {
    if (*at == '"') {
      at = string_end(at, end);
    } else if (*at == '-' || is_digit(*at)) {
      const char *number = at;
      at = number_end(number);
      if (!at)
        return false;
      luaL_addlstring(&text, from, (size_t)(number - from));
      luaL_addchar(&text, '"');
      luaL_addlstring(&text, number, (size_t)(at - number));
      luaL_addchar(&text, '"');
      from = at;
    } else {
      at++;
    }
  }
  luaL_addlstring(&text, from, (size_t)(end - from));
  luaL_pushresult(&text);
  return true;
}

/* ---- names and values ---- */

/* The part of the string at `index` that is not space around it. */
static const char *trimmed(lua_State *L, int index, size_t *length, bool *has_space) {
  size_t whole;
  const char *from = lua_tolstring(L, index, &whole);
  const char *to = from + whole;
  while (from < to && is_space(*from))
    from++;
  while (to > from && is_space(to[-1]))
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

/* Gives the keys of the table on top of the stack their right names. Where a right name is there
 * already, its value is kept. */
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
    bool taken = lua_rawget(L, object) != LUA_TNIL && !is_null(L, -1);
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

static void tidy(lua_State *L, bool is_list_lines, bool is_entry);

/* Pushes the replacement (nil: none) for the value on top of the stack and returns true, or returns
 * false when the value may stay. */
static bool push_tidied(lua_State *L, bool keep_space, bool is_list_lines) {
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
    tidy(L, is_list_lines, true);
    return false;
  case LUA_TLIGHTUSERDATA:
    lua_pushnil(L);
    return true;
  default:
    return false;
  }
}

/* The decoder gives an array integer keys. */
static void tidy_array(lua_State *L, bool is_list_lines) {
  int array = lua_gettop(L);
  lua_Integer length = (lua_Integer)lua_rawlen(L, array), kept = 0;
  for (lua_Integer i = 1; i <= length; i++) {
    lua_rawgeti(L, array, i);
    push_tidied(L, false, is_list_lines);
    if (!lua_isnil(L, -1))
      lua_rawseti(L, array, ++kept);
    lua_settop(L, array);
  }
  for (lua_Integer i = length; i > kept; i--) {
    lua_pushnil(L);
    lua_rawseti(L, array, i);
  }
}

static void tidy_object(lua_State *L, bool is_list_lines, bool is_entry) {
  rename_keys(L, is_list_lines && is_entry);
  int object = lua_gettop(L);
  for (lua_pushnil(L); lua_next(L, object);) { /* key value */
    bool keep_space = strcmp(lua_tostring(L, -2), "note") == 0;
    if (push_tidied(L, keep_space, is_list_lines)) {
      lua_pushvalue(L, -3);
      lua_insert(L, -2);
      lua_rawset(L, object); /* an old key: fit for a traversal */
    }
    lua_settop(L, object + 1);
  }
}

/* Tidies the table on top of the stack, in place. */
static void tidy(lua_State *L, bool is_list_lines, bool is_entry) {
  luaL_checkstack(L, 12, "a reply");
  if (lua_rawlen(L, -1) > 0)
    tidy_array(L, is_list_lines);
  else
    tidy_object(L, is_list_lines, is_entry);
}

bool unom_json_push(lua_State *L, const char *bytes, size_t length, bool is_list_lines) {
  static const char mark[] = "\xEF\xBB\xBF";
  int top = lua_gettop(L);
  luaL_checkstack(L, 12, "a reply");
  if (length >= 3 && memcmp(bytes, mark, 3) == 0) {
    bytes += 3;
    length -= 3;
  }
  if (length == 0) {
    lua_pushliteral(L, "the reply is empty");
    return false;
  }
  if (unom_utf8_prefix(bytes, length) != length) {
    lua_pushliteral(L, "the reply is not UTF-8");
    return false;
  }
  if (memchr(bytes, '\0', length)) { /* the decoder would take it for the text's end */
    lua_pushliteral(L, "the reply is not JSON: it holds a NUL");
    return false;
  }
  size_t start = 0;
  while (is_space(bytes[start]))
    start++;
  if (bytes[start] != '{') {
    lua_pushliteral(L, "the reply is not a JSON object");
    return false;
  }
  lua_rawgetp(L, LUA_REGISTRYINDEX, &decoder);
  if (!push_quoted(L, bytes, length)) {
    lua_settop(L, top);
    lua_pushliteral(L, "the reply is not JSON: a malformed number");
    return false;
  }
  int status = lua_pcall(L, 1, 1, 0);
  if (status == LUA_ERRMEM)
    lua_error(L);
  if (status != LUA_OK) {
    lua_pushfstring(L, "the reply is not JSON: %s", lua_tostring(L, -1));
    lua_replace(L, top + 1);
    lua_settop(L, top + 1);
    return false;
  }
  tidy(L, is_list_lines, false);
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
  lua_pop(L, 2);
}
