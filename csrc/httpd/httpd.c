/* httpd.c: module unom.httpd: http_server.h for Lua, for the simulator and the tests.
 *
 * Invariant: a request that is collected without a response is dropped, so no connection waits for
 * ever. */
#define _GNU_SOURCE
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/clock.h"
#include "httpd/child.h"
#include "httpd/http_server.h"

#define SERVER "unom.httpd.server"
#define REQUEST "unom.httpd.request"

enum { MOST_HEADERS = 64 }; /* of a response */

/* ---- requests ---- */

static struct unom_http_request **check_request(lua_State *L) {
  return luaL_checkudata(L, 1, REQUEST);
}

/* The request, if a response can still be given; otherwise pushes nil and the reason. */
static struct unom_http_request *open_request(lua_State *L) {
  struct unom_http_request *request = *check_request(L);
  if (request && unom_http_request_is_open(request))
    return request;
  lua_pushnil(L);
  lua_pushstring(L, request && request->connection ? "the request was answered already"
                                                   : "the connection is closed");
  return NULL;
}

/* Adds the headers in the table at `index` to the response. */
static void add_headers(lua_State *L, int index, struct unom_http_request *request) {
  if (lua_isnoneornil(L, index))
    return;
  luaL_checktype(L, index, LUA_TTABLE);
  int left = MOST_HEADERS;
  lua_pushnil(L);
  while (lua_next(L, index)) {
    if (lua_type(L, -2) != LUA_TSTRING || !lua_isstring(L, -1) || left-- == 0)
      luaL_argerror(L, index, "headers are at most 64 strings, by name");
    lua_pushvalue(L, -1); /* lua_next must not see a number turned into a string */
    if (!unom_http_request_add_response_header(request, lua_tostring(L, -3), lua_tostring(L, -1)))
      luaL_error(L, "no header can be named '%s' with such a value", lua_tostring(L, -3));
    lua_pop(L, 2);
  }
}

static unsigned check_status(lua_State *L) {
  lua_Integer status = luaL_checkinteger(L, 2);
  luaL_argcheck(L, status >= 200 && status <= 599, 2, "a status from 200 to 599");
  return (unsigned)status;
}

/* Sends the response (`is_set`: false when memory is out) with the headers at index 3. When this
 * raises, nothing was sent; the next response takes the place of this one. */
static int respond(lua_State *L, struct unom_http_request *request, bool is_set) {
  if (!is_set)
    return luaL_error(L, "not enough memory");
  add_headers(L, 3, request);
  unom_http_request_respond(request);
  lua_pushboolean(L, 1);
  return 1;
}

/* request:reply(status [, headers [, body]]) -> true | nil, reason */
static int request_reply(lua_State *L) {
  unsigned status = check_status(L);
  size_t length;
  const char *body = luaL_optlstring(L, 4, "", &length);
  struct unom_http_request *request = open_request(L);
  if (!request)
    return 2;
  return respond(L, request, unom_http_request_set_response(request, status, body, length));
}

/* request:truncate(status, headers, body, bytes) -> true | nil, reason
 * Promises the whole body by its Content-Length, sends its first `bytes` bytes and closes the
 * connection. */
static int request_truncate(lua_State *L) {
  unsigned status = check_status(L);
  size_t length;
  const char *body = luaL_checklstring(L, 4, &length);
  lua_Integer bytes = luaL_checkinteger(L, 5);
  luaL_argcheck(L, bytes >= 0 && (lua_Unsigned)bytes < length, 5, "0 up to the body's length - 1");
  struct unom_http_request *request = open_request(L);
  if (!request)
    return 2;
  return respond(L, request,
                 unom_http_request_set_truncated(request, status, body, length, (size_t)bytes));
}

/* request:drop() -> true | nil, reason. Closes the connection without a byte. */
static int request_drop(lua_State *L) {
  struct unom_http_request *request = open_request(L);
  if (!request)
    return 2;
  unom_http_request_respond(request);
  lua_pushboolean(L, 1);
  return 1;
}

/* __gc, __close: a request without a response is dropped. */
static int request_close(lua_State *L) {
  struct unom_http_request **slot = check_request(L);
  struct unom_http_request *request = *slot;
  if (!request)
    return 0;
  *slot = NULL;
  if (unom_http_request_is_open(request))
    unom_http_request_respond(request);
  unom_http_request_release(request);
  return 0;
}

/* A method, or a field of the table that is the userdata's user value. */
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

/* Pushes the first queued request. The userdata owns it before anything else is allocated, so that
 * a memory error drops the request and leaks nothing. */
static void push_request(lua_State *L, struct unom_http_server *server) {
  struct unom_http_request **slot = lua_newuserdatauv(L, sizeof(struct unom_http_request *), 1);
  *slot = NULL;
  luaL_setmetatable(L, REQUEST);
  struct unom_http_request *request = unom_http_server_take(server);
  if (!request) { /* a finaliser that ran meanwhile may have closed the server */
    luaL_error(L, "the server is closed");
    return;
  }
  *slot = request;

  lua_createtable(L, 0, 5);
  lua_pushstring(L, request->method);
  lua_setfield(L, -2, "method");
  const char *mark = strchr(request->uri, '?');
  if (mark) {
    lua_pushlstring(L, request->uri, (size_t)(mark - request->uri));
    lua_setfield(L, -2, "path");
    lua_pushstring(L, mark + 1);
    lua_setfield(L, -2, "query");
  } else {
    lua_pushstring(L, request->uri);
    lua_setfield(L, -2, "path");
  }
  push_headers(L, &request->headers);
  lua_setfield(L, -2, "headers");
  lua_pushlstring(L, request->body.length > 0 ? request->body.bytes : "", request->body.length);
  lua_setfield(L, -2, "body");
  lua_setiuservalue(L, -2, 1);
}

/* ---- the server ---- */

static struct unom_http_server *check_server(lua_State *L) { return luaL_checkudata(L, 1, SERVER); }

static struct unom_http_server *check_open_server(lua_State *L) {
  struct unom_http_server *server = check_server(L);
  if (!server->daemon)
    luaL_error(L, "the server is closed");
  return server;
}

/* server:wait(seconds) -> array of requests, can `control` be read? | nil, message
 * Serves until at least one whole request has arrived or `seconds` have passed; a signal that has a
 * handler ends it early, and so does what can be read from `control`. */
static int server_wait(lua_State *L) {
  struct unom_http_server *server = check_open_server(L);
  lua_Number seconds = luaL_checknumber(L, 2);
  luaL_argcheck(L, seconds >= 0 && seconds <= 86400, 2, "seconds from 0 to 86400");
  if (!unom_http_server_run(server, seconds)) {
    lua_pushnil(L);
    lua_pushliteral(L, "the server cannot go on");
    return 2;
  }
  lua_newtable(L);
  for (lua_Integer i = 1; server->queued.first; i++) {
    push_request(L, server);
    lua_rawseti(L, -2, i);
  }
  lua_pushboolean(L, unom_http_server_is_told(server));
  return 2;
}

/* httpd.now() -> seconds, with fractions, of the monotonic clock */
static int monotonic_now(lua_State *L) {
  lua_pushnumber(L, unom_clock_seconds());
  return 1;
}

/* server:port() -> the port it listens on */
static int server_port(lua_State *L) {
  lua_pushinteger(L, check_open_server(L)->port);
  return 1;
}

/* server:close(), __gc, __close: requests without a response are dropped; those that Lua still has
 * are closed from then on. */
static int server_close(lua_State *L) {
  unom_http_server_close(check_server(L));
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

/* httpd.listen{address = "127.0.0.1", port = 0, idle_close = 0, control = nil} -> server | nil, message
 * `address` is numeric, IPv4 or IPv6; port 0 takes any free port. A connection on which no request
 * has come for `idle_close` seconds is closed; 0: never. `control` is a file descriptor, which stays
 * the caller's. */
static int listen_on(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  lua_Integer port = integer_option(L, "port", 0);
  if (port < 0 || port > 65535)
    return luaL_error(L, "bad option 'port' to 'listen' (0 to 65535)");
  int control = (int)integer_option(L, "control", -1);
  int is_number = 1;
  lua_Number idle =
      lua_getfield(L, 1, "idle_close") == LUA_TNIL ? 0 : lua_tonumberx(L, -1, &is_number);
  if (!is_number || !(idle >= 0))
    return luaL_error(L, "bad option 'idle_close' to 'listen' (seconds)");
  lua_pop(L, 1);
  if (lua_getfield(L, 1, "address") == LUA_TNIL) {
    lua_pop(L, 1);
    lua_pushliteral(L, "127.0.0.1");
  }
  const char *text = lua_tostring(L, 2);

  struct unom_http_server *server = lua_newuserdatauv(L, sizeof *server, 0);
  *server = (struct unom_http_server){.idle.seconds = idle, .control = control};
  luaL_setmetatable(L, SERVER);
  int failure = text ? unom_http_server_listen(server, text, (int)port) : UNOM_HTTP_NO_ADDRESS;
  if (failure == 0)
    return 1;
  lua_pushnil(L);
  if (failure == UNOM_HTTP_NO_ADDRESS)
    lua_pushfstring(L, "'%s' is not a numeric address", text ? text : luaL_typename(L, 2));
  else
    lua_pushfstring(L, "cannot listen on %s port %d: %s", text, (int)port, strerror(failure));
  return 2;
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
    {"start_process", unom_child_start},
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

  unom_child_register(L);
  luaL_newlib(L, functions);
  return 1;
}
