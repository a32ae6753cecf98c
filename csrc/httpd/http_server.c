/* http_server.c: HTTP requests and their answers, over libmicrohttpd. See http_server.h.
 *
 * The access handler reads a request to its end, suspends the connection and puts the exchange into
 * the server's queue; an answer is stored in the exchange and the connection resumed, upon which
 * the handler sends it.
 *
 * Invariant: a connection is suspended exactly while its exchange is WAITING. */
#define _GNU_SOURCE
#include "httpd/http_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

enum {
  BODY_CAP = 1024 * 1024,
  HEADERS_CAP = 64 * 1024,
  BACKLOG = 511,
  TRUNCATED_BLOCK = 16 * 1024,
};

/* A reply that promises more bytes than it holds. */
struct truncated {
  size_t length;
  char bytes[];
};

/* ---- an exchange's life ---- */

void unom_http_exchange_release(struct unom_http_exchange *exchange) {
  if (--exchange->holders > 0)
    return;
  if (exchange->response)
    MHD_destroy_response(exchange->response);
  unom_buffer_free(&exchange->headers);
  unom_buffer_free(&exchange->body);
  free(exchange->uri);
  free(exchange->method);
  free(exchange);
}

static void list_append(struct unom_http_list *list, struct unom_http_exchange *exchange) {
  exchange->list = list;
  exchange->next = NULL;
  exchange->previous = list->last;
  if (list->last)
    list->last->next = exchange;
  else
    list->first = exchange;
  list->last = exchange;
}

/* Takes it out of the list it is in, if it is in one. */
static void list_remove(struct unom_http_exchange *exchange) {
  struct unom_http_list *list = exchange->list;
  if (!list)
    return;
  if (exchange->previous)
    exchange->previous->next = exchange->next;
  else
    list->first = exchange->next;
  if (exchange->next)
    exchange->next->previous = exchange->previous;
  else
    list->last = exchange->previous;
  exchange->list = NULL;
}

/* ---- answers ---- */

bool unom_http_exchange_is_open(const struct unom_http_exchange *exchange) {
  return exchange->connection && exchange->progress == UNOM_HTTP_WAITING;
}

/* Takes the response (NULL: memory is out) in, instead of one that was never sent. */
static bool take_response(struct unom_http_exchange *exchange, unsigned status,
                          struct MHD_Response *response) {
  if (!response)
    return false;
  if (exchange->response)
    MHD_destroy_response(exchange->response);
  exchange->response = response;
  exchange->status = status;
  return true;
}

bool unom_http_exchange_set_reply(struct unom_http_exchange *exchange, unsigned status,
                                  const char *body, size_t length) {
  /* MHD_RESPMEM_MUST_COPY reads through a pointer that it does not declare const. */
  return take_response(
      exchange, status,
      MHD_create_response_from_buffer(length, (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY));
}

static ssize_t read_truncated(void *closure, uint64_t position, char *to, size_t most) {
  const struct truncated *truncated = closure;
  if (position >= truncated->length)
    return MHD_CONTENT_READER_END_WITH_ERROR;
  size_t left = truncated->length - (size_t)position;
  size_t length = left < most ? left : most;
  memcpy(to, truncated->bytes + position, length);
  return (ssize_t)length;
}

bool unom_http_exchange_set_truncated(struct unom_http_exchange *exchange, unsigned status,
                                      const char *body, size_t length, size_t bytes) {
  struct truncated *truncated = malloc(sizeof *truncated + bytes);
  if (!truncated)
    return false;
  truncated->length = bytes;
  memcpy(truncated->bytes, body, bytes);
  struct MHD_Response *response =
      MHD_create_response_from_callback(length, TRUNCATED_BLOCK, read_truncated, truncated, free);
  if (!response)
    free(truncated);
  return take_response(exchange, status, response);
}

bool unom_http_exchange_add_header(struct unom_http_exchange *exchange, const char *name,
                                   const char *value) {
  return MHD_add_response_header(exchange->response, name, value) == MHD_YES;
}

void unom_http_exchange_answer(struct unom_http_exchange *exchange) {
  list_remove(exchange);
  exchange->progress = UNOM_HTTP_ANSWERED;
  MHD_resume_connection(exchange->connection);
}

/* ---- libmicrohttpd's callbacks ---- */

/* The request line has arrived: the one moment at which the URI is still raw. What is returned is
 * the handler's *data. */
static void *on_uri(void *closure, const char *uri, struct MHD_Connection *connection) {
  (void)closure;
  struct unom_http_exchange *exchange = calloc(1, sizeof *exchange);
  if (!exchange)
    return NULL;
  exchange->connection = connection;
  exchange->holders = 1;
  unom_buffer_init(&exchange->headers, HEADERS_CAP);
  unom_buffer_init(&exchange->body, BODY_CAP);
  exchange->uri = strdup(uri);
  exchange->broken = !exchange->uri;
  return exchange;
}

static enum MHD_Result copy_header(void *closure, enum MHD_ValueKind kind, const char *name,
                                   const char *value) {
  (void)kind;
  struct unom_http_exchange *exchange = closure;
  size_t start = exchange->headers.length;
  size_t length = strlen(name);
  if (!value)
    value = "";
  if (!unom_buffer_append(&exchange->headers, name, length + 1) ||
      !unom_buffer_append(&exchange->headers, value, strlen(value) + 1)) {
    exchange->broken = true;
    return MHD_NO;
  }
  for (char *c = exchange->headers.bytes + start; *c; c++)
    if (*c >= 'A' && *c <= 'Z')
      *c = (char)(*c - 'A' + 'a');
  return MHD_YES;
}

static enum MHD_Result send_too_large(struct MHD_Connection *connection) {
  static char words[] = "the request's body is larger than 1 MiB\n";
  struct MHD_Response *response =
      MHD_create_response_from_buffer(sizeof words - 1, words, MHD_RESPMEM_PERSISTENT);
  if (!response)
    return MHD_NO;
  enum MHD_Result sent = MHD_queue_response(connection, MHD_HTTP_CONTENT_TOO_LARGE, response);
  MHD_destroy_response(response);
  return sent;
}

static enum MHD_Result on_request(void *closure, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **data) {
  (void)url;
  (void)version;
  struct unom_http_server *server = closure;
  struct unom_http_exchange *exchange = *data;
  if (!exchange || exchange->broken)
    return MHD_NO;
  if (!exchange->method) { /* the first call: headers only, a 100 Continue may still have to go */
    exchange->method = strdup(method);
    MHD_get_connection_values(connection, MHD_HEADER_KIND, copy_header, exchange);
    return exchange->method && !exchange->broken ? MHD_YES : MHD_NO;
  }
  if (*upload_size > 0) {
    /* An over-long body is drained rather than refused at once, for a client that is still writing
     * would see a reset instead of the 413. */
    if (!unom_buffer_fits(&exchange->body, *upload_size))
      exchange->too_large = true;
    else if (!exchange->too_large && !unom_buffer_append(&exchange->body, upload, *upload_size))
      return MHD_NO;
    *upload_size = 0;
    return MHD_YES;
  }
  switch (exchange->progress) {
  case UNOM_HTTP_READING:
    if (exchange->too_large)
      return send_too_large(connection);
    exchange->progress = UNOM_HTTP_WAITING;
    list_append(&server->queued, exchange);
    MHD_suspend_connection(connection);
    return MHD_YES;
  case UNOM_HTTP_ANSWERED:
    if (exchange->response)
      return MHD_queue_response(connection, exchange->status, exchange->response);
    return MHD_NO; /* closes the connection, without a byte */
  case UNOM_HTTP_WAITING:
    break;
  }
  return MHD_NO;
}

/* The exchange is over, well or badly: the connection lets go of it. */
static void on_completed(void *closure, struct MHD_Connection *connection, void **data,
                         enum MHD_RequestTerminationCode why) {
  (void)closure;
  (void)connection;
  (void)why;
  struct unom_http_exchange *exchange = *data;
  if (!exchange)
    return;
  if (exchange->list)
    list_remove(exchange);
  exchange->connection = NULL;
  *data = NULL;
  unom_http_exchange_release(exchange);
}

/* ---- the server ---- */

/* Blocks until something stirs or `seconds` are over; false when a signal came instead.
 * MHD_run_wait counts in whole milliseconds, too coarse for a simulator whose replies are to be
 * late by 20 of them. */
static bool sleep_on(struct MHD_Daemon *daemon, double seconds) {
  MHD_UNSIGNED_LONG_LONG milliseconds;
  if (MHD_get_timeout(daemon, &milliseconds) == MHD_YES && (double)milliseconds / 1e3 < seconds)
    seconds = (double)milliseconds / 1e3;
  if (seconds <= 0)
    return true;
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
  struct pollfd poll = {.fd = info->epoll_fd, .events = POLLIN};
  struct timespec time = {.tv_sec = (time_t)seconds};
  time.tv_nsec = (long)((seconds - (double)time.tv_sec) * 1e9);
  return ppoll(&poll, 1, &time, NULL) >= 0 || errno != EINTR;
}

bool unom_http_server_run(struct unom_http_server *server, double seconds) {
  double end = unom_clock_seconds() + seconds;
  for (;;) {
    if (MHD_run_wait(server->daemon, 0) != MHD_YES)
      return false;
    double left = end - unom_clock_seconds();
    if (server->queued.first || left <= 0 || !sleep_on(server->daemon, left))
      return true;
  }
}

struct unom_http_exchange *unom_http_server_take(struct unom_http_server *server) {
  struct unom_http_exchange *exchange = server->queued.first;
  if (!exchange)
    return NULL;
  list_remove(exchange);
  list_append(&server->handed, exchange);
  exchange->holders++;
  return exchange;
}

void unom_http_server_close(struct unom_http_server *server) {
  struct MHD_Daemon *daemon = server->daemon;
  if (!daemon)
    return;
  server->daemon = NULL;
  while (server->queued.first)
    unom_http_exchange_answer(server->queued.first);
  while (server->handed.first)
    unom_http_exchange_answer(server->handed.first);
  MHD_stop_daemon(daemon);
}

/* ---- listening ---- */

union address {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
};

/* Reads a numeric address. Its size, or 0 when it is none. */
static socklen_t read_address(union address *address, const char *text, int port) {
  memset(address, 0, sizeof *address);
  if (inet_pton(AF_INET, text, &address->v4.sin_addr) == 1) {
    address->v4.sin_family = AF_INET;
    address->v4.sin_port = htons((uint16_t)port);
    return sizeof address->v4;
  }
  if (inet_pton(AF_INET6, text, &address->v6.sin6_addr) == 1) {
    address->v6.sin6_family = AF_INET6;
    address->v6.sin6_port = htons((uint16_t)port);
    return sizeof address->v6;
  }
  return 0;
}

/* Closes the socket, and returns the errno of what went wrong before. */
static int close_failed(int listener) {
  int why = errno;
  close(listener);
  return why;
}

int unom_http_server_listen(struct unom_http_server *server, const char *numeric, int port) {
  union address address;
  socklen_t size = read_address(&address, numeric, port);
  if (size == 0)
    return UNOM_HTTP_NO_ADDRESS;
  int listener = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0)
    return errno;
  int on = 1;
  /* Connections inherit TCP_NODELAY from the listener: a small reply must not wait for an ACK. */
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
      setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) ||
      bind(listener, &address.any, size) || listen(listener, BACKLOG) ||
      getsockname(listener, &address.any, &size))
    return close_failed(listener);
  server->port =
      ntohs(address.any.sa_family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
  unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
  if (address.any.sa_family == AF_INET6)
    flags |= MHD_USE_IPv6;
  /* From here on the socket is the daemon's, even if it does not start. */
  server->daemon = MHD_start_daemon(
      flags, 0, NULL, NULL, on_request, server, MHD_OPTION_LISTEN_SOCKET, listener, /* */
      MHD_OPTION_URI_LOG_CALLBACK, on_uri, NULL,                                    /* */
      MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL, MHD_OPTION_END);
  if (!server->daemon)
    return errno ? errno : ENOMEM;
  return 0;
}
