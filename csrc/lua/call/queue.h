/* queue.h: the calls of a client in the order of their starts: which of them wait, and which may go
 * out.
 *
 * Invariant: `count`, `waiting` and `paused` of the client's calls are those of its list. */
#ifndef UNOM_CALL_QUEUE_H
#define UNOM_CALL_QUEUE_H

#include "lua/call.h"

struct unom_call {
  struct unom_call *previous, *next;
  lua_Integer id;
  struct unom_transfer *transfer;
  const struct unom_operation *operation;
  unsigned long generation; /* of the token it was sent with */
  unsigned tries;           /* that failed and were followed by a pause */
  unsigned retries_left;
  double paused_until; /* on unom_clock_seconds, 0: it does not pause */
  bool waits;          /* for a token, for its turn, or for the end of a pause */
  bool is_final;       /* a 401 now ends the call: it is not sent again */
};

void unom_queue_add(struct unom_calls *calls, struct unom_call *call);

/* Takes the call out of the list and frees it. */
void unom_queue_remove(struct unom_calls *calls, struct unom_call *call);

/* The call waits for a token and its turn; with `until`, a time, not before that. */
void unom_queue_wait(struct unom_calls *calls, struct unom_call *call, double until);

/* The call waits no more. */
void unom_queue_leave(struct unom_calls *calls, struct unom_call *call);

/* A call is on the wire, with a connection of its own, from its send to its result. Is there a place
 * for another one? */
bool unom_queue_has_place(const struct unom_calls *calls);

/* Does a call wait whose pause, if it had one, is over? */
bool unom_queue_has_ready(const struct unom_calls *calls);

/* Ends the pauses that are over. */
void unom_queue_end_pauses(struct unom_calls *calls);

/* Sends the waiting calls, in the order of their starts, for as many as there are places. Skips
 * calls that are due: sent now, they could only end as "maybe". */
void unom_queue_send(struct unom_calls *calls);

/* When a call that waits is due or its pause ends; INFINITY: none waits. */
double unom_queue_next(const struct unom_calls *calls);

#endif
