/* authorisation.c: the access token that calls wait for. See authorisation.h. */
#define _GNU_SOURCE
#include "lua/call/authorisation.h"

#include <lauxlib.h>
#include <math.h>

#include "base/clock.h"
#include "lua/call/queue.h"
#include "lua/call/record.h"
#include "lua/call/retry.h"
#include "lua/reply.h"
#include "lua/token_function.h"

bool unom_authorisation_request(struct unom_calls *calls) {
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

void unom_authorisation_forget_failed(struct unom_calls *calls) {
  struct unom_transfer *transfer = calls->token_transfer;
  if (!transfer || calls->waiting > 0)
    return;
  unom_transport_perform(calls->transport);
  const struct unom_transfer_response *response = &transfer->response;
  if (transfer->state != UNOM_TRANSFER_COMPLETE ||
      (response->failure == UNOM_FAILURE_NONE && response->status == 200))
    return;
  unom_transport_release(calls->transport, transfer);
  calls->token_transfer = NULL;
}

/* The calls that wait fail with the error: each pauses before it is tried again, or ends. Those that
 * pause already will see for themselves. */
static void fail_waiting(lua_State *L, struct unom_calls *calls, struct unom_error *error) {
  struct unom_call *next;
  for (struct unom_call *call = calls->first; call; call = next) {
    next = call->next;
    if (!call->waits || call->paused_until > 0)
      continue;
    error->operation = call->operation->name;
    lua_pushnil(L);
    unom_error_push(L, error);
    if (!unom_retry_begin(L, calls, call))
      unom_record_result(L, calls, call);
  }
}

void unom_authorisation_complete(lua_State *L, struct unom_calls *calls) {
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
  unom_record_event(L, calls, NULL, transfer, 0, granted ? 0 : lua_gettop(L));
  if (granted &&
      !unom_token_set_renewable(&calls->token, text, calls->token_requested_at, lifetime))
    luaL_error(L, "not enough memory");
  if (!granted)
    fail_waiting(L, calls, &error);
  unom_transport_release(calls->transport, transfer);
  calls->token_transfer = NULL;
  calls->token_granted_at = unom_clock_seconds();
  if (granted)
    unom_queue_send(calls); /* even if it is due for renewal already: it was fetched for them */
  lua_settop(L, top);
}

void unom_authorisation_ask(lua_State *L, struct unom_calls *calls) {
  double asked_at = unom_clock_seconds(), lifetime;
  int top = lua_gettop(L);
  lua_getiuservalue(L, 1, UNOM_CALLS_OPTIONS);
  lua_getfield(L, -1, "token");
  if (unom_token_function_push(L, calls->token.value.bytes, &lifetime)) {
    if (!unom_token_set_renewable(&calls->token, lua_tostring(L, -1), asked_at, lifetime))
      luaL_error(L, "not enough memory");
    calls->token_granted_at = unom_clock_seconds();
    unom_queue_send(calls);
  } else {
    fail_waiting(L, calls,
                 &(struct unom_error){.kind = UNOM_ERROR_AUTH,
                                      .sent = UNOM_SENT_NO,
                                      .message = lua_tostring(L, -1)});
  }
  lua_settop(L, top);
}

bool unom_authorisation_is_needed(const struct unom_calls *calls) {
  return unom_queue_has_ready(calls) && unom_queue_has_place(calls) && !calls->token_transfer &&
         !unom_token_is_fresh(&calls->token, unom_clock_seconds());
}
