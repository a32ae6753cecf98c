/* call.c: the calls of a client: their token, transfers and results. See call.h.
 *
 * Invariant: a call is in the list of calls until its result is in the array of results, and
 * nothing that can raise happens between the two. */
#define _GNU_SOURCE
#include "lua/call.h"

#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "lua/interrupt.h"
#include "lua/reply.h"
#include "lua/request/request.h"
#include "lua/token_function.h"
#include "lua/trace.h"

struct unom_call {
  struct unom_call *previous, *next;
  lua_Integer id;
  struct unom_transfer *transfer;
  const struct unom_operation *operation;
  unsigned long generation; /* of the token it was sent with */
  bool waits;               /* for a token, or for its turn */
  bool is_final;            /* a 401 now ends the call: it is not sent again */
  time_t started;
};

/* ---- the list of calls ---- */

static void call_add(struct unom_calls *calls, struct unom_call *call) {
  call->previous = calls->last;
  call->next = NULL;
  *(calls->last ? &calls->last->next : &calls->first) = call;
  calls->last = call;
  calls->count++;
}

static void call_remove(struct unom_calls *calls, struct unom_call *call) {
  *(call->previous ? &call->previous->next : &calls->first) = call->next;
  *(call->next ? &call->next->previous : &calls->last) = call->previous;
  calls->count--;
  calls->waiting -= call->waits;
  free(call);
}

static void call_wait(struct unom_calls *calls, struct unom_call *call) {
  call->waits = true;
  calls->waiting++;
}

/* A call is on the wire, with a connection of its own, from its send to its result. */
static bool has_place(const struct unom_calls *calls) {
  return calls->count - calls->waiting < unom_transport_max_connections(calls->transport);
}

/* Sends the waiting calls, in the order of their starts, for as many as there are places. Skips
 * calls that are due, which `expire_waiting` ends: sent now, they could only end as
 * "maybe". */
static void send_waiting(struct unom_calls *calls) {
  double now = unom_clock_seconds();
  for (struct unom_call *call = calls->first; call && calls->waiting > 0 && has_place(calls);
       call = call->next) {
    if (!call->waits || unom_transfer_due(call->transfer) <= now)
      continue;
    call->waits = false;
    calls->waiting--;
    call->generation = calls->token.generation;
    unom_transport_start(calls->transport, call->transfer, calls->token.value.bytes);
  }
}

/* ---- results and events; the client is at index 1 ---- */

/* Moves the value on top of the stack to the end of the array that is the user value. */
static void append(lua_State *L, int user_value) {
  lua_getiuservalue(L, 1, user_value);
  lua_insert(L, -2);
  lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
  lua_pop(L, 1);
}

/* `call` NULL: the transfer requested a token. `reply`, `error`: their indices, or 0. */
static void trace(lua_State *L, const struct unom_calls *calls, const struct unom_call *call,
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

/* Are its masked arguments kept until it ends? */
static bool keeps_request(const struct unom_calls *calls, const struct unom_operation *operation) {
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
  lua_pushinteger(L, (lua_Integer)call->started);
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

/* Adds the result of the call: pops the reply and the error object, one of which is nil. */
static void finish(lua_State *L, struct unom_calls *calls, struct unom_call *call) {
  luaL_checkstack(L, 12, "a result");
  struct unom_transfer *transfer = call->transfer;
  int reply = lua_gettop(L) - 1, err = reply + 1;
  bool failed = lua_isnil(L, reply);
  if (!failed && call->operation->changes)
    set_origin(L, calls, call, reply);
  trace(L, calls, call, transfer, failed ? 0 : reply, failed ? err : 0);
  lua_createtable(L, 0, 2);
  lua_pushinteger(L, call->id);
  lua_setfield(L, -2, "id");
  lua_pushvalue(L, failed ? err : reply);
  lua_setfield(L, -2, failed ? "err" : "reply");
  append(L, UNOM_CALLS_RESULTS);
  if (keeps_request(calls, call->operation)) {
    lua_getiuservalue(L, 1, UNOM_CALLS_REQUESTS);
    lua_pushnil(L);
    lua_rawseti(L, -2, call->id);
  }
  unom_transport_release(calls->transport, transfer);
  call_remove(calls, call);
  lua_settop(L, reply - 1);
}

/* ---- the access token ---- */

/* Starts the transfer that requests a token. false when memory is out. */
static bool request_token(struct unom_calls *calls) {
  struct unom_transfer_request request = {.method = "POST",
                                          .url = calls->token_url,
                                          .body = calls->token.request.bytes,
                                          .length = calls->token.request.length,
                                          .timeout = calls->timeout,
                                          .leave_within = INFINITY};
  struct unom_transfer *transfer = unom_transport_queue(calls->transport, &request);
  if (!transfer)
    return false;
  calls->token_transfer = transfer;
  calls->token_requested_at = unom_clock_seconds();
  unom_transport_start(calls->transport, transfer, NULL);
  return true;
}

/* Ends the calls that wait with the error. */
static void finish_waiting(lua_State *L, struct unom_calls *calls, struct unom_error *error) {
  struct unom_call *next;
  for (struct unom_call *call = calls->first; call; call = next) {
    next = call->next;
    if (!call->waits)
      continue;
    error->operation = call->operation->name;
    lua_pushnil(L);
    unom_error_push(L, error);
    finish(L, calls, call);
  }
}

static void complete_token(lua_State *L, struct unom_calls *calls) {
  struct unom_transfer *transfer = calls->token_transfer;
  struct unom_error error;
  double lifetime;
  int top = lua_gettop(L);
  bool granted = unom_reply_push_token(L, &transfer->response, &lifetime, &error);
  const char *text = lua_tostring(L, -1);
  if (!granted) {
    error.message = text;
    unom_error_push(L, &error);
  }
  trace(L, calls, NULL, transfer, 0, granted ? 0 : lua_gettop(L));
  if (granted &&
      !unom_token_set_renewable(&calls->token, text, calls->token_requested_at, lifetime))
    luaL_error(L, "not enough memory");
  if (!granted)
    finish_waiting(L, calls, &error);
  unom_transport_release(calls->transport, transfer);
  calls->token_transfer = NULL;
  calls->token_granted_at = unom_clock_seconds();
  if (granted)
    send_waiting(calls); /* even if it is due for renewal already: it was fetched for them */
  lua_settop(L, top);
}

/* Asks the caller's function for a token, and sends the calls that wait for it, or ends them. */
static void ask_for_token(lua_State *L, struct unom_calls *calls) {
  double asked_at = unom_clock_seconds(), lifetime;
  int top = lua_gettop(L);
  lua_getiuservalue(L, 1, UNOM_CALLS_OPTIONS);
  lua_getfield(L, -1, "token");
  if (unom_token_function_push(L, calls->token.value.bytes, &lifetime)) {
    if (!unom_token_set_renewable(&calls->token, lua_tostring(L, -1), asked_at, lifetime))
      luaL_error(L, "not enough memory");
    calls->token_granted_at = unom_clock_seconds();
    send_waiting(calls);
  } else {
    finish_waiting(L, calls,
                   &(struct unom_error){.kind = UNOM_ERROR_AUTH,
                                        .sent = UNOM_SENT_NO,
                                        .message = lua_tostring(L, -1)});
  }
  lua_settop(L, top);
}

/* Could a call go out but for a token, and none is under way? */
static bool needs_token(const struct unom_calls *calls) {
  return calls->waiting > 0 && has_place(calls) && !calls->token_transfer &&
         !unom_token_is_fresh(&calls->token, unom_clock_seconds());
}

/* Sends the calls that can go out, or requests the token that they need; the token function is left
 * to the pump, while which the client is busy. false when memory is out; it can be tried again. */
static bool advance(struct unom_calls *calls) {
  if (unom_token_is_fresh(&calls->token, unom_clock_seconds()))
    send_waiting(calls);
  return !needs_token(calls) || calls->asks_for_token || request_token(calls);
}

/* ---- the loop ---- */

/* A 401 means that nothing was done: after the first, the call is sent again with a new token. */
static bool must_renew(const struct unom_calls *calls, const struct unom_call *call) {
  const struct unom_transfer_response *response = &call->transfer->response;
  return response->failure == UNOM_FAILURE_NONE && response->status == 401 && !call->is_final &&
         unom_token_can_renew(&calls->token);
}

static void complete_call(lua_State *L, struct unom_calls *calls, struct unom_call *call) {
  unom_reply_push(L, call->operation, &call->transfer->response);
  if (must_renew(calls, call)) {
    trace(L, calls, call, call->transfer, 0, lua_gettop(L));
    lua_pop(L, 2);
    call->is_final = true;
    unom_token_reject(&calls->token, call->generation);
    unom_transport_requeue(calls->transport, call->transfer);
    call_wait(calls, call);
    return;
  }
  finish(L, calls, call);
}

static void complete_transfers(lua_State *L, struct unom_calls *calls) {
  struct unom_transfer *transfer;
  while ((transfer = unom_transport_completed(calls->transport))) {
    if (transfer == calls->token_transfer)
      complete_token(L, calls);
    else
      complete_call(L, calls, transfer->request.owner);
  }
}

/* Ends the calls that are due before they were sent. */
static void expire_waiting(lua_State *L, struct unom_calls *calls) {
  double now = unom_clock_seconds();
  bool has_token = unom_token_is_fresh(&calls->token, now), is_full = !has_place(calls);
  struct unom_call *next;
  for (struct unom_call *call = calls->first; call; call = next) {
    next = call->next;
    double due = unom_transfer_due(call->transfer);
    if (!call->waits || due > now)
      continue;
    bool was_turn = !is_full && !(has_token && calls->token_granted_at < due);
    const char *unsent = unom_transfer_unsent_message(call->transfer);
    lua_pushnil(L);
    unom_error_push(L, &(struct unom_error){
                           .kind = UNOM_ERROR_TIMEOUT,
                           .sent = UNOM_SENT_NO,
                           .operation = call->operation->name,
                           .message = unsent     ? unsent
                                      : was_turn ? "no access token in time"
                                                 : "its turn did not come: other calls took all "
                                                   "connections"});
    finish(L, calls, call);
  }
}

void unom_calls_pump(lua_State *L, struct unom_calls *calls) {
  unom_transport_perform(calls->transport);
  complete_transfers(L, calls);
  if (calls->waiting == 0)
    return;
  expire_waiting(L, calls);
  if (!advance(calls))
    luaL_error(L, "not enough memory");
  if (calls->asks_for_token && needs_token(calls))
    ask_for_token(L, calls);
}

bool unom_calls_has_any_of(lua_State *L, const struct unom_calls *calls, int ids) {
  bool found = false;
  for (const struct unom_call *call = calls->first; call && !found; call = call->next) {
    found = lua_rawgeti(L, ids, call->id) != LUA_TNIL;
    lua_pop(L, 1);
  }
  return found;
}

bool unom_calls_are_on_the_wire(const struct unom_calls *calls) {
  return calls->waiting == 0 && !unom_transport_completed(calls->transport);
}

/* When the first of the calls that wait is due. */
static double first_waiting_due(const struct unom_calls *calls) {
  double earliest = INFINITY;
  for (struct unom_call *call = calls->first; call && calls->waiting > 0; call = call->next)
    if (call->waits)
      earliest = fmin(earliest, unom_transfer_due(call->transfer));
  return earliest;
}

double unom_calls_due(const struct unom_calls *calls) {
  bool can_advance =
      calls->waiting > 0 && has_place(calls) &&
      (!calls->token_transfer || unom_token_is_fresh(&calls->token, unom_clock_seconds()));
  return can_advance ? -INFINITY
                     : fmin(unom_transport_due(calls->transport), first_waiting_due(calls));
}

void unom_calls_poll(const struct unom_calls *calls, double until) {
  unom_transport_poll(calls->transport, fmin(until, first_waiting_due(calls)), unom_interrupt_fd());
}

bool unom_calls_abort(struct unom_calls *calls, struct unom_call *call) {
  call->is_final = true;
  calls->waiting -= call->waits;
  call->waits = false; /* or it would be sent, where a start comes before the next pump */
  return unom_transport_abort(calls->transport, call->transfer);
}

struct unom_call *unom_calls_find(const struct unom_calls *calls, lua_Integer id) {
  struct unom_call *call = calls->first;
  while (call && call->id != id)
    call = call->next;
  return call;
}

void unom_calls_abort_waiting(struct unom_calls *calls, struct unom_call *call) {
  if (call->waits)
    (void)unom_calls_abort(calls, call);
}

void unom_calls_abort_all(lua_State *L, struct unom_calls *calls) {
  for (struct unom_call *call = calls->first; call; call = call->next)
    (void)unom_calls_abort(calls, call);
  if (calls->token_transfer)
    unom_transport_release(calls->transport, calls->token_transfer);
  calls->token_transfer = NULL;
  complete_transfers(L, calls);
}

void unom_calls_free(struct unom_calls *calls) {
  for (struct unom_call *call = calls->first, *next; call; call = next) {
    next = call->next;
    free(call);
  }
  calls->first = calls->last = NULL;
  calls->count = calls->waiting = 0;
  unom_transport_free(calls->transport);
  calls->transport = NULL;
  calls->token_transfer = NULL;
  unom_token_free(&calls->token);
}

/* A new call with a queued transfer, which is not in the list of calls yet. NULL when memory is
 * out. */
static struct unom_call *call_new(struct unom_calls *calls, const struct unom_operation *operation,
                                  struct unom_transfer_request *request) {
  struct unom_call *call = calloc(1, sizeof *call);
  if (!call)
    return NULL;
  request->owner = call;
  call->operation = operation;
  call->transfer = unom_transport_queue(calls->transport, request);
  if (!call->transfer) {
    free(call);
    return NULL;
  }
  return call;
}

lua_Integer unom_calls_start(lua_State *L, struct unom_calls *calls,
                             const struct unom_operation *operation, int arguments,
                             const struct unom_call_options *options) {
  int top = lua_gettop(L);
  struct unom_transfer_request request = {.method = operation->method,
                                          .timeout = options->timeout,
                                          .leave_within = options->leave_within,
                                          .changes = operation->changes};
  luaL_checkstack(L, 10, "a request");
  unom_request_push(L, operation, arguments, calls->contract_id, calls->access_field);
  request.body = lua_tolstring(L, top + 2, &request.length);
  request.url = lua_pushfstring(L, "%s%s", calls->base_url, lua_tostring(L, top + 1));
  if (keeps_request(calls, operation)) { /* before anything is started: it may raise */
    lua_getiuservalue(L, 1, UNOM_CALLS_REQUESTS);
    unom_request_push_masked(L, operation, arguments);
    lua_rawseti(L, -2, calls->last_id + 1);
  }
  if (!calls->transport) /* a finaliser that ran meanwhile may have closed the client */
    return luaL_error(L, "the client is closed");
  struct unom_call *call = call_new(calls, operation, &request);
  if (!call)
    return luaL_error(L, "not enough memory");
  call->id = ++calls->last_id;
  call->started = time(NULL);
  call_add(calls, call);
  call_wait(calls, call);
  advance(calls); /* where memory is out, the next pump tries again and says so */
  struct unom_transfer *next = call->waits ? calls->token_transfer : call->transfer;
  if (next)
    unom_transport_send_now(calls->transport, next);
  lua_settop(L, top);
  return call->id;
}
