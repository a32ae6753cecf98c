/* trace.c: a transfer as a trace shows it, masked. See trace.h.
 *
 * Invariant: `shown_keys` is an allow-list: a key that the carrier adds is masked. */
#define _GNU_SOURCE
#include "lua/trace.h"

#include <lauxlib.h>
#include <string.h>

#include "base/clock.h"
#include "lua/error.h"

#define MASK "***"

/* Ids, codes, dates, statuses and counters. */
static const char *const shown_keys[] = {
    "acceptDateTime",
    "accessCode",
    "accessType",
    "authenticationResult",
    "authenticationType",
    "contractId",
    "courseType",
    "dailyLimitStartTime",
    "deviceCode",
    "deviceName",
    "deviceShortName",
    "deviceType",
    "eventType",
    "imeiOption",
    "incomplete_entries",
    "limitCause",
    "limitStatus1",
    "limitStatus2",
    "lineNo",
    "messageId",
    "monthlyLimitStartTime",
    "number",
    "optionCode",
    "optionCodeList",
    "optionName",
    "orderId",
    "orderStatus",
    "planCode",
    "productCode",
    "productName",
    "remainedDataVolume",
    "requestDate",
    "reserveId",
    "resultCode",
    "serviceDateApply",
    "serviceDateStartScheduled",
    "sessionStatus",
    "sessionTime",
    "sessionType",
    "simType",
    "simTypeCode",
    "simTypeName",
    "startDate",
    "status",
};

static bool is_shown(const char *key) {
  for (size_t i = 0; i < sizeof shown_keys / sizeof *shown_keys; i++)
    if (strcmp(key, shown_keys[i]) == 0)
      return true;
  return strncmp(key, "traffic", strlen("traffic")) == 0; /* trafficToday, traffic7daysAgo, ... */
}

/* Pushes a copy of the value at `index`, masked unless `shown`; in a table the keys decide. */
static void push_masked(lua_State *L, int index, bool shown) {
  luaL_checkstack(L, 8, "a trace");
  index = lua_absindex(L, index);
  if (!lua_istable(L, index)) {
    if (shown)
      lua_pushvalue(L, index);
    else
      lua_pushliteral(L, MASK);
    return;
  }
  lua_newtable(L);
  for (lua_pushnil(L); lua_next(L, index);) { /* copy key value */
    bool is_key = lua_type(L, -2) == LUA_TSTRING;
    push_masked(L, -1, is_key ? is_shown(lua_tostring(L, -2)) : shown);
    lua_replace(L, -2);
    lua_pushvalue(L, -2);
    lua_insert(L, -2); /* copy key key masked */
    lua_rawset(L, -4);
  }
}

/* Must the value of the field of that name and place be masked? */
static bool must_mask(const struct unom_operation *operation, enum unom_place place,
                      const char *name, size_t length) {
  for (size_t i = 0; i < operation->field_count; i++) {
    const struct unom_field *field = &operation->fields[i];
    if (field->place == place && strlen(field->name) == length &&
        memcmp(field->name, name, length) == 0)
      return field->personal || field->secret;
  }
  return false;
}

/* Pushes the URL with the personal values of its query masked. No personal field is in a path. */
static void push_url(lua_State *L, const struct unom_operation *operation, const char *url) {
  luaL_Buffer text;
  luaL_buffinit(L, &text);
  const char *at = strchrnul(url, '?');
  luaL_addlstring(&text, url, (size_t)(at - url));
  while (*at) { /* at '?' or '&' */
    const char *end = strchrnul(at + 1, '&');
    const char *equals = memchr(at, '=', (size_t)(end - at));
    const char *name_end = equals ? equals : end;
    if (equals && must_mask(operation, UNOM_PLACE_QUERY, at + 1, (size_t)(name_end - at - 1))) {
      luaL_addlstring(&text, at, (size_t)(equals + 1 - at));
      luaL_addstring(&text, MASK);
    } else {
      luaL_addlstring(&text, at, (size_t)(end - at));
    }
    at = end;
  }
  luaL_pushresult(&text);
}

/* Sets event[name] of the event on top of the stack to error[key]; an absent value stays so. */
static void set_of_error(lua_State *L, int error, const char *name, const char *key) {
  lua_getfield(L, error, key);
  lua_setfield(L, -2, name);
}

static void set_value(lua_State *L, const char *name, int value) {
  lua_pushvalue(L, value);
  lua_setfield(L, -2, name);
}

void unom_trace_push(lua_State *L, const struct unom_trace_event *event) {
  const struct unom_operation *operation = event->operation;
  const struct unom_transfer *transfer = event->transfer;
  const struct unom_transfer_response *response = &transfer->response;
  luaL_checkstack(L, 8, "a trace");
  lua_createtable(L, 0, 14);
  lua_pushnumber(L, unom_clock_read(CLOCK_REALTIME));
  lua_setfield(L, -2, "time");
  if (operation) {
    lua_pushinteger(L, event->id);
    lua_setfield(L, -2, "id");
  }
  lua_pushstring(L, operation ? operation->name : "access_token");
  lua_setfield(L, -2, "operation");
  lua_pushstring(L, transfer->request.method);
  lua_setfield(L, -2, "method");
  if (operation)
    push_url(L, operation, transfer->request.url);
  else
    lua_pushstring(L, transfer->request.url);
  lua_setfield(L, -2, "url");
  if (response->status) {
    lua_pushinteger(L, response->status);
    lua_setfield(L, -2, "status");
  }
  lua_pushnumber(L, response->seconds);
  lua_setfield(L, -2, "seconds");
  lua_pushstring(L, unom_sent_name(response->sent));
  lua_setfield(L, -2, "sent");
  if (event->request)
    set_value(L, "request", event->request);
  if (event->reply) {
    push_masked(L, event->reply, false);
    lua_setfield(L, -2, "reply");
  }
  if (event->error) {
    set_of_error(L, event->error, "error", "kind");
    set_of_error(L, event->error, "code", "code");
    set_of_error(L, event->error, "name", "name");
    set_of_error(L, event->error, "message_id", "message_id");
  }
}
