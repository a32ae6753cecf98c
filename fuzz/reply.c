/* reply.c: a response, its operation and status chosen by the first bytes, the rest its body. */
#define _GNU_SOURCE
#include <stdbool.h>

#include "base/utf8.h"
#include "input.h"
#include "lua/json.h"
#include "lua/option_codes.h"
#include "lua/reply.h"
#include "state.h"

enum { HEAD = 3, DEEPEST = 32 };

struct run {
  const struct unom_operation *operation;
  struct unom_transfer_response response;
};

/* ---- a reply ---- */

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

static bool is_trimmed(const char *bytes, size_t length) {
  return length == 0 || (!is_space(bytes[0]) && !is_space(bytes[length - 1]));
}

/* May the core have put U+FFFD in the place of what no decoder reads? */
static bool may_be_mended(const char *bytes, size_t length) {
  for (size_t i = 0; i + 1 < length; i++)
    if (bytes[i] == '\\' && !strchr("\"\\/bfnrt", bytes[i + 1]))
      return true;
    else if (bytes[i] == '\\')
      i++;
  return memchr(bytes, '\0', length) || unom_utf8_prefix(bytes, length) != length;
}

/* An array of codes alone, whatever the response has in its place. */
static void check_codes(lua_State *L) {
  HOLDS(lua_istable(L, -1));
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
    HOLDS(lua_isinteger(L, -2) && lua_tointeger(L, -2) <= (lua_Integer)lua_rawlen(L, -3));
    HOLDS(lua_type(L, -1) == LUA_TSTRING && lua_rawlen(L, -1) > 0);
  }
}

/* Strings that the response holds, in tables: no number that lost its digits, no null. */
static void check_value(lua_State *L, const struct unom_transfer_response *response, bool is_note,
                        int depth) {
  size_t length;
  luaL_checkstack(L, 8, NULL);
  switch (lua_type(L, -1)) {
  case LUA_TBOOLEAN:
    return;
  case LUA_TNUMBER: /* incomplete_entries, which the core counts */
    HOLDS(depth == 2 && lua_isinteger(L, -1) && lua_tointeger(L, -1) > 0);
    return;
  case LUA_TSTRING: {
    const char *text = lua_tolstring(L, -1, &length);
    HOLDS(is_note || is_trimmed(text, length));
    HOLDS(unom_utf8_prefix(text, length) == length);
    if (!memchr(response->bytes, '\\', response->length) &&
        !may_be_mended(response->bytes, response->length))
      HOLDS(memmem(response->bytes, response->length, text, length));
    return;
  }
  default:
    HOLDS(lua_istable(L, -1) && depth <= DEEPEST);
  }
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
    bool is_name = lua_type(L, -2) == LUA_TSTRING;
    HOLDS(is_name || lua_isinteger(L, -2));
    if (is_name)
      HOLDS(is_trimmed(lua_tostring(L, -2), lua_rawlen(L, -2)));
    if (is_name && strcmp(lua_tostring(L, -2), UNOM_OPTION_CODES_KEY) == 0)
      check_codes(L);
    check_value(L, response, is_name && strcmp(lua_tostring(L, -2), "note") == 0, depth + 1);
  }
}

static bool equals(lua_State *L, int table, const char *name, const char *expected) {
  bool equal =
      lua_getfield(L, table, name) == LUA_TSTRING && strcmp(lua_tostring(L, -1), expected) == 0;
  lua_pop(L, 1);
  return equal;
}

static void check_reply(lua_State *L, const struct run *run, int reply) {
  const struct unom_operation *operation = run->operation;
  HOLDS(run->response.failure == UNOM_FAILURE_NONE);
  HOLDS(run->response.status >= 200 && run->response.status < 300);
  lua_pushvalue(L, reply);
  HOLDS(lua_istable(L, -1));
  check_value(L, &run->response, false, 1);
  lua_pop(L, 1);
  if (operation->kind == UNOM_KIND_SESSION_CONTROL)
    HOLDS(equals(L, reply, "resultCode", "0"));
  else if (operation->kind != UNOM_KIND_REFERENCE)
    HOLDS(equals(L, reply, "resultCode", "0001"));
  if (operation->identity) {
    HOLDS(lua_getfield(L, reply, operation->identity) == LUA_TSTRING && lua_rawlen(L, -1) > 0);
    lua_pop(L, 1);
  }
}

/* ---- an error ---- */

static bool is_kind(lua_State *L, int err) {
  bool found = false;
  for (int kind = 0; kind < UNOM_ERROR_KIND_COUNT; kind++)
    found = found || equals(L, err, "kind", unom_error_kind_name((enum unom_error_kind)kind));
  return found;
}

/* `sent` is "no" only where nothing can have been done. */
static void check_sent(lua_State *L, const struct run *run, int err) {
  long status = run->response.status;
  bool no = equals(L, err, "sent", "no"), yes = equals(L, err, "sent", "yes");
  HOLDS(no || yes || equals(L, err, "sent", "maybe"));
  if (run->response.failure != UNOM_FAILURE_NONE) {
    HOLDS(equals(L, err, "sent", unom_sent_name(run->response.sent)));
  } else if (status >= 200 && status < 300) {
    HOLDS(!no && (!yes || equals(L, err, "kind", "api")));
  } else if (status >= 500) {
    HOLDS(!yes && (!no || status == 503));
    HOLDS(!no || memmem(run->response.bytes, run->response.length, "responseHeader", 14) ||
          memchr(run->response.bytes, '\\', run->response.length));
  } else if (status < 400 || status == 407 || status == 408) {
    HOLDS(!no && !yes);
  } else if (status == 421 || status == 425) {
    HOLDS(no);
  }
}

static void check_error(lua_State *L, const struct run *run, int err) {
  HOLDS(lua_istable(L, err) && is_kind(L, err));
  HOLDS(equals(L, err, "operation", run->operation->name));
  HOLDS(lua_getfield(L, err, "message") == LUA_TSTRING && lua_rawlen(L, -1) > 0);
  lua_settop(L, err);
  check_sent(L, run, err);
}

static int check_response(lua_State *L) {
  const struct run *run = lua_touserdata(L, 1);
  unom_reply_push(L, run->operation, &run->response);
  HOLDS(lua_gettop(L) == 3);
  HOLDS(lua_isnil(L, 2) != lua_isnil(L, 3));
  if (lua_isnil(L, 3))
    check_reply(L, run, 2);
  else
    check_error(L, run, 3);
  return 0;
}

/* ---- the body alone ---- */

/* What is read is JSON: another decoder takes it too, where nothing was mended. */
static int check_json(lua_State *L) {
  const struct unom_transfer_response *response = &((struct run *)lua_touserdata(L, 1))->response;
  const char *bytes = response->bytes;
  size_t length = response->length;
  bool read = unom_json_push(L, bytes, length, false);
  HOLDS(lua_gettop(L) == 2);
  HOLDS(read ? lua_istable(L, 2) : lua_type(L, 2) == LUA_TSTRING);
  if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
    bytes += 3;
    length -= 3;
  }
  if (read && !may_be_mended(bytes, length))
    HOLDS(push_decoded(L, bytes, length) && lua_istable(L, -1));
  lua_settop(L, 0);
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static const long statuses[] = {200, 200, 200, 200, 201, 202, 204, 301, 303, 400, 401, 403,
                                  404, 407, 408, 409, 421, 425, 429, 500, 502, 503, 503, 504};
  if (length < HEAD)
    return 0;
  struct input input = {bytes, length};
  unsigned operation = input_byte(&input), status = input_byte(&input), end = input_byte(&input);
  char *body = malloc(input.left + 1); /* a NUL follows the body */
  HOLDS(body);
  memcpy(body, input.at, input.left);
  body[input.left] = '\0';
  struct run run = {.operation = &unom_operations[operation % unom_operation_count],
                    .response = {.status = statuses[status % (sizeof statuses / sizeof *statuses)],
                                 .sent = UNOM_SENT_YES,
                                 .bytes = body,
                                 .length = input.left}};
  if (end >= 0xF0) { /* else a whole response came */
    run.response.failure = (enum unom_failure)(1 + end % UNOM_FAILURE_INTERRUPTED);
    run.response.sent = (enum unom_sent)(end / 4 % 3);
    run.response.message = "it broke";
  }
  call_in_state(check_response, &run);
  call_in_state(check_json, &run);
  free(body);
  return 0;
}
