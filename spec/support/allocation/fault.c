/* fault.c: makes allocations of this process fail, as a test says. It is preloaded, so that it comes before the C
 * library, or before the sanitizer where there is one, and it is the Lua module that gives the orders.
 *
 * Invariant: only allocations of the thread that called `run`, inside that call, are counted and fail. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <lauxlib.h>
#include <link.h>
#include <lua.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

static _Thread_local bool inside;
static _Thread_local unsigned long seen, first, last,
    failed; /* those from `first` to `last` fail */

/* Where lua-cjson is. It ends the process when memory is out, so what it allocates itself is passed over; what it asks
 * Lua for is not. */
static uintptr_t cjson_start, cjson_end;

static int find_cjson(struct dl_phdr_info *library, size_t size, void *data) {
  (void)size, (void)data;
  if (!strstr(library->dlpi_name, "cjson"))
    return 0;
  for (unsigned i = 0; i < library->dlpi_phnum; i++) {
    uintptr_t end =
        library->dlpi_addr + library->dlpi_phdr[i].p_vaddr + library->dlpi_phdr[i].p_memsz;
    if (library->dlpi_phdr[i].p_type == PT_LOAD && end > cjson_end)
      cjson_end = end;
  }
  cjson_start = library->dlpi_addr;
  dlopen(library->dlpi_name,
         RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE); /* for the leak checker, which comes last */
  return 1;
}

static bool must_fail(const void *caller) {
  if (!inside || ((uintptr_t)caller >= cjson_start && (uintptr_t)caller < cjson_end))
    return false;
  seen++;
  if (seen < first || seen > last)
    return false;
  failed++;
  errno = ENOMEM;
  return true;
}

/* What the dynamic linker allocates while it looks for the next malloc comes from here, and is never freed. */
static void *early(size_t size) {
  static _Alignas(max_align_t) char room[8192];
  static size_t used;
  size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
  if (size > sizeof room - used)
    return NULL;
  used += size;
  return room + used - size;
}

static void *next(const char *name, void **found) {
  static _Thread_local bool looks;
  if (!*found && !looks) {
    looks = true;
    *found = dlsym(RTLD_NEXT, name);
    looks = false;
  }
  return *found;
}

void *malloc(size_t size) {
  static void *found;
  if (!next("malloc", &found))
    return early(size);
  return must_fail(__builtin_return_address(0)) ? NULL
                                                : ((void *(*)(size_t))(uintptr_t)found)(size);
}

void *calloc(size_t count, size_t size) {
  static void *found;
  if (!next("calloc", &found))
    return early(count * size);
  return must_fail(__builtin_return_address(0))
             ? NULL
             : ((void *(*)(size_t, size_t))(uintptr_t)found)(count, size);
}

void *realloc(void *block, size_t size) {
  static void *found;
  if (!next("realloc", &found))
    return NULL;
  return size > 0 && must_fail(__builtin_return_address(0))
             ? NULL
             : ((void *(*)(void *, size_t))(uintptr_t)found)(block, size);
}

/* The pause between two tries of a call is of random length: here it is none. */
ssize_t getrandom(void *bytes, size_t size, unsigned flags) {
  (void)flags;
  memset(bytes, 0, size);
  return (ssize_t)size;
}

/* The sanitizer's own strdup would not come by here. */
char *strdup(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = malloc(size); /* called from here, so never exempt */
  return copy ? memcpy(copy, text, size) : NULL;
}

/* run(n, width, f, ...) -> how many allocations failed, how many there were, whether f returned, its results or its
 * error. Of the allocations inside f the n-th fails, and the width - 1 after it. */
static int run(lua_State *L) {
  lua_Integer from = luaL_checkinteger(L, 1), width = luaL_checkinteger(L, 2);
  luaL_checkstack(L, 20, NULL);
  first = (unsigned long)from;
  last = (unsigned long)(from + width - 1);
  seen = failed = 0;
  inside = true;
  int status = lua_pcall(L, lua_gettop(L) - 3, LUA_MULTRET, 0);
  inside = false;
  lua_pushinteger(L, (lua_Integer)failed);
  lua_replace(L, 1);
  lua_pushinteger(L, (lua_Integer)seen);
  lua_replace(L, 2);
  lua_pushboolean(L, status == LUA_OK);
  lua_insert(L, 3);
  return lua_gettop(L);
}

int luaopen_fault(lua_State *L);
int luaopen_fault(lua_State *L) {
  lua_getglobal(L, "require");
  lua_pushliteral(L, "cjson");
  lua_call(L, 1, 0);
  dl_iterate_phdr(find_cjson, NULL);
  lua_newtable(L);
  lua_pushcfunction(L, run);
  lua_setfield(L, -2, "run");
  return 1;
}
