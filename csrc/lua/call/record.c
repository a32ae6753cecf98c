/* record.c: what is recorded of calls: their results, and the events for the trace function. See record.h. */
#define _GNU_SOURCE
#include "lua/call/record.h"

#include <lauxlib.h>

#include "lua/trace.h"

/* Moves the value on top of the stack to the end of the array that is the user value. */
static void append(lua_State *L, int user_value) {
  lua_getiuservalue(L, 1, user_value);
  lua_insert(L, -2);
  lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
  lua_pop(L, 1);
}

void unom_record_event(lua_State *L, const struct unom_calls *calls, const struct unom_call *call,
                       const struct unom_transfer *transfer, int reply, int error) {
  if (!calls->traces)
    return;
  int top = lua_gettop(L);
  struct unom_trace_event event = {.transfer = transfer, .reply = reply, .error = error};
  if (call) {
    lua_getiuservalue(L, 1, UNOM_CALLS_REQUESTS);
    lua_rawgeti(L, -1, call->id);
    event.operation = call->operation;
    event.id = call->id;
    event.request = top + 2;
  }
  unom_trace_push(L, &event);
  append(L, UNOM_CALLS_EVENTS);
  lua_settop(L, top);
}

bool unom_record_keeps_request(const struct unom_calls *calls,
                               const struct unom_operation *operation) {
  return calls->traces || operation->changes;
}

/* Gives the reply of what acts a metatable that says what was asked for: client:await goes by it. */
static void set_origin(lua_State *L, const struct unom_calls *calls, const struct unom_call *call,
                       int reply) {
  lua_createtable(L, 0, 5);
  int origin = lua_gettop(L);
  lua_pushliteral(L, "unom.reply");
  lua_setfield(L, origin, "__name");
  lua_pushstring(L, call->operation->name);
  lua_setfield(L, origin, "operation");
  lua_pushinteger(L, (lua_Integer)call->transfer->left_at);
  lua_setfield(L, origin, "started");
  lua_getiuservalue(L, 1, UNOM_CALLS_REQUESTS);
  lua_rawgeti(L, -1, call->id);
  if (lua_getfield(L, -1, "contractId") == LUA_TNIL)
    lua_pushstring(L, calls->contract_id);
  lua_setfield(L, origin, "contract_id");
  lua_settop(L, origin + 2);
  lua_setfield(L, origin, "arguments");
  lua_settop(L, origin);
  lua_setmetatable(L, reply);
}

void unom_record_result(lua_State *L, struct unom_calls *calls, struct unom_call *call) {
  luaL_checkstack(L, 12, "a result");
  struct unom_transfer *transfer = call->transfer;
  int reply = lua_gettop(L) - 1, err = reply + 1;
  bool failed = lua_isnil(L, reply);
  if (!failed && call->operation->changes)
    set_origin(L, calls, call, reply);
  unom_record_event(L, calls, call, transfer, failed ? 0 : reply, failed ? err : 0);
  lua_createtable(L, 0, 2);
  lua_pushinteger(L, call->id);
  lua_setfield(L, -2, "id");
  lua_pushvalue(L, failed ? err : reply);
  lua_setfield(L, -2, failed ? "err" : "reply");
  append(L, UNOM_CALLS_RESULTS);
  if (unom_record_keeps_request(calls, call->operation)) {
    lua_getiuservalue(L, 1, UNOM_CALLS_REQUESTS);
    lua_pushnil(L);
    lua_rawseti(L, -2, call->id);
  }
  unom_transport_release(calls->transport, transfer);
  unom_queue_remove(calls, call);
  lua_settop(L, reply - 1);
}
