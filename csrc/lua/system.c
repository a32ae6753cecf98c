/* system.c: the few functions of the operating system that Lua's own library lacks. See system.h.
 *
 * Invariant: no path is used past a NUL in it. */
#define _GNU_SOURCE
#include "lua/system.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
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

static int push_failure(lua_State *L, const char *path) {
  int code = errno;
  lua_pushnil(L);
  lua_pushfstring(L, "%s: %s", path, strerror(code));
  return 2;
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

int unom_system_private_file(lua_State *L) {
  size_t length;
  const char *path = luaL_checklstring(L, 1, &length);
  luaL_argcheck(L, length > 0 && length < PATH_MAX && strlen(path) == length, 1, "not a path");
  char copy[PATH_MAX];
  memcpy(copy, path, length + 1);
  if (!make_parents(copy))
    return push_failure(L, path);
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0)
    return push_failure(L, path);
  close(file);
  lua_pushboolean(L, true);
  return 1;
}
