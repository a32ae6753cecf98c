/* call.c: operations on their way: the token they wait for, their sends and results. See
 * dispatch.h.
 *
 * Invariant: an operation stands in the list of pending ones until its result stands in the array
 * of results; nothing that can raise happens between the two. */
#define _GNU_SOURCE
#include "lua/call.h"

#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "lua/interrupt.h"
#include "lua/reply.h"
#include "lua/request.h"
#include "lua/trace.h"

/* An operation on its way. */
struct unom_pending {
  struct unom_pending *previous, *next;
  struct unom_exchange *exchange;
  const struct unom_operation *operation;
  double deadline;
  unsigned long generation; /* of the token it was sent with */
  bool waits;               /* for a token */
  bool renewed;             /* a 401 came once: a second one is final */
};

/* ---- what is on its way ---- */

static void pending_add(struct unom_dispatch *dispatch, struct unom_pending *pending) {
  pending->previous = dispatch->last;
  pending->next = NULL;
  *(dispatch->last ? &dispatch->last->next : &dispatch->first) = pending;
  dispatch->last = pending;
}

static void pending_remove(struct unom_dispatch *dispatch, struct unom_pending *pending) {
  *(pending->previous ? &pending->previous->next : &dispatch->first) = pending->next;
  *(pending->next ? &pending->next->previous : &dispatch->last) = pending->previous;
  dispatch->waiting -= pending->waits;
  free(pending);
}

static void pending_wait(struct unom_dispatch *dispatch, struct unom_pending *pending) {
  pending->waits = true;
  dispatch->waiting++;
}

static void pending_send(struct unom_dispatch *dispatch, struct unom_pending *pending, double now) {
  dispatch->waiting -= pending->waits;
  pending->waits = false;
  pending->generation = dispatch->token.generation;
  unom_transport_send(dispatch->transport, pending->exchange, dispatch->token.value.bytes,
                      pending->deadline - now);
}

/* Whoever's time is up is left to `expire_waiting`: sent now, it could only end in doubt. */
static void send_waiting(struct unom_dispatch *dispatch) {
  double now = unom_clock_seconds();
  for (struct unom_pending *pending = dispatch->first; pending; pending = pending->next)
    if (pending->waits && pending->deadline > now)
      pending_send(dispatch, pending, now);
}

/* ---- results and events; the client is at index 1 ---- */

/* Adds the value on top to the array that is the user value. */
static void append(lua_State *L, int user_value) {
  lua_getiuservalue(L, 1, user_value);
  lua_insert(L, -2);
  lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
  lua_pop(L, 1);
}

static void trace(lua_State *L, const struct unom_dispatch *dispatch,
                  const struct unom_pending *pending, const struct unom_exchange *exchange,
                  int reply, const char *error) {
  if (!dispatch->traces)
    return;
  int top = lua_gettop(L);
  if (pending) {
    lua_getiuservalue(L, 1, UNOM_DISPATCH_REQUESTS);
    lua_rawgeti(L, -1, exchange->id);
  }
  unom_trace_push(L, pending ? pending->operation : NULL, exchange, pending ? top + 2 : 0, reply,
                  error);
  append(L, UNOM_DISPATCH_EVENTS);
  lua_settop(L, top);
}

/* The exchange has ended with the reply and the error object (one of them nil) on top; takes them.
 */
static void finish(lua_State *L, struct unom_dispatch *dispatch, struct unom_pending *pending) {
  luaL_checkstack(L, 12, "a result");
  struct unom_exchange *exchange = pending->exchange;
  int reply = lua_gettop(L) - 1, err = reply + 1;
  bool failed = lua_isnil(L, reply);
  if (failed)
    lua_getfield(L, err, "kind");
  trace(L, dispatch, pending, exchange, failed ? 0 : reply, failed ? lua_tostring(L, -1) : NULL);
  lua_createtable(L, 0, 2);
  lua_pushinteger(L, exchange->id);
  lua_setfield(L, -2, "id");
  lua_pushvalue(L, failed ? err : reply);
  lua_setfield(L, -2, failed ? "err" : "reply");
  append(L, UNOM_DISPATCH_RESULTS);
  if (dispatch->traces) {
    lua_getiuservalue(L, 1, UNOM_DISPATCH_REQUESTS);
    lua_pushnil(L);
    lua_rawseti(L, -2, exchange->id);
  }
  unom_transport_release(dispatch->transport, exchange);
  pending_remove(dispatch, pending);
  lua_settop(L, reply - 1);
}

/* ---- the access token ---- */

/* Asks for a token. Whoever waits for one asks again as long as nobody does. */
static void request_token(lua_State *L, struct unom_dispatch *dispatch) {
  const char *url = lua_pushfstring(L, "%s%s", dispatch->base_url, UNOM_TOKEN_PATH);
  struct unom_letter letter = {.method = "POST",
                               .url = url,
                               .body = dispatch->token.request.bytes,
                               .length = dispatch->token.request.length};
  struct unom_exchange *exchange = unom_transport_prepare(dispatch->transport, &letter);
  lua_pop(L, 1);
  if (!exchange)
    luaL_error(L, "not enough memory");
  dispatch->token_exchange = exchange;
  dispatch->token_asked_at = unom_clock_seconds();
  unom_transport_send(dispatch->transport, exchange, NULL, dispatch->timeout);
}

static void finish_waiting(lua_State *L, struct unom_dispatch *dispatch, struct unom_error *error) {
  struct unom_pending *next;
  for (struct unom_pending *pending = dispatch->first; pending; pending = next) {
    next = pending->next;
    if (!pending->waits)
      continue;
    error->operation = pending->operation->name;
    lua_pushnil(L);
    unom_error_push(L, error);
    finish(L, dispatch, pending);
  }
}

static void take_token(lua_State *L, struct unom_dispatch *dispatch) {
  struct unom_exchange *exchange = dispatch->token_exchange;
  struct unom_error error;
  double lifetime;
  int top = lua_gettop(L);
  bool granted = unom_reply_push_token(L, &exchange->answer, &lifetime, &error);
  const char *text = lua_tostring(L, -1);
  trace(L, dispatch, NULL, exchange, 0, granted ? NULL : unom_error_kind_name(error.kind));
  if (granted && !unom_token_accept(&dispatch->token, text, dispatch->token_asked_at, lifetime))
    luaL_error(L, "not enough memory");
  if (!granted) {
    error.message = text;
    finish_waiting(L, dispatch, &error);
  }
  unom_transport_release(dispatch->transport, exchange);
  dispatch->token_exchange = NULL;
  if (granted)
    send_waiting(dispatch);
  lua_settop(L, top);
}

/* ---- the loop ---- */

/* A 401 means that nothing was done: the first one is answered with a new token. */
static bool must_renew(const struct unom_dispatch *dispatch, const struct unom_pending *pending) {
  const struct unom_answer *answer = &pending->exchange->answer;
  return answer->failure == UNOM_FAILURE_NONE && answer->status == 401 && !pending->renewed &&
         unom_token_can_renew(&dispatch->token);
}

static void take(lua_State *L, struct unom_dispatch *dispatch, struct unom_pending *pending) {
  if (must_renew(dispatch, pending)) {
    trace(L, dispatch, pending, pending->exchange, 0, unom_error_kind_name(UNOM_ERROR_AUTH));
    pending->renewed = true;
    unom_token_reject(&dispatch->token, pending->generation);
    unom_transport_hold(dispatch->transport, pending->exchange);
    pending_wait(dispatch, pending);
    return;
  }
  unom_reply_push(L, pending->operation, &pending->exchange->answer);
  finish(L, dispatch, pending);
}

static void take_answered(lua_State *L, struct unom_dispatch *dispatch) {
  struct unom_exchange *exchange;
  while ((exchange = unom_transport_answered(dispatch->transport))) {
    if (exchange == dispatch->token_exchange)
      take_token(L, dispatch);
    else
      take(L, dispatch, exchange->letter.owner);
  }
}

/* Ends those whose time was up before a token came. */
static void expire_waiting(lua_State *L, struct unom_dispatch *dispatch) {
  double now = unom_clock_seconds();
  struct unom_pending *next;
  for (struct unom_pending *pending = dispatch->first; pending; pending = next) {
    next = pending->next;
    if (!pending->waits || pending->deadline > now)
      continue;
    lua_pushnil(L);
    unom_error_push(L, &(struct unom_error){.kind = UNOM_ERROR_TIMEOUT,
                                            .sent = UNOM_SENT_NO,
                                            .operation = pending->operation->name,
                                            .message = "no access token in time"});
    finish(L, dispatch, pending);
  }
}

void unom_dispatch_pump(lua_State *L, struct unom_dispatch *dispatch) {
  unom_transport_perform(dispatch->transport);
  take_answered(L, dispatch);
  if (dispatch->waiting == 0)
    return;
  expire_waiting(L, dispatch);
  if (unom_token_is_fresh(&dispatch->token, unom_clock_seconds()))
    send_waiting(dispatch);
  else if (dispatch->waiting > 0 && !dispatch->token_exchange)
    request_token(L, dispatch);
}

void unom_dispatch_poll(const struct unom_dispatch *dispatch, double until) {
  if (dispatch->waiting > 0)
    for (struct unom_pending *pending = dispatch->first; pending; pending = pending->next)
      if (pending->waits)
        until = fmin(until, pending->deadline);
  double seconds = until - unom_clock_seconds();
  if (seconds > 0)
    unom_transport_poll(dispatch->transport, seconds, unom_interrupt_fd());
}

void unom_dispatch_cut(struct unom_dispatch *dispatch, struct unom_pending *pending) {
  pending->renewed = true; /* it is not sent again */
  unom_transport_cut(dispatch->transport, pending->exchange);
}

void unom_dispatch_cut_all(lua_State *L, struct unom_dispatch *dispatch) {
  for (struct unom_pending *pending = dispatch->first; pending; pending = pending->next)
    unom_dispatch_cut(dispatch, pending);
  if (dispatch->token_exchange)
    unom_transport_release(dispatch->transport, dispatch->token_exchange);
  dispatch->token_exchange = NULL;
  take_answered(L, dispatch);
}

void unom_dispatch_free(struct unom_dispatch *dispatch) {
  for (struct unom_pending *pending = dispatch->first, *next; pending; pending = next) {
    next = pending->next;
    free(pending);
  }
  dispatch->first = dispatch->last = NULL;
  unom_transport_free(dispatch->transport);
  dispatch->transport = NULL;
  dispatch->token_exchange = NULL;
  unom_token_free(&dispatch->token);
}

/* An exchange with the operation's request, owned by a new pending; NULL when memory is out. */
static struct unom_pending *prepare(struct unom_dispatch *dispatch,
                                    const struct unom_operation *operation,
                                    struct unom_letter *letter) {
  struct unom_pending *pending = calloc(1, sizeof *pending);
  if (!pending)
    return NULL;
  letter->owner = pending;
  pending->operation = operation;
  pending->exchange = unom_transport_prepare(dispatch->transport, letter);
  if (!pending->exchange) {
    free(pending);
    return NULL;
  }
  return pending;
}

lua_Integer unom_dispatch_start(lua_State *L, struct unom_dispatch *dispatch,
                                const struct unom_operation *operation, int arguments) {
  int top = lua_gettop(L);
  struct unom_letter letter = {.method = operation->method, .changes = operation->changes};
  luaL_checkstack(L, 10, "a request");
  unom_request_push(L, operation, arguments, dispatch->contract_id, dispatch->access_field);
  letter.body = lua_tolstring(L, top + 2, &letter.length);
  letter.url = lua_pushfstring(L, "%s%s", dispatch->base_url, lua_tostring(L, top + 1));
  if (dispatch->traces) { /* before anything is started: it may raise */
    lua_getiuservalue(L, 1, UNOM_DISPATCH_REQUESTS);
    unom_request_push_masked(L, operation, arguments);
    lua_rawseti(L, -2, unom_transport_next_id(dispatch->transport));
  }
  if (!dispatch->transport) /* a finaliser that ran meanwhile may have closed the client */
    return luaL_error(L, "the client is closed");
  struct unom_pending *pending = prepare(dispatch, operation, &letter);
  if (!pending)
    return luaL_error(L, "not enough memory");
  double now = unom_clock_seconds();
  pending->deadline = now + dispatch->timeout;
  pending_add(dispatch, pending);
  if (unom_token_is_fresh(&dispatch->token, now))
    pending_send(dispatch, pending, now);
  else
    pending_wait(dispatch, pending);
  lua_settop(L, top);
  return pending->exchange->id;
}
