/* http_server.h: a small HTTP server: whole requests, and responses that may be given later. Knows
 * no Lua.
 *
 * One thread: the server works only while one of these functions runs, and none calls the caller
 * back.
 *
 * Invariant: a request lives until both its connection and the caller have released it. */
#ifndef UNOM_HTTP_SERVER_H
#define UNOM_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "httpd/idle.h"

struct MHD_Connection;
struct MHD_Daemon;
struct MHD_Response;

enum unom_http_progress {
  UNOM_HTTP_READING,   /* the body is still arriving */
  UNOM_HTTP_WAITING,   /* queued or taken by the caller, its connection suspended */
  UNOM_HTTP_RESPONDED, /* the response is to be sent; without one the connection is to be closed */
};

/* One request and its response. */
struct unom_http_request {
  /* for the server's callers to read */
  struct MHD_Connection *connection; /* NULL once the connection is gone */
  char *method;
  char *uri;                  /* as the client sent it */
  struct unom_buffer headers; /* name NUL value NUL ..., names in lower case */
  struct unom_buffer body;
  /* private */
  struct unom_http_list *list; /* the one it is in while WAITING */
  struct unom_http_request *next, *previous;
  struct MHD_Response *response;
  enum unom_http_progress progress;
  unsigned status;
  int references; /* the connection's and the caller's */
  bool too_large; /* the body passed the cap: the response is 413, once all of it has arrived */
  bool broken;    /* memory is out, or it came on a connection closed as idle: close that */
};

struct unom_http_list {
  struct unom_http_request *first, *last;
};

/* All zeros, but for `control`: closed. Must not move while it is open. */
struct unom_http_server {
  struct MHD_Daemon *daemon;    /* NULL when closed */
  struct unom_http_list queued; /* not yet taken */
  struct unom_http_list taken;  /* by the caller, without a response yet */
  struct unom_idle idle;        /* the connections without a request */
  int port;                     /* the one it listens on */
  int control;                  /* a file descriptor that ends a wait once it can be read, or -1 */
};

enum { UNOM_HTTP_NO_ADDRESS = -1 };

/* Opens a closed server on a numeric address, IPv4 or IPv6; port 0 takes any free port. Idle
 * connections are closed after `idle.seconds`, which may be set before. Returns 0, an errno, or
 * UNOM_HTTP_NO_ADDRESS when `numeric` is not an address. */
int unom_http_server_listen(struct unom_http_server *server, const char *numeric, int port);

/* Serves until a request is queued, `control` can be read, `seconds` have passed, or a signal that has
 * a handler comes. false when the server cannot go on. */
bool unom_http_server_run(struct unom_http_server *server, double seconds);

/* Can `control` be read, or is its other end closed? */
bool unom_http_server_is_told(const struct unom_http_server *server);

/* The first queued request, or NULL. The caller must release it. */
struct unom_http_request *unom_http_server_take(struct unom_http_server *server);

/* Closes the server and every connection; requests without a response get none. A request that the
 * caller took lives on, its connection gone. Can be called twice. */
void unom_http_server_close(struct unom_http_server *server);

/* Can a response still be given? */
bool unom_http_request_is_open(const struct unom_http_request *request);

/* Sets the response of an open request, in place of an earlier one; it is sent by
 * `unom_http_request_respond`. false, the request unchanged, when memory is out. */
bool unom_http_request_set_response(struct unom_http_request *request, unsigned status,
                                    const char *body, size_t length);

/* The same with a response that promises all `length` bytes of the body, sends the first `bytes` of
 * them and closes the connection. */
bool unom_http_request_set_truncated(struct unom_http_request *request, unsigned status,
                                     const char *body, size_t length, size_t bytes);

/* Adds a header to the response that was set. false when it is no valid header or memory is out. */
bool unom_http_request_add_response_header(struct unom_http_request *request, const char *name,
                                           const char *value);

/* Resumes the connection of an open request: the response is sent, or where none was set the
 * connection is closed without a byte. */
void unom_http_request_respond(struct unom_http_request *request);

/* Releases what `unom_http_server_take` returned. */
void unom_http_request_release(struct unom_http_request *request);

#endif
