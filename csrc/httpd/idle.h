/* idle.h: closes connections on which no request has come for a while. Knows no Lua.
 *
 * Invariant: what is closed here has no request, and none of its bytes was waiting to be read. */
#ifndef UNOM_HTTPD_IDLE_H
#define UNOM_HTTPD_IDLE_H

#include <stdbool.h>

/* One connection. All zeros but `fd`: new, not yet idle. */
struct unom_idle_connection {
  struct unom_idle_connection *next, *previous; /* in the list, while `is_idle` */
  double since;                                 /* of unom_clock_seconds */
  int fd;
  bool is_idle;
  bool is_closed; /* by unom_idle_close_due: what still arrives on it is not to be answered */
};

/* All zeros: never closes any. */
struct unom_idle {
  struct unom_idle_connection *first, *last; /* the one that has been idle longest is first */
  double seconds;                            /* the time to close after; 0: never */
};

/* The connection waits for a request from `now` on. */
void unom_idle_begin(struct unom_idle *idle, struct unom_idle_connection *connection, double now);

/* A request has begun on it, or it is gone. */
void unom_idle_end(struct unom_idle *idle, struct unom_idle_connection *connection);

/* Closes what has been idle for long enough at `now`. Returns when the next is due, or a time that
 * never comes. */
double unom_idle_close_due(struct unom_idle *idle, double now);

#endif
