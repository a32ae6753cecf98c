/* system.c: the few functions of the operating system that Lua's own library lacks. See system.h.
 *
 * Invariant: no path is used past a NUL in it. */
#define _GNU_SOURCE
#include "lua/system.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <lauxlib.h>

#include "base/clock.h"

int unom_system_monotonic(lua_State *L) {
  lua_pushnumber(L, unom_clock_seconds());
  return 1;
}

int unom_system_process_id(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)getpid());
  return 1;
}

int unom_system_host_name(lua_State *L) {
  char name[HOST_NAME_MAX + 1] = "";
  if (gethostname(name, sizeof name - 1) != 0)
    name[0] = '\0';
  lua_pushstring(L, name);
  return 1;
}

static int push_failure(lua_State *L, const char *path) {
  int code = errno;
  lua_pushnil(L);
  lua_pushfstring(L, "%s: %s", path, strerror(code));
  return 2;
}

static const char *check_path(lua_State *L, size_t *length) {
  const char *path = luaL_checklstring(L, 1, length);
  luaL_argcheck(L, *length > 0 && *length < PATH_MAX && strlen(path) == *length, 1, "not a path");
  return path;
}

/* Makes every missing directory above `path`, for the owner alone. */
static bool make_parents(char *path) {
  for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    bool made = mkdir(path, S_IRWXU) == 0 || errno == EEXIST;
    *slash = '/';
    if (!made)
      return false;
  }
  return true;
}

/* Is there a file that can be read and written? It is not opened: to close a file drops every lock that
 * this process has on it, also those of a database that is open on another handle. */
static bool is_usable_file(const char *path) {
  struct stat found;
  return stat(path, &found) == 0 && S_ISREG(found.st_mode) &&
         faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) == 0;
}

int unom_system_private_file(lua_State *L) {
  size_t length;
  const char *path = check_path(L, &length);
  char copy[PATH_MAX];
  memcpy(copy, path, length + 1);
  if (!make_parents(copy))
    return push_failure(L, path);
  if (!is_usable_file(path)) {
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0)
      return push_failure(L, path);
    close(file);
  }
  lua_pushboolean(L, true);
  return 1;
}

static int close_file(lua_State *L) {
  luaL_Stream *stream = luaL_checkudata(L, 1, LUA_FILEHANDLE);
  return luaL_fileresult(L, fclose(stream->f) == 0, NULL);
}

/* The umask takes rights away from a new file: the owner's are given back. NULL, with errno, on failure. */
static FILE *create(const char *path) {
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0)
    return NULL;
  FILE *opened = fchmod(file, S_IRUSR | S_IWUSR) == 0 ? fdopen(file, "wb") : NULL;
  if (!opened) {
    int code = errno;
    close(file);
    unlink(path);
    errno = code;
  }
  return opened;
}

int unom_system_create_file(lua_State *L) {
  size_t length;
  const char *path = check_path(L, &length);
  luaL_Stream *stream = lua_newuserdatauv(L, sizeof *stream, 0);
  stream->closef = NULL; /* closed */
  luaL_setmetatable(L, LUA_FILEHANDLE);
  stream->f = create(path);
  if (!stream->f)
    return push_failure(L, path);
  stream->closef = close_file;
  return 1;
}

/* A pipe that nobody reads, and a device, are told from a file once they are open, so that opening must not wait for a
 * reader. */
int unom_system_append_file(lua_State *L) {
  size_t length;
  const char *path = check_path(L, &length);
  luaL_Stream *stream = lua_newuserdatauv(L, sizeof *stream, 0);
  stream->closef = NULL; /* closed */
  luaL_setmetatable(L, LUA_FILEHANDLE);
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0)
    return push_failure(L, path);
  struct stat found;
  bool is_file = fstat(file, &found) == 0 && S_ISREG(found.st_mode);
  if (!is_file)
    errno = EINVAL;
  stream->f = is_file ? fdopen(file, "ab") : NULL;
  if (!stream->f) {
    int code = errno;
    close(file);
    errno = code;
    return push_failure(L, path);
  }
  stream->closef = close_file;
  return 1;
}

int unom_system_terminal_width(lua_State *L) {
  struct winsize size;
  if (ioctl((int)luaL_checkinteger(L, 1), TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return 0;
  lua_pushinteger(L, size.ws_col);
  lua_pushinteger(L, size.ws_row);
  return 2;
}

int unom_system_ignore_broken_pipes(lua_State *L) {
  lua_pushboolean(L, signal(SIGPIPE, lua_toboolean(L, 1) ? SIG_IGN : SIG_DFL) == SIG_IGN);
  return 1;
}

int unom_system_is_terminal(lua_State *L) {
  lua_pushboolean(L, isatty((int)luaL_checkinteger(L, 1)));
  return 1;
}

int unom_system_lock_owner(lua_State *L) {
  luaL_Stream *stream = luaL_checkudata(L, 1, LUA_FILEHANDLE);
  luaL_argcheck(L, stream->closef, 1, "a closed file");
  struct flock asked = {.l_type = F_WRLCK,
                        .l_whence = SEEK_SET,
                        .l_start = (off_t)luaL_checkinteger(L, 2),
                        .l_len = 1};
  if (fcntl(fileno(stream->f), F_GETLK, &asked) != 0 || asked.l_type == F_UNLCK)
    return 0;
  lua_pushinteger(L, asked.l_pid);
  return 1;
}

int unom_system_real_path(lua_State *L) {
  size_t length;
  const char *path = check_path(L, &length);
  char resolved[PATH_MAX];
  if (!realpath(path, resolved))
    return push_failure(L, path);
  lua_pushstring(L, resolved);
  return 1;
}

int unom_system_random_id(lua_State *L) {
  static const char digits[] = "0123456789abcdef";
  unsigned char bytes[16];
  for (size_t filled = 0; filled < sizeof bytes;) {
    ssize_t got = getrandom(bytes + filled, sizeof bytes - filled, 0);
    if (got < 0 && errno != EINTR)
      return luaL_error(L, "the system gives no random numbers: %s", strerror(errno));
    filled += got > 0 ? (size_t)got : 0;
  }
  char id[2 * sizeof bytes];
  for (size_t i = 0; i < sizeof bytes; i++) {
    id[2 * i] = digits[bytes[i] >> 4];
    id[2 * i + 1] = digits[bytes[i] & 15];
  }
  lua_pushlstring(L, id, sizeof id);
  return 1;
}
