/* token_function.c: the caller's function that gives access tokens. See token_function.h.
 *
 * Invariant: the function and its values' metamethods are called protected, and cannot yield. */
#define _GNU_SOURCE
#include "lua/token_function.h"

#include <lauxlib.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "http/token.h"

/* How many functions are being called. */
static int depth(lua_State *L) {
  lua_Debug each;
  int count = 0;
  while (lua_getstack(L, count, &each))
    count++;
  return count;
}

struct watch {
  int depth;
  bool hook_raised;
};

/* (error) -> the error; a message handler. Was it raised below a debug hook? */
static int notice_hook(lua_State *L) {
  struct watch *watch = lua_touserdata(L, lua_upvalueindex(1));
  lua_Debug each;
  int inner = depth(L) - watch->depth;
  for (int level = 0; level < inner && lua_getstack(L, level, &each); level++) {
    lua_getinfo(L, "n", &each);
    if (strcmp(each.namewhat, "hook") == 0)
      watch->hook_raised = true;
  }
  return 1;
}

/* Calls the function below its arguments, all of which it replaces by `results` values, or by an
 * error of its own; then false. */
static bool call(lua_State *L, int arguments, int results) {
  struct watch watch = {.depth = depth(L)};
  int function = lua_gettop(L) - arguments;
  lua_pushlightuserdata(L, &watch);
  lua_pushcclosure(L, notice_hook, 1);
  lua_insert(L, function);
  int status = lua_pcall(L, arguments, results, function);
  lua_remove(L, function);
  if (status != LUA_OK && (watch.hook_raised || status == LUA_ERRMEM))
    lua_error(L);
  return status == LUA_OK;
}

static int to_string(lua_State *L) {
  luaL_tolstring(L, 1, NULL);
  return 1;
}

/* Adds the foreign text with the secret masked. */
static void add_masked(struct unom_text *text, const char *bytes, size_t length,
                       const char *secret) {
  size_t secret_length = secret ? strlen(secret) : 0;
  const char *end = bytes + length, *found;
  while (secret_length > 0 &&
         (found = memmem(bytes, (size_t)(end - bytes), secret, secret_length))) {
    unom_text_add_printable(text, bytes, (size_t)(found - bytes));
    unom_text_add(text, "***");
    bytes = found + secret_length;
  }
  unom_text_add_printable(text, bytes, (size_t)(end - bytes));
}

/* Replaces the value on top of the stack, which the function gave as the reason, by a message. */
static void make_message(lua_State *L, const char *last_token) {
  struct unom_text text;
  unom_text_clear(&text);
  unom_text_add(&text, "no access token: ");
  const char *type = luaL_typename(L, -1);
  lua_pushcfunction(L, to_string);
  lua_insert(L, -2);
  bool is_text = call(L, 1, 1);
  size_t length;
  const char *reason = is_text ? lua_tolstring(L, -1, &length) : NULL;
  if (reason && strcmp(type, "nil") != 0)
    add_masked(&text, reason, length, last_token);
  else
    unom_text_add(&text, "the token function gave %s and no reason", type);
  lua_pop(L, 1);
  lua_pushlstring(L, text.bytes, text.length);
}

/* What is wrong with the token and its seconds, the two values on top of the stack; NULL: nothing. */
static const char *problem(lua_State *L, double *lifetime) {
  *lifetime = lua_isnil(L, -1) ? INFINITY : lua_tonumber(L, -1);
  if (lua_type(L, -2) != LUA_TSTRING)
    return "the token function's token is not a string";
  if (strlen(lua_tostring(L, -2)) != lua_rawlen(L, -2) ||
      !unom_token_is_header_safe(lua_tostring(L, -2)))
    return "the token function's token is not visible ASCII";
  if (lua_rawlen(L, -2) > UNOM_TOKEN_CAP)
    return "the token function's token has over 16384 bytes";
  if (!lua_isnil(L, -1) && (lua_type(L, -1) != LUA_TNUMBER || !(*lifetime >= 0)))
    return "the token function's second value is not a number of seconds";
  return NULL;
}

bool unom_token_function_push(lua_State *L, const char *last_token, double *lifetime) {
  luaL_checkstack(L, 10, "a token");
  if (!call(L, 0, 2)) {
    make_message(L, last_token);
    return false;
  }
  if (lua_isnil(L, -2)) {
    lua_remove(L, -2);
    make_message(L, last_token);
    return false;
  }
  const char *wrong = problem(L, lifetime);
  if (wrong) {
    lua_pop(L, 2);
    lua_pushfstring(L, "no access token: %s", wrong);
    return false;
  }
  lua_pop(L, 1);
  return true;
}
