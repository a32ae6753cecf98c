/* call.c: the calls of a client, from their start to their results. See call.h.
 *
 * Invariant: what is sent again was refused with a 401, which says that nothing was done, or
 * call/retry.h allows it. */
#define _GNU_SOURCE
#include "lua/call.h"

#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "lua/call/authorisation.h"
#include "lua/call/queue.h"
#include "lua/call/record.h"
#include "lua/call/retry.h"
#include "lua/interrupt.h"
#include "lua/reply.h"
#include "lua/request/request.h"

/* Sends the calls that can go out, or requests the token that they need; the token function is left
 * to the pump, while which the client is busy. false when memory is out; it can be tried again. */
static bool advance(struct unom_calls *calls) {
  if (unom_token_is_fresh(&calls->token, unom_clock_seconds()))
    unom_queue_send(calls);
  return !unom_authorisation_is_needed(calls) || calls->asks_for_token ||
         unom_authorisation_request(calls);
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
    unom_record_event(L, calls, call, call->transfer, 0, lua_gettop(L));
    lua_pop(L, 2);
    call->is_final = true;
    unom_token_reject(&calls->token, call->generation);
    unom_transport_requeue(calls->transport, call->transfer);
    unom_queue_wait(calls, call, 0);
    return;
  }
  bool failed = lua_isnil(L, -2);
  if (!failed || !unom_retry_begin(L, calls, call))
    unom_record_result(L, calls, call);
}

static void complete_transfers(lua_State *L, struct unom_calls *calls) {
  struct unom_transfer *transfer;
  while ((transfer = unom_transport_completed(calls->transport))) {
    if (transfer == calls->token_transfer)
      unom_authorisation_complete(L, calls);
    else
      complete_call(L, calls, transfer->request.owner);
  }
}

/* Ends the calls that are due before they were sent. */
static void expire_waiting(lua_State *L, struct unom_calls *calls) {
  double now = unom_clock_seconds();
  bool has_token = unom_token_is_fresh(&calls->token, now), is_full = !unom_queue_has_place(calls);
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
    unom_record_result(L, calls, call);
  }
}

void unom_calls_pump(lua_State *L, struct unom_calls *calls) {
  unom_transport_perform(calls->transport);
  complete_transfers(L, calls);
  if (calls->waiting > 0 && unom_interrupt_pending()) {
    for (struct unom_call *call = calls->first; call; call = call->next)
      unom_calls_abort_waiting(calls, call);
    complete_transfers(L, calls);
  }
  if (calls->waiting > 0) {
    unom_queue_end_pauses(calls);
    expire_waiting(L, calls);
    if (!advance(calls))
      luaL_error(L, "not enough memory");
    if (calls->asks_for_token && unom_authorisation_is_needed(calls))
      unom_authorisation_ask(L, calls);
  }
  unom_transport_perform_new(calls->transport); /* nobody may wait again for some time */
}

bool unom_calls_has_any_of(lua_State *L, const struct unom_calls *calls, int ids) {
  bool found = false;
  for (const struct unom_call *call = calls->first; call && !found; call = call->next) {
    found = lua_rawgeti(L, ids, call->id) != LUA_TNIL;
    lua_pop(L, 1);
  }
  return found;
}

lua_Integer unom_calls_count_of(lua_State *L, const struct unom_calls *calls, int ids) {
  lua_Integer found = 0;
  for (const struct unom_call *call = calls->first; call; call = call->next) {
    found += lua_rawgeti(L, ids, call->id) != LUA_TNIL;
    lua_pop(L, 1);
  }
  return found;
}

bool unom_calls_are_on_the_wire(const struct unom_calls *calls) {
  return calls->waiting == 0 && !unom_transport_completed(calls->transport);
}

double unom_calls_due(const struct unom_calls *calls) {
  bool can_advance =
      unom_queue_has_ready(calls) && unom_queue_has_place(calls) &&
      (!calls->token_transfer || unom_token_is_fresh(&calls->token, unom_clock_seconds()));
  return can_advance ? -INFINITY
                     : fmin(unom_transport_due(calls->transport), unom_queue_next(calls));
}

void unom_calls_poll(const struct unom_calls *calls, double until) {
  unom_transport_poll(calls->transport, fmin(until, unom_queue_next(calls)), unom_interrupt_fd());
}

bool unom_calls_abort(struct unom_calls *calls, struct unom_call *call) {
  call->is_final = true;
  call->retries_left = 0;
  unom_queue_leave(calls, call); /* or it would be sent, where a start comes before the next pump */
  return unom_transport_abort(calls->transport, call->transfer);
}

struct unom_call *unom_calls_find(const struct unom_calls *calls, lua_Integer id) {
  struct unom_call *call = calls->first;
  while (call && call->id != id)
    call = call->next;
  return call;
}

bool unom_calls_waits(const struct unom_call *call) { return call->waits; }

bool unom_calls_is_acting(const struct unom_call *call) {
  return !call->waits && call->operation->changes;
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
  calls->count = calls->waiting = calls->paused = 0;
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
  if (unom_record_keeps_request(calls, operation)) { /* before anything is started: it may raise */
    lua_getiuservalue(L, 1, UNOM_CALLS_REQUESTS);
    unom_request_push_masked(L, operation, arguments);
    lua_rawseti(L, -2, calls->last_id + 1);
  }
  bool is_due_in_main = unom_interrupt_is_due_in_main(L); /* it may raise, too */
  if (!calls->transport) /* a finaliser that ran meanwhile may have closed the client */
    return luaL_error(L, "the client is closed");
  struct unom_call *call = call_new(calls, operation, &request);
  if (!call)
    return luaL_error(L, "not enough memory");
  unom_authorisation_forget_failed(calls);
  call->id = ++calls->last_id;
  call->retries_left = options->retries;
  unom_queue_add(calls, call);
  unom_queue_wait(calls, call, 0);
  if (unom_interrupt_pending() || is_due_in_main)
    (void)unom_calls_abort(calls, call);
  else
    advance(calls); /* where memory is out, the next pump tries again and says so */
  struct unom_transfer *next = call->waits ? calls->token_transfer : call->transfer;
  if (next)
    unom_transport_send_now(calls->transport, next);
  lua_settop(L, top);
  return call->id;
}
