/* idle.c: see idle.h. */
#define _GNU_SOURCE
#include "httpd/idle.h"

#include <math.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

void unom_idle_begin(struct unom_idle *idle, struct unom_idle_connection *connection, double now) {
  if (connection->is_idle || connection->is_closed)
    return;
  connection->is_idle = true;
  connection->since = now;
  connection->next = NULL;
  connection->previous = idle->last;
  if (idle->last)
    idle->last->next = connection;
  else
    idle->first = connection;
  idle->last = connection;
}

void unom_idle_end(struct unom_idle *idle, struct unom_idle_connection *connection) {
  if (!connection->is_idle)
    return;
  connection->is_idle = false;
  if (connection->previous)
    connection->previous->next = connection->next;
  else
    idle->first = connection->next;
  if (connection->next)
    connection->next->previous = connection->previous;
  else
    idle->last = connection->previous;
}

double unom_idle_close_due(struct unom_idle *idle, double now) {
  while (idle->seconds > 0 && idle->first) {
    struct unom_idle_connection *connection = idle->first;
    if (connection->since + idle->seconds > now)
      return connection->since + idle->seconds;
    unom_idle_end(idle, connection);
    int waiting = 0;
    if (ioctl(connection->fd, FIONREAD, &waiting) == 0 && waiting > 0)
      unom_idle_begin(idle, connection, now); /* a request has just come */
    else
      connection->is_closed = shutdown(connection->fd, SHUT_RDWR) == 0;
  }
  return INFINITY;
}
