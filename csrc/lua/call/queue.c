/* queue.c: the calls of a client in the order of their starts. See queue.h. */
#define _GNU_SOURCE
#include "lua/call/queue.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"

void unom_queue_add(struct unom_calls *calls, struct unom_call *call) {
  call->previous = calls->last;
  call->next = NULL;
  *(calls->last ? &calls->last->next : &calls->first) = call;
  calls->last = call;
  calls->count++;
}

void unom_queue_remove(struct unom_calls *calls, struct unom_call *call) {
  *(call->previous ? &call->previous->next : &calls->first) = call->next;
  *(call->next ? &call->next->previous : &calls->last) = call->previous;
  calls->count--;
  unom_queue_leave(calls, call);
  free(call);
}

static void end_pause(struct unom_calls *calls, struct unom_call *call) {
  calls->paused -= call->paused_until > 0;
  call->paused_until = 0;
}

void unom_queue_wait(struct unom_calls *calls, struct unom_call *call, double until) {
  calls->waiting += !call->waits;
  call->waits = true;
  end_pause(calls, call);
  call->paused_until = until;
  calls->paused += until > 0;
}

void unom_queue_leave(struct unom_calls *calls, struct unom_call *call) {
  end_pause(calls, call);
  calls->waiting -= call->waits;
  call->waits = false;
}

bool unom_queue_has_place(const struct unom_calls *calls) {
  return calls->count - calls->waiting < unom_transport_max_connections(calls->transport);
}

bool unom_queue_has_ready(const struct unom_calls *calls) { return calls->waiting > calls->paused; }

void unom_queue_end_pauses(struct unom_calls *calls) {
  double now = unom_clock_seconds();
  for (struct unom_call *call = calls->first; call && calls->paused > 0; call = call->next)
    if (call->paused_until <= now)
      end_pause(calls, call);
}

void unom_queue_send(struct unom_calls *calls) {
  double now = unom_clock_seconds();
  for (struct unom_call *call = calls->first;
       call && unom_queue_has_ready(calls) && unom_queue_has_place(calls); call = call->next) {
    if (!call->waits || call->paused_until > 0 || unom_transfer_due(call->transfer) <= now)
      continue;
    unom_queue_leave(calls, call);
    call->generation = calls->token.generation;
    unom_transport_start(calls->transport, call->transfer, calls->token.value.bytes);
  }
}

double unom_queue_next(const struct unom_calls *calls) {
  double earliest = INFINITY;
  for (const struct unom_call *call = calls->first; call && calls->waiting > 0; call = call->next) {
    if (!call->waits)
      continue;
    earliest = fmin(earliest, unom_transfer_due(call->transfer));
    if (call->paused_until > 0)
      earliest = fmin(earliest, call->paused_until);
  }
  return earliest;
}
