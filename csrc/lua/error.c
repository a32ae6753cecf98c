/* error.c: the error object. See error.h.
 *
 * Invariant: the names of the kinds come from the one list in error.h. */
#define _GNU_SOURCE
#include "lua/error.h"

#include <lauxlib.h>
#include <string.h>

#include "base/ascii.h"

#define ERROR "unom.error"

/* The table of errors of the specification. */
static const struct {
  long status;
  const char *message; /* without its full stop; one that ends in ':' is only the beginning */
  const char *name;
} known_errors[] = {
    {400, "Field Format Error:", "field_format"},
    {404, "Raising fault. Fault name :", "unknown_url"},
    {401, "Invalid access token", "invalid_token"},
    {404, "The requested contractId is not found", "contract_not_found"},
    {404, "The requested lineNo is not found", "line_not_found"},
    {404, "The Requested lineGroup is not found", "line_group_not_found"},
    {403, "The order is not allowed by user RADIUS/MCOP", "not_com_radius"},
    {400, "Too many requests", "too_many_orders"},
    {404, "The order is not found", "cancel_not_found"},
    {400, "The orderId is Invalid", "order_id_invalid"},
    {404, "The roaming-option is not found", "roaming_not_found"},
    {400, "The contractId is Invalid", "contract_id_invalid"},
    {400, "The lineNo is Invalid", "line_no_invalid"},
    {400, "The reserveId is Invalid", "reserve_id_invalid"},
    {400, "The requestDate is Invalid", "request_date_invalid"},
    {503, "System Maintainance", "maintenance"},
    {404, "Not Found", "not_found"},
    {400, "Bad Request", "bad_request"},
    {500, "Internal Server Error", "internal_error"},
};

/* Is the message the known one? The carrier writes a full stop after some messages, in some
 * places. */
static bool is_known(const char *message, const char *known) {
  if (!unom_ascii_starts_ignoring_case(message, known))
    return false;
  size_t length = strlen(known);
  const char *rest = message + length;
  return known[length - 1] == ':' || *rest == '\0' || strcmp(rest, ".") == 0;
}

const char *unom_error_known_name(long status, const char *message) {
  for (size_t i = 0; i < sizeof known_errors / sizeof *known_errors; i++)
    if (known_errors[i].status == status && is_known(message, known_errors[i].message))
      return known_errors[i].name;
  return NULL;
}

const char *unom_error_kind_name(enum unom_error_kind kind) {
  static const char *const names[] = {
#define X(symbol, name) name,
      UNOM_ERROR_KINDS(X)
#undef X
  };
  return names[kind];
}

const char *unom_sent_name(enum unom_sent sent) {
  return sent == UNOM_SENT_NO ? "no" : sent == UNOM_SENT_YES ? "yes" : "maybe";
}

enum unom_error_kind unom_error_kind_of(enum unom_failure failure) {
  switch (failure) {
  case UNOM_FAILURE_TIMEOUT:
    return UNOM_ERROR_TIMEOUT;
  case UNOM_FAILURE_PROTOCOL:
    return UNOM_ERROR_PROTOCOL;
  case UNOM_FAILURE_INTERRUPTED:
    return UNOM_ERROR_INTERRUPTED;
  default:
    return UNOM_ERROR_NETWORK;
  }
}

/* Each sets t[name] in the table on top of the stack, unless the value is absent: NULL or 0. */
static void set_string(lua_State *L, const char *name, const char *value) {
  if (value) {
    lua_pushstring(L, value);
    lua_setfield(L, -2, name);
  }
}

static void set_integer(lua_State *L, const char *name, long long value) {
  if (value) {
    lua_pushinteger(L, value);
    lua_setfield(L, -2, name);
  }
}

void unom_error_push(lua_State *L, const struct unom_error *error) {
  luaL_checkstack(L, 4, "an error");
  lua_createtable(L, 0, 10);
  set_string(L, "kind", unom_error_kind_name(error->kind));
  set_string(L, "operation", error->operation);
  set_integer(L, "status", error->status);
  set_string(L, "code", error->code);
  set_string(L, "name", error->name);
  set_string(L, "message", error->message);
  set_string(L, "message_id", error->message_id);
  set_integer(L, "retry_after", error->retry_after);
  set_string(L, "sent", unom_sent_name(error->sent));
  if (error->permanent) {
    lua_pushboolean(L, 1);
    lua_setfield(L, -2, "permanent");
  }
  luaL_setmetatable(L, ERROR);
}

void unom_error_register(lua_State *L) {
  luaL_newmetatable(L, ERROR);
  lua_pop(L, 1);
}

void unom_error_push_metatable(lua_State *L) { luaL_getmetatable(L, ERROR); }

void unom_error_push_kinds(lua_State *L) {
  lua_newtable(L);
  for (lua_Integer i = 0; i < UNOM_ERROR_KIND_COUNT; i++) {
    lua_pushstring(L, unom_error_kind_name((enum unom_error_kind)i));
    lua_rawseti(L, -2, i + 1);
  }
}
