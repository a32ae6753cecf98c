/* http_server.h: a small HTTP server: requests that came whole, and their answers, which may come
 * late. Knows no Lua.
 *
 * One thread: nothing moves but while one of these functions runs, and none calls the caller back.
 *
 * Invariant: an exchange lives while its connection or the caller holds it, whichever lets go last.
 */
#ifndef UNOM_HTTP_SERVER_H
#define UNOM_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

struct MHD_Connection;
struct MHD_Daemon;
struct MHD_Response;

enum unom_http_progress {
  UNOM_HTTP_READING,  /* the body is still arriving */
  UNOM_HTTP_WAITING,  /* in the queue or in the caller's hands, its connection suspended */
  UNOM_HTTP_ANSWERED, /* to be sent, or to be closed when there is no response */
};

/* One request and its answer. */
struct unom_http_exchange {
  /* for the server's clients to read */
  struct MHD_Connection *connection; /* NULL once the connection is gone */
  char *method;
  char *uri;                  /* as the client sent it */
  struct unom_buffer headers; /* name NUL value NUL ..., names in lower case */
  struct unom_buffer body;
  /* private */
  struct unom_http_list *list; /* that it stands in while WAITING */
  struct unom_http_exchange *next, *previous;
  struct MHD_Response *response;
  enum unom_http_progress progress;
  unsigned status;
  int holders;    /* the connection, the caller */
  bool too_large; /* the body passed the cap: it is read to its end and answered with 413 */
  bool broken;    /* memory ran out: the connection is to be closed */
};

struct unom_http_list {
  struct unom_http_exchange *first, *last;
};

/* All zeros: closed. Stays where it is while it is open. */
struct unom_http_server {
  struct MHD_Daemon *daemon;    /* NULL when closed */
  struct unom_http_list queued; /* not yet taken */
  struct unom_http_list handed; /* taken, not yet answered */
  int port;                     /* that it listens on */
};

enum { UNOM_HTTP_NO_ADDRESS = -1 };

/* Opens a closed server on a numeric address, IPv4 or IPv6; port 0 takes any free one. Returns 0,
 * an errno, or UNOM_HTTP_NO_ADDRESS when `numeric` is none. */
int unom_http_server_listen(struct unom_http_server *server, const char *numeric, int port);

/* Serves until a request stands in the queue, the time is over, or a signal that has a handler
 * comes. false when the server cannot go on. */
bool unom_http_server_run(struct unom_http_server *server, double seconds);

/* Takes the queue's first exchange, which the caller then holds, or NULL. */
struct unom_http_exchange *unom_http_server_take(struct unom_http_server *server);

/* Drops what is unanswered and closes. What the caller holds lives on, its connection gone. Can be
 * called twice. */
void unom_http_server_close(struct unom_http_server *server);

/* Can the exchange still be answered? */
bool unom_http_exchange_is_open(const struct unom_http_exchange *exchange);

/* Gives an open exchange its reply, instead of one it has; nothing is sent before it is answered.
 * false, and the exchange as it was, when memory is out. */
bool unom_http_exchange_set_reply(struct unom_http_exchange *exchange, unsigned status,
                                  const char *body, size_t length);

/* The same with a reply that promises all `length` bytes of the body, sends the first `bytes` of
 * them and closes. */
bool unom_http_exchange_set_truncated(struct unom_http_exchange *exchange, unsigned status,
                                      const char *body, size_t length, size_t bytes);

/* Adds a header to the reply that was given. false when it cannot be one, or memory is out. */
bool unom_http_exchange_add_header(struct unom_http_exchange *exchange, const char *name,
                                   const char *value);

/* Lets the connection of an open exchange go on: its reply is sent, or without one it is closed
 * without a byte. */
void unom_http_exchange_answer(struct unom_http_exchange *exchange);

/* The caller lets go. */
void unom_http_exchange_release(struct unom_http_exchange *exchange);

#endif
