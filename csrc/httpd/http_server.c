/* http_server.c: HTTP requests and their responses, over libmicrohttpd. See http_server.h.
 *
 * The access handler reads a request to its end, suspends the connection and queues the request. A
 * response is stored in the request and the connection resumed; then the handler sends it.
 *
 * Invariant: a connection is suspended exactly while its request is WAITING. */
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

/* The body of a response that promises more bytes than it has. */
struct truncated {
  size_t length;
  char bytes[];
};

/* ---- requests ---- */

void unom_http_request_release(struct unom_http_request *request) {
  if (--request->references > 0)
    return;
  if (request->response)
    MHD_destroy_response(request->response);
  unom_buffer_free(&request->headers);
  unom_buffer_free(&request->body);
  free(request->uri);
  free(request->method);
  free(request);
}

static void list_append(struct unom_http_list *list, struct unom_http_request *request) {
  request->list = list;
  request->next = NULL;
  request->previous = list->last;
  if (list->last)
    list->last->next = request;
  else
    list->first = request;
  list->last = request;
}

/* Removes the request from the list it is in, if any. */
static void list_remove(struct unom_http_request *request) {
  struct unom_http_list *list = request->list;
  if (!list)
    return;
  if (request->previous)
    request->previous->next = request->next;
  else
    list->first = request->next;
  if (request->next)
    request->next->previous = request->previous;
  else
    list->last = request->previous;
  request->list = NULL;
}

/* ---- responses ---- */

bool unom_http_request_is_open(const struct unom_http_request *request) {
  return request->connection && request->progress == UNOM_HTTP_WAITING;
}

/* Sets the response (NULL: memory is out), in place of one that was never sent. */
static bool set_response(struct unom_http_request *request, unsigned status,
                         struct MHD_Response *response) {
  if (!response)
    return false;
  if (request->response)
    MHD_destroy_response(request->response);
  request->response = response;
  request->status = status;
  return true;
}

bool unom_http_request_set_response(struct unom_http_request *request, unsigned status,
                                    const char *body, size_t length) {
  /* MHD_RESPMEM_MUST_COPY reads through a pointer that it does not declare const. */
  return set_response(
      request, status,
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

bool unom_http_request_set_truncated(struct unom_http_request *request, unsigned status,
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
  return set_response(request, status, response);
}

bool unom_http_request_add_response_header(struct unom_http_request *request, const char *name,
                                           const char *value) {
  return MHD_add_response_header(request->response, name, value) == MHD_YES;
}

void unom_http_request_respond(struct unom_http_request *request) {
  list_remove(request);
  request->progress = UNOM_HTTP_RESPONDED;
  MHD_resume_connection(request->connection);
}

/* ---- libmicrohttpd's callbacks ---- */

/* Of a connection that came when memory was out there is none. */
static struct unom_idle_connection *idle_connection(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info ? info->socket_context : NULL;
}

/* A connection has come, or is gone. */
static void on_connection(void *closure, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode what) {
  struct unom_http_server *server = closure;
  struct unom_idle_connection *each = *context;
  if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
    if (each)
      unom_idle_end(&server->idle, each);
    free(each);
    *context = NULL;
    return;
  }
  each = calloc(1, sizeof *each);
  if (!each)
    return;
  *context = each;
  each->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
  unom_idle_begin(&server->idle, each, unom_clock_seconds());
}

/* The request line has arrived, and only now is the URI still raw. libmicrohttpd passes the result
 * to the handler as *data. */
static void *on_uri(void *closure, const char *uri, struct MHD_Connection *connection) {
  struct unom_http_server *server = closure;
  struct unom_http_request *request = calloc(1, sizeof *request);
  if (!request)
    return NULL;
  request->connection = connection;
  request->references = 1;
  unom_buffer_init(&request->headers, HEADERS_CAP);
  unom_buffer_init(&request->body, BODY_CAP);
  request->uri = strdup(uri);
  request->broken = !request->uri;
  struct unom_idle_connection *each = idle_connection(connection);
  if (each) {
    unom_idle_end(&server->idle, each);
    request->broken = request->broken || each->is_closed;
  }
  return request;
}

static enum MHD_Result copy_header(void *closure, enum MHD_ValueKind kind, const char *name,
                                   const char *value) {
  (void)kind;
  struct unom_http_request *request = closure;
  size_t start = request->headers.length;
  size_t length = strlen(name);
  if (!value)
    value = "";
  if (!unom_buffer_append(&request->headers, name, length + 1) ||
      !unom_buffer_append(&request->headers, value, strlen(value) + 1)) {
    request->broken = true;
    return MHD_NO;
  }
  for (char *c = request->headers.bytes + start; *c; c++)
    if (*c >= 'A' && *c <= 'Z')
      *c = (char)(*c - 'A' + 'a');
  return MHD_YES;
}

static enum MHD_Result send_too_large(struct MHD_Connection *connection) {
  static char text[] = "the request's body is larger than 1 MiB\n";
  struct MHD_Response *response =
      MHD_create_response_from_buffer(sizeof text - 1, text, MHD_RESPMEM_PERSISTENT);
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
  struct unom_http_request *request = *data;
  if (!request || request->broken)
    return MHD_NO;
  if (!request->method) { /* the first call: headers only, a 100 Continue may still have to go */
    request->method = strdup(method);
    MHD_get_connection_values(connection, MHD_HEADER_KIND, copy_header, request);
    return request->method && !request->broken ? MHD_YES : MHD_NO;
  }
  if (*upload_size > 0) {
    /* Too long a body is read to its end, not refused at once: a client that is still writing would
     * see a reset instead of the 413. */
    if (!unom_buffer_fits(&request->body, *upload_size))
      request->too_large = true;
    else if (!request->too_large && !unom_buffer_append(&request->body, upload, *upload_size))
      return MHD_NO;
    *upload_size = 0;
    return MHD_YES;
  }
  switch (request->progress) {
  case UNOM_HTTP_READING:
    if (request->too_large)
      return send_too_large(connection);
    request->progress = UNOM_HTTP_WAITING;
    list_append(&server->queued, request);
    MHD_suspend_connection(connection);
    return MHD_YES;
  case UNOM_HTTP_RESPONDED:
    if (request->response)
      return MHD_queue_response(connection, request->status, request->response);
    return MHD_NO; /* closes the connection, without a byte */
  case UNOM_HTTP_WAITING:
    break;
  }
  return MHD_NO;
}

/* The connection is done with the request, whether the response was sent or not. */
static void on_completed(void *closure, struct MHD_Connection *connection, void **data,
                         enum MHD_RequestTerminationCode why) {
  struct unom_http_server *server = closure;
  struct unom_idle_connection *each = idle_connection(connection);
  if (each && why == MHD_REQUEST_TERMINATED_COMPLETED_OK)
    unom_idle_begin(&server->idle, each, unom_clock_seconds());
  struct unom_http_request *request = *data;
  if (!request)
    return;
  if (request->list)
    list_remove(request);
  request->connection = NULL;
  *data = NULL;
  unom_http_request_release(request);
}

/* ---- the server ---- */

bool unom_http_server_is_told(const struct unom_http_server *server) {
  struct pollfd control = {.fd = server->control, .events = POLLIN};
  return server->control >= 0 && poll(&control, 1, 0) > 0;
}

/* Sleeps until the daemon has something to do or `seconds` have passed; false when a signal came
 * instead, or `control` can be read. MHD_run_wait counts whole milliseconds: too coarse for a simulator that delays its
 * responses by 20 ms. */
static bool sleep_on(const struct unom_http_server *server, double seconds) {
  struct MHD_Daemon *daemon = server->daemon;
  MHD_UNSIGNED_LONG_LONG milliseconds;
  if (MHD_get_timeout(daemon, &milliseconds) == MHD_YES && (double)milliseconds / 1e3 < seconds)
    seconds = (double)milliseconds / 1e3;
  if (seconds <= 0)
    return true;
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
  struct pollfd polled[] = {{.fd = info->epoll_fd, .events = POLLIN},
                            {.fd = server->control, .events = POLLIN}};
  struct timespec time = {.tv_sec = (time_t)seconds};
  time.tv_nsec = (long)((seconds - (double)time.tv_sec) * 1e9);
  if (ppoll(polled, 2, &time, NULL) < 0)
    return errno != EINTR;
  return polled[1].revents == 0;
}

bool unom_http_server_run(struct unom_http_server *server, double seconds) {
  double end = unom_clock_seconds() + seconds;
  for (;;) {
    if (MHD_run_wait(server->daemon, 0) != MHD_YES)
      return false;
    double now = unom_clock_seconds();
    double due = unom_idle_close_due(&server->idle, now);
    double left = (due < end ? due : end) - now;
    if (server->queued.first || left <= 0 || !sleep_on(server, left))
      return true;
  }
}

struct unom_http_request *unom_http_server_take(struct unom_http_server *server) {
  struct unom_http_request *request = server->queued.first;
  if (!request)
    return NULL;
  list_remove(request);
  list_append(&server->taken, request);
  request->references++;
  return request;
}

void unom_http_server_close(struct unom_http_server *server) {
  struct MHD_Daemon *daemon = server->daemon;
  if (!daemon)
    return;
  server->daemon = NULL;
  while (server->queued.first)
    unom_http_request_respond(server->queued.first);
  while (server->taken.first)
    unom_http_request_respond(server->taken.first);
  MHD_stop_daemon(daemon);
}

/* ---- listening ---- */

union address {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
};

/* Reads a numeric address and returns its size, or 0 when `text` is not an address. */
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

/* Closes the socket and returns the errno of the call that failed before. */
static int close_failed(int listener) {
  int code = errno;
  close(listener);
  return code;
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
  /* Connections inherit TCP_NODELAY from it: a small response must not wait for an ACK. */
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
  /* The daemon owns the socket from here on, even if it does not start. */
  server->daemon = MHD_start_daemon(
      flags, 0, NULL, NULL, on_request, server, MHD_OPTION_LISTEN_SOCKET, listener, /* */
      MHD_OPTION_URI_LOG_CALLBACK, on_uri, server,                                  /* */
      MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,                          /* */
      MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_END);
  if (!server->daemon)
    return errno ? errno : ENOMEM;
  return 0;
}
