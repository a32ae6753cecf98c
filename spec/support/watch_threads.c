/* watch_threads.c: a host with a Lua state in each of several threads, which open and close watches on signals.
 *
 *   watch_threads CPATH
 *
 * Prints how many descriptors are open before and after, and how many threads failed. */
#define _GNU_SOURCE
#include <dirent.h>
#include <lauxlib.h>
#include <lualib.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

enum { THREADS = 8, TIMES = 1000 };

static const char script[] =
    "local core, times = ...\n"
    "for turn = 1, times do\n"
    "  local watch <close> = core.interrupt_watch()\n"
    "  if turn % 10 == 0 then core.kill() end\n"
    "  local inner <close> = core.interrupt_watch()\n"
    "  if turn % 10 == 0 then assert(watch:count() >= 1 and not core.sleep(0.001)) end\n"
    "  core.sleep(0)\n"
    "end\n";

static int send_signal(lua_State *L) {
  (void)L;
  raise(SIGINT);
  return 0;
}

/* A Lua state that has loaded unom.core, with `script` as a function under it. */
static lua_State *new_state(const char *cpath) {
  lua_State *L = luaL_newstate();
  luaL_openlibs(L);
  lua_getglobal(L, "package");
  lua_getfield(L, -1, "cpath");
  lua_pushfstring(L, "%s;%s", cpath, lua_tostring(L, -1));
  lua_setfield(L, -3, "cpath");
  if (luaL_loadstring(L, script) != LUA_OK)
    return NULL;
  lua_getglobal(L, "require");
  lua_pushstring(L, "unom.core");
  if (lua_pcall(L, 1, 1, 0) != LUA_OK) {
    fprintf(stderr, "%s\n", lua_tostring(L, -1));
    return NULL;
  }
  lua_pushcfunction(L, send_signal);
  lua_setfield(L, -2, "kill");
  lua_pushinteger(L, TIMES);
  return L;
}

static void *run(void *user) {
  lua_State *L = user;
  if (lua_pcall(L, 2, 0, 0) == LUA_OK)
    return NULL;
  fprintf(stderr, "%s\n", lua_tostring(L, -1));
  return L;
}

static int count_descriptors(void) {
  DIR *directory = opendir("/proc/self/fd");
  int count = -3; /* two are no files, one is the directory's own */
  while (readdir(directory))
    count++;
  closedir(directory);
  return count;
}

int main(int argc, char **argv) {
  pthread_t threads[THREADS];
  lua_State *states[THREADS];
  int failed = 0;
  if (argc != 2)
    return 2;
  for (int i = 0; i < THREADS; i++) {
    states[i] = new_state(argv[1]);
    if (!states[i])
      return 1;
  }
  int before = count_descriptors();
  for (int i = 0; i < THREADS; i++)
    pthread_create(&threads[i], NULL, run, states[i]);
  for (int i = 0; i < THREADS; i++) {
    void *result;
    pthread_join(threads[i], &result);
    failed += result != NULL;
  }
  int after = count_descriptors();
  struct sigaction action;
  sigaction(SIGINT, NULL, &action);
  printf("%d %d %d %s\n", before, after, failed,
         action.sa_handler == SIG_DFL ? "default" : "handled");
  for (int i = 0; i < THREADS; i++)
    lua_close(states[i]);
  return 0;
}
