/* retry.c: is a call that failed tried again, and after which pause? See retry.h. */
#define _GNU_SOURCE
#include "lua/call/retry.h"

#include <math.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "lua/call/record.h"
#include "lua/error.h"
#include "lua/interrupt.h"

#define NOT_RETRIED (-1.0)

static const double first_pause = 0.5, longest_pause = 30; /* seconds, before the jitter */

/* From 0 to 1, without 1. */
static double random_share(void) {
  uint32_t number = 0;
  if (getrandom(&number, sizeof number, GRND_NONBLOCK) != (ssize_t)sizeof number)
    number = (uint32_t)(fmod(unom_clock_seconds(), 1e-3) * 4e12);
  return number / ((double)UINT32_MAX + 1);
}

/* Pushes error[name], without a metamethod's help. */
static void push_field(lua_State *L, int error, const char *name) {
  lua_pushstring(L, name);
  lua_rawget(L, error);
}

static bool is(lua_State *L, int error, const char *name, const char *value) {
  push_field(L, error, name);
  bool equal = strcmp(lua_tostring(L, -1), value) == 0;
  lua_pop(L, 1);
  return equal;
}

static bool is_of_kind(lua_State *L, int error, enum unom_error_kind kind) {
  return is(L, error, "kind", unom_error_kind_name(kind));
}

static lua_Integer number(lua_State *L, int error, const char *name) {
  push_field(L, error, name);
  lua_Integer value = lua_tointeger(L, -1);
  lua_pop(L, 1);
  return value;
}

static bool is_permanent(lua_State *L, int error) {
  push_field(L, error, "permanent");
  bool permanent = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return permanent;
}

static bool may_retry(lua_State *L, const struct unom_operation *operation, int error) {
  if (is_permanent(L, error) || is_of_kind(L, error, UNOM_ERROR_AUTH) ||
      is_of_kind(L, error, UNOM_ERROR_PROTOCOL) || is_of_kind(L, error, UNOM_ERROR_INTERRUPTED))
    return false;
  if (is(L, error, "sent", unom_sent_name(UNOM_SENT_NO)))
    return true;
  return !operation->changes &&
         (is_of_kind(L, error, UNOM_ERROR_NETWORK) || is_of_kind(L, error, UNOM_ERROR_TIMEOUT) ||
          number(L, error, "status") >= 500);
}

/* The seconds before the next try; NOT_RETRIED: there is none. */
static double pause_of(lua_State *L, const struct unom_call *call, int error) {
  if (call->retries_left == 0 || !may_retry(L, call->operation, error) || unom_interrupt_pending())
    return NOT_RETRIED;
  double most = fmin(longest_pause, ldexp(first_pause, (int)call->tries));
  double pause = fmax(random_share() * most, (double)number(L, error, "retry_after"));
  bool is_in_time = unom_clock_seconds() + pause < unom_transfer_resend_due(call->transfer);
  return is_in_time ? pause : NOT_RETRIED;
}

bool unom_retry_begin(lua_State *L, struct unom_calls *calls, struct unom_call *call) {
  int error = lua_gettop(L);
  double pause = pause_of(L, call, error);
  if (pause == NOT_RETRIED)
    return false;
  if (!call->waits) { /* else it waited for a token, and has not left */
    unom_record_event(L, calls, call, call->transfer, 0, error);
    unom_transport_requeue(calls->transport, call->transfer);
  }
  call->tries++;
  call->retries_left--;
  unom_queue_wait(calls, call, unom_clock_seconds() + pause);
  lua_pop(L, 2);
  return true;
}
