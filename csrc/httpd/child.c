/* child.c: see child.h.
 *
 * Invariant: of the socket's two ends this process keeps one, which no other program gets: once it is
 * gone, the child reads an end of file. */
#define _GNU_SOURCE
#include "httpd/child.h"

#include <errno.h>
#include <lauxlib.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"

#define CHILD "unom.httpd.child"

enum {
  MOST_WORDS = 16,
  LINE_CAP = 1024 * 1024 * 1024,
  PATIENCE = 20, /* seconds for a child to end by itself */
};

struct child {
  int fd;      /* -1 when it is closed */
  pid_t pid;   /* of the child */
  pid_t owner; /* of the process that started it */
  struct unom_buffer received;
};

/* ---- the process ---- */

static int add_files(posix_spawn_file_actions_t *files, int socket) {
  int code = posix_spawn_file_actions_adddup2(files, socket, STDIN_FILENO);
  if (code == 0)
    code = posix_spawn_file_actions_adddup2(files, socket, STDOUT_FILENO);
#ifdef __GLIBC_PREREQ
#if __GLIBC_PREREQ(2, 34)
  if (code == 0)
    code = posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1);
#endif
#endif
  return code;
}

static int set_signals(posix_spawnattr_t *attributes) {
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  int code = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK |
                                                      POSIX_SPAWN_SETSIGDEF);
  if (code == 0)
    code = posix_spawnattr_setsigmask(attributes, &none);
  if (code == 0)
    code = posix_spawnattr_setsigdefault(attributes, &all);
  return code;
}

/* Starts the program with `socket` as its standard input and output. Returns 0, or an errno. */
static int spawn(pid_t *pid, const char *const *words, int socket) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  int code = posix_spawn_file_actions_init(&files);
  if (code != 0)
    return code;
  code = posix_spawnattr_init(&attributes);
  if (code == 0) {
    code = add_files(&files, socket);
    if (code == 0)
      code = set_signals(&attributes);
    if (code == 0)
      code = posix_spawnp(pid, words[0], &files, &attributes, (char *const *)words, environ);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&files);
  return code;
}

/* Reads what the child has written. Returns how many bytes, 0 at the end, -1 when memory is out. */
static ssize_t read_more(struct child *child) {
  char bytes[16 * 1024];
  ssize_t count;
  do
    count = recv(child->fd, bytes, sizeof bytes, 0);
  while (count < 0 && errno == EINTR);
  if (count <= 0)
    return 0; /* a connection that was reset has ended, too */
  return unom_buffer_append(&child->received, bytes, (size_t)count) ? count : -1;
}

/* Does the child close its end within PATIENCE seconds? What it writes until then is not read. */
static bool ends_by_itself(int fd) {
  double end = unom_clock_seconds() + PATIENCE;
  char bytes[1024];
  for (;;) {
    double left = end - unom_clock_seconds();
    if (!(left > 0))
      return false;
    struct pollfd poller = {.fd = fd, .events = POLLIN};
    if (poll(&poller, 1, (int)(left * 1000) + 1) > 0 && recv(fd, bytes, sizeof bytes, 0) <= 0)
      return true;
  }
}

/* ---- what Lua calls ---- */

static struct child *check_open(lua_State *L) {
  struct child *child = luaL_checkudata(L, 1, CHILD);
  luaL_argcheck(L, child->fd >= 0, 1, "the child is closed");
  return child;
}

static int push_failure(lua_State *L, const char *message) {
  lua_pushnil(L);
  lua_pushstring(L, message);
  return 2;
}

int unom_child_start(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  lua_Integer count = luaL_len(L, 1);
  if (count < 1 || count > MOST_WORDS)
    return luaL_argerror(L, 1, "1 to 16 words");
  luaL_checkstack(L, MOST_WORDS + 4, NULL);
  const char *words[MOST_WORDS + 1] = {NULL};
  for (lua_Integer i = 0; i < count; i++) { /* each stays on the stack */
    luaL_argcheck(L, lua_geti(L, 1, i + 1) == LUA_TSTRING, 1, "words are strings");
    words[i] = lua_tostring(L, -1);
  }
  struct child *child = lua_newuserdatauv(L, sizeof *child, 0);
  *child = (struct child){.fd = -1};
  unom_buffer_init(&child->received, LINE_CAP);
  luaL_setmetatable(L, CHILD);

  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return push_failure(L, strerror(errno));
  int code = spawn(&child->pid, words, ends[1]);
  close(ends[1]);
  if (code != 0) {
    close(ends[0]);
    return push_failure(L, strerror(code));
  }
  child->owner = getpid();
  child->fd = ends[0];
  return 1;
}

/* A signal of SIGPIPE must not end the caller, whose child may have died. */
static bool send_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
    if (sent < 0 && errno != EINTR)
      return false;
    size_t done = sent > 0 ? (size_t)sent : 0;
    bytes += done;
    length -= done;
  }
  return true;
}

static int child_send(lua_State *L) {
  struct child *child = check_open(L);
  size_t length;
  const char *line = luaL_checklstring(L, 2, &length);
  luaL_argcheck(L, !memchr(line, '\n', length), 2, "one line");
  if (!send_all(child->fd, line, length) || !send_all(child->fd, "\n", 1))
    return push_failure(L, strerror(errno));
  lua_pushboolean(L, true);
  return 1;
}

/* The child writes a line only when it was asked for one, so that nothing follows it here. */
static int child_receive(lua_State *L) {
  struct child *child = check_open(L);
  struct unom_buffer *received = &child->received;
  unom_buffer_clear(received);
  while (received->length == 0 || received->bytes[received->length - 1] != '\n') {
    ssize_t count = read_more(child);
    if (count == 0)
      return push_failure(L, "the process has ended");
    if (count < 0)
      return push_failure(L, "the line is longer than memory allows");
  }
  lua_pushlstring(L, received->bytes, received->length - 1);
  return 1;
}

static int child_pid(lua_State *L) {
  lua_pushinteger(L, check_open(L)->pid);
  return 1;
}

static int child_close(lua_State *L) {
  struct child *child = luaL_checkudata(L, 1, CHILD);
  int fd = child->fd;
  if (fd < 0)
    return 0;
  child->fd = -1;
  unom_buffer_free(&child->received);
  bool is_owner = child->owner == getpid();
  if (is_owner) {
    shutdown(fd, SHUT_WR);
    if (!ends_by_itself(fd))
      kill(child->pid, SIGKILL);
  }
  close(fd);
  while (is_owner && waitpid(child->pid, NULL, 0) < 0 && errno == EINTR) {
  }
  return 0;
}

static const luaL_Reg meth[] = {
    {"send", child_send}, {"receive", child_receive}, {"pid", child_pid}, {"close", child_close},
    {NULL, NULL},
};

static const luaL_Reg metameth[] = {
    {"__gc", child_close},
    {"__close", child_close},
    {NULL, NULL},
};

void unom_child_register(lua_State *L) {
  luaL_newmetatable(L, CHILD);
  luaL_setfuncs(L, metameth, 0);
  luaL_newlib(L, meth);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}
