/* reply.c: the response of a transfer -> a reply, or an error. See reply.h.
 *
 * Invariant: what is neither proved to have done nothing nor refused by the carrier is "maybe". */
#define _GNU_SOURCE
#include "lua/reply.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "api/status.h"
#include "base/json_text.h"
#include "base/utf8.h"
#include "http/token.h"
#include "lua/json.h"

/* ---- the body of a response ---- */

/* Pushes the string object[name] and returns it; or pushes nil and returns NULL when there is none,
 * or it is empty or holds a NUL. */
static const char *push_text(lua_State *L, int object, const char *name) {
  if (lua_istable(L, object)) {
    if (lua_getfield(L, object, name) == LUA_TSTRING) {
      const char *text = lua_tostring(L, -1);
      if (*text && strlen(text) == lua_rawlen(L, -1))
        return text;
    }
    lua_pop(L, 1);
  }
  lua_pushnil(L);
  return NULL;
}

/* Pushes object[name] when object is a table, else nil. */
static void push_member(lua_State *L, int object, const char *name) {
  if (lua_istable(L, object))
    lua_getfield(L, object, name);
  else
    lua_pushnil(L);
}

/* Reads the first messageId that is not empty, and the message beside it, from checkErrorInfo and
 * referenceErrorInfo, which are absent, an object or an array of objects. Leaves the strings on the
 * stack. */
static void read_message_id(lua_State *L, int object, struct unom_error *error) {
  static const char *const places[] = {"checkErrorInfo", "referenceErrorInfo"};
  luaL_checkstack(L, 8, "a reply");
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    push_member(L, object, places[i]);
    int info = lua_gettop(L);
    lua_Integer entries = lua_istable(L, info) ? (lua_Integer)lua_rawlen(L, info) : 0;
    for (lua_Integer entry = 0; entry <= entries; entry++) {
      if (entry == 0)
        lua_pushvalue(L, info);
      else
        lua_rawgeti(L, info, entry);
      error->message_id = push_text(L, info + 1, "messageId");
      if (error->message_id) {
        const char *message = push_text(L, info + 1, "message");
        if (!error->message)
          error->message = message;
        return;
      }
      lua_settop(L, info);
    }
  }
}

/* Who wrote an error body. A gateway's word says nothing of what the carrier did. */
enum author { NOBODY, GATEWAY, CARRIER };

/* Reads an error body and leaves its strings on the stack. */
static enum author read_error_body(lua_State *L, int object, struct unom_error *error) {
  luaL_checkstack(L, 8, "a reply");
  push_member(L, object, "responseHeader");
  int header = lua_gettop(L);
  error->code = push_text(L, header, "errorCode");
  error->message = push_text(L, header, "errorMessage");
  if (error->code || error->message)
    return CARRIER;
  push_member(L, object, "fault");
  int fault = lua_gettop(L);
  error->message = push_text(L, fault, "faultstring");
  push_member(L, fault, "detail");
  error->code = push_text(L, fault + 2, "errorcode");
  return error->code || error->message ? GATEWAY : NOBODY;
}

/* ---- what a reply must have ---- */

static bool is_blank(const char *text, size_t length) {
  size_t space;
  while (length > 0 && (space = unom_utf8_space_at(false, text, length)) > 0) {
    text += space;
    length -= space;
  }
  return length == 0;
}

/* What the value on top of the stack, which should be an id or a code, is instead; NULL: it is one.
 * One that could not be read whole is none: it would be another's. */
static const char *wrong_with_text(lua_State *L) {
  if (lua_isnil(L, -1))
    return "";
  if (lua_type(L, -1) != LUA_TSTRING)
    return "is not a text";
  size_t length;
  const char *text = lua_tolstring(L, -1, &length);
  if (is_blank(text, length))
    return "";
  if (strlen(text) != length || strstr(text, UNOM_JSON_TEXT_REPLACEMENT))
    return "cannot be read";
  return NULL;
}

/* Pushes the message that the reply lacks this key; `wrong` says what is there instead, "": none. */
static const char *push_lack(lua_State *L, const char *name, const char *wrong) {
  if (*wrong)
    return lua_pushfstring(L, "the reply's %s %s", name, wrong);
  return lua_pushfstring(L, "the reply has no %s", name);
}

/* Holds the reply at `object` to the catalogue. Returns NULL, or a message that names what it lacks
 * and stays on the stack. */
static const char *push_missing(lua_State *L, const struct unom_operation *operation, int object) {
  for (const char *const *name = operation->reply_required; name && *name; name++) {
    lua_getfield(L, object, *name);
    const char *wrong = wrong_with_text(L);
    if (wrong)
      return push_lack(L, *name, wrong);
    lua_pop(L, 1);
  }
  if (operation->list && lua_getfield(L, object, operation->list) != LUA_TTABLE)
    return push_lack(L, operation->list, lua_isnil(L, -1) ? "" : "is not a list");
  return NULL;
}

/* Is the value on top of the stack an object with that key (NULL: with any)? */
static bool is_entry(lua_State *L, const char *key) {
  if (!lua_istable(L, -1) || lua_rawlen(L, -1) > 0)
    return false;
  if (!key)
    return true;
  lua_getfield(L, -1, key);
  bool has_key = !wrong_with_text(L);
  lua_pop(L, 1);
  return has_key;
}

/* Sets `truncated` where the reply's list, which is there, is as long as the carrier lets it be: then
 * there may be more. */
static void set_truncated(lua_State *L, const struct unom_operation *operation, int object) {
  lua_getfield(L, object, operation->list);
  bool is_full = operation->list_limit > 0 && lua_rawlen(L, -1) >= operation->list_limit;
  lua_pop(L, 1);
  if (is_full)
    lua_pushboolean(L, true);
  else
    lua_pushnil(L); /* not the carrier's to say */
  lua_setfield(L, object, "truncated");
}

/* Takes what is no entry out of the reply's list, which is there, and sets `incomplete_entries` to
 * how many these were. */
static void drop_incomplete(lua_State *L, const struct unom_operation *operation, int object) {
  lua_getfield(L, object, operation->list);
  int list = lua_gettop(L);
  lua_Integer length = (lua_Integer)lua_rawlen(L, list), kept = 0;
  for (lua_Integer i = 1; i <= length; i++) {
    lua_rawgeti(L, list, i);
    if (is_entry(L, operation->entry_key) && ++kept != i)
      lua_rawseti(L, list, kept);
    lua_settop(L, list);
  }
  for (lua_Integer i = length; i > kept; i--) {
    lua_pushnil(L);
    lua_rawseti(L, list, i);
  }
  lua_pop(L, 1);
  lua_pushnil(L); /* not the carrier's to say */
  if (kept < length) {
    lua_pop(L, 1);
    lua_pushinteger(L, length - kept);
  }
  lua_setfield(L, object, "incomplete_entries");
}

/* ---- the outcome ---- */

/* Pushes nil and the error. */
static void push_error(lua_State *L, const struct unom_error *error) {
  lua_pushnil(L);
  unom_error_push(L, error);
}

/* Could the carrier have acted on a request that was answered so? */
static enum unom_sent sent_of(enum unom_status_meaning meaning, enum author author) {
  switch (meaning) {
  case UNOM_STATUS_NOT_DONE:
    return UNOM_SENT_NO;
  case UNOM_STATUS_NOT_DONE_BY_CARRIER:
    return author == CARRIER ? UNOM_SENT_NO : UNOM_SENT_MAYBE;
  case UNOM_STATUS_REFUSED:
    return UNOM_SENT_YES;
  default:
    return UNOM_SENT_MAYBE;
  }
}

/* For a response that is not 2xx, with its body, or nil, at `object`: pushes nil and an error. */
static void push_status_error(lua_State *L, int object, struct unom_error *error) {
  enum author author = read_error_body(L, object, error);
  int code = (int)error->status;
  const struct unom_status *status = unom_status_find(code);
  if (error->message)
    error->name = unom_error_known_name(code, error->message);
  if (status->advice)
    error->message = lua_pushfstring(L, "the answer has status %d: %s", code, status->advice);
  else if (!error->message)
    error->message = lua_pushfstring(L, "the carrier answered with status %d", code);
  read_message_id(L, object, error);
  bool too_many = error->name && strcmp(error->name, "too_many_orders") == 0;
  bool is_refusal = code >= 400 && code < 500 && author != NOBODY;
  error->kind = code == 401 ? UNOM_ERROR_AUTH : is_refusal ? UNOM_ERROR_API : UNOM_ERROR_HTTP;
  error->sent = too_many ? UNOM_SENT_NO : sent_of(status->meaning, author);
  error->permanent = error->permanent || status->permanent;
  push_error(L, error);
}

/* The resultCode of success, or NULL when the operation's replies have none. */
static const char *good_code(const struct unom_operation *operation) {
  switch (operation->kind) {
  case UNOM_KIND_ORDER:
  case UNOM_KIND_CANCEL:
    return "0001";
  case UNOM_KIND_SESSION_CONTROL:
    return "0";
  default:
    return NULL;
  }
}

/* Does the carrier say with this resultCode that it did nothing? Operation 26 only reads; operation
 * 27 has no code but 0, so that nobody knows what another one means. */
static bool is_refusal_code(const struct unom_operation *operation, const char *code) {
  if (operation->kind == UNOM_KIND_SESSION_CONTROL)
    return !operation->changes && (strcmp(code, "1") == 0 || strcmp(code, "2") == 0);
  return strcmp(code, "0002") == 0 || strcmp(code, "0003") == 0;
}

/* For a 2xx response with an object, at `object`, as its body: pushes nil and an error and returns
 * true, or returns false when the reply is good. */
static bool push_reply_error(lua_State *L, const struct unom_operation *operation, int object,
                             struct unom_error *error) {
  const char *good = good_code(operation);
  error->kind = UNOM_ERROR_PROTOCOL;
  error->sent = UNOM_SENT_MAYBE;
  int top = lua_gettop(L);
  if (read_error_body(L, object, error) != NOBODY) {
    if (error->message)
      error->name = unom_error_known_name(error->status, error->message);
    else
      error->message = lua_pushfstring(L, "a good status, with the error code %s", error->code);
    push_error(L, error);
    return true;
  }
  lua_getfield(L, object, "resultCode");
  const char *code = wrong_with_text(L) ? NULL : lua_tostring(L, -1);
  if (good && code && strcmp(code, good) != 0) {
    error->kind = UNOM_ERROR_API;
    error->sent = is_refusal_code(operation, code) ? UNOM_SENT_YES : UNOM_SENT_MAYBE;
    error->code = code;
    read_message_id(L, object, error);
    if (!error->message)
      error->message = lua_pushfstring(L, "the carrier answered with resultCode %s", code);
    push_error(L, error);
    return true;
  }
  error->message = push_missing(L, operation, object);
  if (error->message) {
    read_message_id(L, object, error);
    push_error(L, error);
    return true;
  }
  lua_settop(L, top);
  if (operation->list) {
    set_truncated(L, operation, object);
    drop_incomplete(L, operation, object);
  }
  return false;
}

void unom_reply_push(lua_State *L, const struct unom_operation *operation,
                     const struct unom_transfer_response *response) {
  int top = lua_gettop(L);
  struct unom_error error = {.operation = operation->name,
                             .status = response->status,
                             .retry_after = response->retry_after,
                             .sent = response->sent,
                             .permanent = response->permanent,
                             .message = response->message};
  luaL_checkstack(L, 20, "a reply");
  if (response->failure != UNOM_FAILURE_NONE) {
    error.kind = unom_error_kind_of(response->failure);
    push_error(L, &error);
    return;
  }
  bool is_good = response->status >= 200 && response->status < 300;
  bool is_object = unom_json_push(L, response->bytes, response->length, operation);
  if (!is_good) {
    if (!is_object) {
      lua_pushnil(L);
      lua_replace(L, top + 1);
    }
    push_status_error(L, top + 1, &error);
  } else if (!is_object) {
    error.kind = UNOM_ERROR_PROTOCOL;
    error.sent = UNOM_SENT_MAYBE;
    error.message = lua_tostring(L, -1);
    push_error(L, &error);
  } else if (!push_reply_error(L, operation, top + 1, &error)) {
    lua_pushnil(L);
    return;
  }
  lua_insert(L, top + 1); /* the error, below the strings that it was read from */
  lua_pushnil(L);
  lua_insert(L, top + 1);
  lua_settop(L, top + 2);
}

/* ---- the access token ---- */

static bool read_lifetime(const char *text, double *lifetime) {
  size_t length = strlen(text);
  if (length == 0 || length > 9 || strspn(text, "0123456789") != length)
    return false;
  *lifetime = strtod(text, NULL);
  return true;
}

/* Pushes the token of a 2xx response, or a message. */
static bool push_granted(lua_State *L, const struct unom_transfer_response *response,
                         double *lifetime) {
  if (!unom_json_push(L, response->bytes, response->length, NULL)) {
    lua_pop(L, 1);
    lua_pushliteral(L, "no access token: the reply cannot be read");
    return false;
  }
  int object = lua_gettop(L);
  const char *seconds = push_text(L, object, "expiresIn");
  const char *token = push_text(L, object, "accessToken");
  bool good = false;
  if (!token || !unom_token_is_header_safe(token) || !seconds || !read_lifetime(seconds, lifetime))
    lua_pushliteral(L, "no access token: the reply lacks accessToken or expiresIn");
  else if (strlen(token) > UNOM_TOKEN_CAP)
    lua_pushfstring(L, "no access token: the reply's has over %d bytes", UNOM_TOKEN_CAP);
  else
    good = true;
  lua_replace(L, object);
  lua_settop(L, object);
  return good;
}

bool unom_reply_push_token(lua_State *L, const struct unom_transfer_response *response,
                           double *lifetime, struct unom_error *error) {
  long status = response->status;
  luaL_checkstack(L, 8, "a token");
  *error = (struct unom_error){.kind = UNOM_ERROR_AUTH,
                               .sent = UNOM_SENT_NO,
                               .status = status,
                               .retry_after = response->retry_after,
                               .permanent = response->permanent};
  if (response->failure == UNOM_FAILURE_PROTOCOL) {
    error->kind = UNOM_ERROR_PROTOCOL;
    lua_pushliteral(L, "no access token: the reply cannot be read");
    return false;
  }
  if (response->failure != UNOM_FAILURE_NONE) {
    error->kind = unom_error_kind_of(response->failure);
    lua_pushfstring(L, "no access token: %s", response->message);
    return false;
  }
  if (status >= 200 && status < 300) {
    error->kind = UNOM_ERROR_PROTOCOL;
    return push_granted(L, response, lifetime);
  }
  if (status == 400 || status == 401 || status == 403) {
    lua_pushliteral(L, "no access token: the carrier refused client_id and client_secret");
    return false;
  }
  const struct unom_status *row = unom_status_find(status);
  error->kind = UNOM_ERROR_HTTP;
  error->permanent = error->permanent || row->permanent;
  if (row->advice)
    lua_pushfstring(L, "no access token: the answer has status %d: %s", (int)status, row->advice);
  else
    lua_pushfstring(L, "no access token: the carrier answered with status %d", (int)status);
  return false;
}
