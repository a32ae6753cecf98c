/* httpd.c: module unom.httpd, a small HTTP server over libmicrohttpd for the simulator and the
 * tests.
 *
 * One thread, no callback into Lua: the access handler reads a request to its end, suspends the
 * connection and puts the request into the server's queue; `server:wait` hands the queue to Lua; an
 * answer is stored in the request and the connection resumed, upon which the handler sends it.
 *
 * Invariant: a connection is suspended exactly while its request is WAITING, and a struct exchange
 * lives while the connection or a Lua request holds it, whichever lets go last. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <lauxlib.h>
#include <lua.h>
#include <microhttpd.h>

#include "buffer.h"

#define SERVER "unom.httpd.server"
#define REQUEST "unom.httpd.request"

enum {
  BODY_CAP = 1024 * 1024,
  HEADERS_CAP = 64 * 1024,
  BACKLOG = 511,
  TRUNCATED_BLOCK = 16 * 1024,
  MOST_HEADERS = 64, /* that a reply may set */
};

enum progress {
  READING,  /* the body is still arriving */
  WAITING,  /* suspended; in the queue or in Lua's hands */
  ANSWERED, /* resumed; the handler is to send `response`, or to close when there is none */
};

/* One request and its answer. */
struct exchange {
  struct MHD_Connection *connection; /* NULL once the connection is gone */
  struct list *list;                 /* that it stands in while WAITING */
  struct exchange *next, *previous;
  struct MHD_Response *response;
  char *uri; /* as the client sent it */
  char *method;
  struct unom_buffer headers; /* name NUL value NUL ..., names in lower case */
  struct unom_buffer body;
  enum progress progress;
  unsigned status;
  int holders;    /* the connection, a Lua request */
  bool too_large; /* the body passed the cap: it is read to its end and answered with 413 */
  bool broken;    /* memory ran out: the connection is to be closed */
};

struct list {
  struct exchange *first, *last;
};

struct server {
  struct MHD_Daemon *daemon; /* NULL when closed */
  struct list queued;        /* not yet picked up by server:wait */
  struct list handed;        /* picked up, not yet answered */
  int port;
};

/* A reply that promises more bytes than it holds. */
struct truncated {
  size_t length;
  char bytes[];
};

/* ---- an exchange's life ---- */

static void exchange_release(struct exchange *exchange) {
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

static void list_append(struct list *list, struct exchange *exchange) {
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
static void list_remove(struct exchange *exchange) {
  struct list *list = exchange->list;
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

/* Lets the connection go on; without a response it will be closed. */
static void exchange_answer(struct exchange *exchange) {
  list_remove(exchange);
  exchange->progress = ANSWERED;
  MHD_resume_connection(exchange->connection);
}

/* ---- libmicrohttpd's callbacks ---- */

/* The request line has arrived: the one moment at which the URI is still raw. What is returned is
 * the handler's *data. */
static void *on_uri(void *closure, const char *uri, struct MHD_Connection *connection) {
  (void)closure;
  struct exchange *exchange = calloc(1, sizeof *exchange);
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
  struct exchange *exchange = closure;
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
  struct server *server = closure;
  struct exchange *exchange = *data;
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
  case READING:
    if (exchange->too_large)
      return send_too_large(connection);
    exchange->progress = WAITING;
    list_append(&server->queued, exchange);
    MHD_suspend_connection(connection);
    return MHD_YES;
  case ANSWERED:
    if (exchange->response)
      return MHD_queue_response(connection, exchange->status, exchange->response);
    return MHD_NO; /* closes the connection, without a byte */
  case WAITING:
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
  struct exchange *exchange = *data;
  if (!exchange)
    return;
  if (exchange->list)
    list_remove(exchange);
  exchange->connection = NULL;
  *data = NULL;
  exchange_release(exchange);
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

/* ---- requests as Lua sees them ---- */

static struct exchange **check_request(lua_State *L) { return luaL_checkudata(L, 1, REQUEST); }

/* The exchange that can still be answered; otherwise pushes nil and why not. */
static struct exchange *answerable(lua_State *L) {
  struct exchange *exchange = *check_request(L);
  if (exchange && exchange->connection && exchange->progress == WAITING)
    return exchange;
  lua_pushnil(L);
  lua_pushstring(L, exchange && exchange->connection ? "the request was answered already"
                                                     : "the connection is closed");
  return NULL;
}

/* Adds the table at `index` to the response, which the exchange owns already. */
static void add_headers(lua_State *L, int index, struct exchange *exchange) {
  if (lua_isnoneornil(L, index))
    return;
  luaL_checktype(L, index, LUA_TTABLE);
  int left = MOST_HEADERS;
  lua_pushnil(L);
  while (lua_next(L, index)) {
    if (lua_type(L, -2) != LUA_TSTRING || !lua_isstring(L, -1) || left-- == 0)
      luaL_argerror(L, index, "headers are at most 64 strings, by name");
    lua_pushvalue(L, -1); /* lua_next must not see a number turned into a string */
    if (MHD_add_response_header(exchange->response, lua_tostring(L, -3), lua_tostring(L, -1)) !=
        MHD_YES)
      luaL_error(L, "no header can be named '%s' with such a value", lua_tostring(L, -3));
    lua_pop(L, 2);
  }
}

static unsigned check_status(lua_State *L) {
  lua_Integer status = luaL_checkinteger(L, 2);
  luaL_argcheck(L, status >= 200 && status <= 599, 2, "a status from 200 to 599");
  return (unsigned)status;
}

/* Gives the exchange its response (NULL when memory is out) and sends it. Whatever raises here
 * leaves the request unanswered. */
static int answer_with(lua_State *L, struct exchange *exchange, unsigned status,
                       struct MHD_Response *response) {
  if (!response)
    return luaL_error(L, "not enough memory");
  if (exchange->response) /* of an earlier try whose headers were refused */
    MHD_destroy_response(exchange->response);
  exchange->response = response;
  exchange->status = status;
  add_headers(L, 3, exchange);
  exchange_answer(exchange);
  lua_pushboolean(L, 1);
  return 1;
}

/* request:reply(status [, headers [, body]]) -> true | nil, why not */
static int request_reply(lua_State *L) {
  unsigned status = check_status(L);
  size_t length;
  const char *body = luaL_optlstring(L, 4, "", &length);
  struct exchange *exchange = answerable(L);
  if (!exchange)
    return 2;
  /* MHD_RESPMEM_MUST_COPY reads through a pointer that it does not declare const. */
  return answer_with(
      L, exchange, status,
      MHD_create_response_from_buffer(length, (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY));
}

/* request:truncate(status, headers, body, bytes) -> true | nil, why not
 * Promises the whole body by its Content-Length, sends its first `bytes` bytes and closes. */
static int request_truncate(lua_State *L) {
  unsigned status = check_status(L);
  size_t length;
  const char *body = luaL_checklstring(L, 4, &length);
  lua_Integer bytes = luaL_checkinteger(L, 5);
  luaL_argcheck(L, bytes >= 0 && (lua_Unsigned)bytes < length, 5, "0 up to the body's length - 1");
  struct exchange *exchange = answerable(L);
  if (!exchange)
    return 2;
  struct truncated *truncated = malloc(sizeof *truncated + (size_t)bytes);
  if (!truncated)
    return luaL_error(L, "not enough memory");
  truncated->length = (size_t)bytes;
  memcpy(truncated->bytes, body, (size_t)bytes);
  struct MHD_Response *response =
      MHD_create_response_from_callback(length, TRUNCATED_BLOCK, read_truncated, truncated, free);
  if (!response)
    free(truncated);
  return answer_with(L, exchange, status, response);
}

/* request:drop() -> true | nil, why not. Closes the connection without a byte. */
static int request_drop(lua_State *L) {
  struct exchange *exchange = answerable(L);
  if (!exchange)
    return 2;
  exchange_answer(exchange);
  lua_pushboolean(L, 1);
  return 1;
}

/* __gc, __close: a request that nobody answered is dropped. */
static int request_close(lua_State *L) {
  struct exchange **held = check_request(L);
  struct exchange *exchange = *held;
  if (!exchange)
    return 0;
  *held = NULL;
  if (exchange->connection && exchange->progress == WAITING)
    exchange_answer(exchange);
  exchange_release(exchange);
  return 0;
}

/* A method, or a field of the table kept with the userdata. */
static int request_index(lua_State *L) {
  check_request(L);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
    return 1;
  lua_getiuservalue(L, 1, 1);
  if (!lua_istable(L, -1))
    return 0;
  lua_pushvalue(L, 2);
  lua_rawget(L, -2);
  return 1;
}

static void push_headers(lua_State *L, const struct unom_buffer *headers) {
  lua_newtable(L);
  const char *each = headers->bytes;
  const char *end = headers->length > 0 ? each + headers->length : each;
  while (each != end) {
    const char *value = each + strlen(each) + 1;
    lua_pushstring(L, value);
    lua_setfield(L, -2, each);
    each = value + strlen(value) + 1;
  }
}

/* Pushes the queue's first exchange as a request. The userdata holds it before anything else is
 * made, so that an error of memory on the way drops the request and leaks nothing. */
static void push_request(lua_State *L, struct server *server) {
  struct exchange **held = lua_newuserdatauv(L, sizeof(struct exchange *), 1);
  *held = NULL;
  luaL_setmetatable(L, REQUEST);
  struct exchange *exchange = server->queued.first;
  if (!exchange) /* a finaliser that ran meanwhile may have closed the server */
    luaL_error(L, "the server is closed");
  list_remove(exchange);
  list_append(&server->handed, exchange);
  *held = exchange;
  exchange->holders++;

  lua_createtable(L, 0, 5);
  lua_pushstring(L, exchange->method);
  lua_setfield(L, -2, "method");
  const char *mark = strchr(exchange->uri, '?');
  if (mark) {
    lua_pushlstring(L, exchange->uri, (size_t)(mark - exchange->uri));
    lua_setfield(L, -2, "path");
    lua_pushstring(L, mark + 1);
    lua_setfield(L, -2, "query");
  } else {
    lua_pushstring(L, exchange->uri);
    lua_setfield(L, -2, "path");
  }
  push_headers(L, &exchange->headers);
  lua_setfield(L, -2, "headers");
  lua_pushlstring(L, exchange->body.length > 0 ? exchange->body.bytes : "", exchange->body.length);
  lua_setfield(L, -2, "body");
  lua_setiuservalue(L, -2, 1);
}

/* ---- the server ---- */

static struct server *check_server(lua_State *L) { return luaL_checkudata(L, 1, SERVER); }

static struct server *check_open_server(lua_State *L) {
  struct server *server = check_server(L);
  if (!server->daemon)
    luaL_error(L, "the server is closed");
  return server;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

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

/* server:wait(seconds) -> array of requests | nil, message
 * Serves until at least one request has come whole or the time is over; a signal that has a handler
 * ends it early. */
static int server_wait(lua_State *L) {
  struct server *server = check_open_server(L);
  lua_Number seconds = luaL_checknumber(L, 2);
  luaL_argcheck(L, seconds >= 0 && seconds <= 86400, 2, "seconds from 0 to 86400");
  double end = now() + seconds;
  for (;;) {
    if (MHD_run_wait(server->daemon, 0) != MHD_YES) {
      lua_pushnil(L);
      lua_pushliteral(L, "the server cannot go on");
      return 2;
    }
    double left = end - now();
    if (server->queued.first || left <= 0)
      break;
    if (!sleep_on(server->daemon, left))
      break;
  }
  lua_newtable(L);
  for (lua_Integer i = 1; server->queued.first; i++) {
    push_request(L, server);
    lua_rawseti(L, -2, i);
  }
  return 1;
}

/* httpd.now() -> seconds, with fractions, of a clock that nobody sets */
static int monotonic_now(lua_State *L) {
  lua_pushnumber(L, now());
  return 1;
}

/* server:port() -> the port it listens on */
static int server_port(lua_State *L) {
  lua_pushinteger(L, check_open_server(L)->port);
  return 1;
}

/* server:close(), __gc, __close: what is unanswered is dropped; requests that Lua still holds
 * live on as closed ones. */
static int server_close(lua_State *L) {
  struct server *server = check_server(L);
  struct MHD_Daemon *daemon = server->daemon;
  if (!daemon)
    return 0;
  server->daemon = NULL;
  while (server->queued.first)
    exchange_answer(server->queued.first);
  while (server->handed.first)
    exchange_answer(server->handed.first);
  MHD_stop_daemon(daemon);
  return 0;
}

/* nil and what failed, in errno's words. */
static int failed_to_listen(lua_State *L, int socket_or_none, const char *address, int port) {
  int why = errno;
  if (socket_or_none >= 0)
    close(socket_or_none);
  lua_pushnil(L);
  lua_pushfstring(L, "cannot listen on %s port %d: %s", address, port, strerror(why));
  return 2;
}

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

static lua_Integer integer_option(lua_State *L, const char *name, lua_Integer otherwise) {
  int is_integer = 1;
  lua_Integer value =
      lua_getfield(L, 1, name) == LUA_TNIL ? otherwise : lua_tointegerx(L, -1, &is_integer);
  if (!is_integer)
    luaL_error(L, "bad option '%s' to 'listen' (an integer)", name);
  lua_pop(L, 1);
  return value;
}

/* httpd.listen{address = "127.0.0.1", port = 0} -> server | nil, message
 * `address` is numeric, IPv4 or IPv6; port 0 takes any free one. */
static int listen_on(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  lua_Integer port = integer_option(L, "port", 0);
  if (port < 0 || port > 65535)
    return luaL_error(L, "bad option 'port' to 'listen' (0 to 65535)");
  if (lua_getfield(L, 1, "address") == LUA_TNIL) {
    lua_pop(L, 1);
    lua_pushliteral(L, "127.0.0.1");
  }
  const char *text = lua_tostring(L, 2);
  union address address;
  socklen_t size = text ? read_address(&address, text, (int)port) : 0;
  if (size == 0) {
    lua_pushnil(L);
    lua_pushfstring(L, "'%s' is not a numeric address", text ? text : luaL_typename(L, 2));
    return 2;
  }

  struct server *server = lua_newuserdatauv(L, sizeof *server, 0);
  *server = (struct server){0};
  luaL_setmetatable(L, SERVER);

  int listener = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0)
    return failed_to_listen(L, listener, text, (int)port);
  int on = 1;
  /* Connections inherit TCP_NODELAY from the listener: a small reply must not wait for an ACK. */
  if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
      setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) ||
      bind(listener, &address.any, size) || listen(listener, BACKLOG) ||
      getsockname(listener, &address.any, &size))
    return failed_to_listen(L, listener, text, (int)port);
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
    return failed_to_listen(L, -1, text, (int)port);
  return 1;
}

static const luaL_Reg request_meth[] = {
    {"reply", request_reply},
    {"truncate", request_truncate},
    {"drop", request_drop},
    {NULL, NULL},
};

static const luaL_Reg request_metameth[] = {
    {"__gc", request_close},
    {"__close", request_close},
    {NULL, NULL},
};

static const luaL_Reg server_meth[] = {
    {"wait", server_wait},
    {"port", server_port},
    {"close", server_close},
    {NULL, NULL},
};

static const luaL_Reg functions[] = {
    {"listen", listen_on},
    {"now", monotonic_now},
    {NULL, NULL},
};

static const luaL_Reg server_metameth[] = {
    {"__gc", server_close},
    {"__close", server_close},
    {NULL, NULL},
};

__attribute__((visibility("default"))) int luaopen_unom_httpd(lua_State *L);

int luaopen_unom_httpd(lua_State *L) {
  luaL_newmetatable(L, REQUEST);
  luaL_setfuncs(L, request_metameth, 0);
  luaL_newlib(L, request_meth);
  lua_pushcclosure(L, request_index, 1);
  lua_setfield(L, -2, "__index");

  luaL_newmetatable(L, SERVER);
  luaL_setfuncs(L, server_metameth, 0);
  luaL_newlib(L, server_meth);
  lua_setfield(L, -2, "__index");

  luaL_newlib(L, functions);
  return 1;
}
