/* interrupt.c: the watch on SIGHUP, SIGINT, SIGTERM, and the sleep that one ends. See interrupt.h.
 *
 * Invariants: the counter alone says whether a signal came; the pipe only ends a poll, so that
 * emptying it can lose no signal. What is static is read and written under the lock, but for the
 * atomics, which alone the signal handler uses. */
#define _GNU_SOURCE
#include "lua/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <lauxlib.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "lua/usage.h"

#define WATCH "unom.interrupt_watch"

struct watch {
  struct watch *previous, *next; /* the open ones, in the order in which they were opened */
  bool open;
  unsigned long base; /* `counted` when it was opened */
};

static const int watched[] = {SIGHUP, SIGINT, SIGTERM};
enum { WATCHED = sizeof watched / sizeof *watched };

/* Static, since signal handlers belong to the process. */
static pthread_mutex_t lock =
    PTHREAD_MUTEX_INITIALIZER;                     /* Lua states may live in several threads */
static atomic_ulong counted;                       /* signals since the process started */
static atomic_uint handling;                       /* handlers that are running */
static atomic_int wake_read = -1, wake_write = -1; /* the ends of the pipe */
static struct watch *oldest, *newest; /* of the open watches; the oldest has the least base */
static struct sigaction before[WATCHED];

static void on_signal(int number) {
  (void)number;
  int kept = errno;
  atomic_fetch_add(&handling, 1);
  atomic_fetch_add(&counted, 1);
  int fd = atomic_load(&wake_write);
  if (fd >= 0) {
    ssize_t written = write(fd, "", 1); /* a full pipe is readable already */
    (void)written;
  }
  atomic_fetch_sub(&handling, 1);
  errno = kept;
}

int unom_interrupt_fd(void) { return atomic_load(&wake_read); }

/* Before the counter is read: what comes in between ends the next poll. */
static void empty_pipe(void) {
  char bytes[64];
  while (oldest && read(atomic_load(&wake_read), bytes, sizeof bytes) > 0) {
  }
}

bool unom_interrupt_pending(void) {
  pthread_mutex_lock(&lock);
  empty_pipe(); /* or a poll would end at once, again and again, for a signal before every watch */
  bool is_pending = oldest && atomic_load(&counted) > oldest->base;
  pthread_mutex_unlock(&lock);
  return is_pending;
}

bool unom_interrupt_since(unsigned long *seen) {
  pthread_mutex_lock(&lock);
  empty_pipe();
  unsigned long now = atomic_load(&counted);
  bool is_new = oldest && now > oldest->base && now > *seen;
  pthread_mutex_unlock(&lock);
  *seen = now;
  return is_new;
}

/* Its address is a key in the registry: was true returned for the interrupt that waits now? */
static const char told_of_hook;

/* Is the hook of the main thread one that debug.sethook has set? It keeps the function in the registry. */
static bool is_of_debug_library(lua_State *L, lua_State *main_thread) {
  bool is = false;
  if (lua_getfield(L, LUA_REGISTRYINDEX, "_HOOKKEY") == LUA_TTABLE) {
    lua_pushthread(main_thread);
    lua_xmove(main_thread, L, 1);
    is = lua_rawget(L, -2) != LUA_TNIL;
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return is;
}

bool unom_interrupt_is_due_in_main(lua_State *L) {
  enum { ALL = LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT }; /* as lua.c sets it */
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_MAINTHREAD);
  lua_State *main_thread = lua_tothread(L, -1);
  lua_pop(L, 1);
  return main_thread != L && lua_gethookmask(main_thread) == ALL &&
         lua_gethookcount(main_thread) == 1 && !is_of_debug_library(L, main_thread);
}

bool unom_interrupt_awaits_main(lua_State *L) {
  bool is_due = unom_interrupt_is_due_in_main(L);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &told_of_hook);
  bool is_told = lua_toboolean(L, -1);
  lua_pop(L, 1);
  lua_pushboolean(L, is_due);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &told_of_hook); /* an old key: nothing is allocated */
  return is_due && !is_told;
}

/* ---- under the lock ---- */

/* A signal that was ignored stays so: nohup, and a shell that starts a job in the background, ignore
 * what is not meant for it. (lua5.4 handles SIGINT from its start, so there it is never ignored.) */
static bool was_ignored(int i) { return before[i].sa_handler == SIG_IGN; }

/* Restores the handlers of the first `count` signals and closes the pipe, once no handler can write
 * to it: its number may be another file's at once. */
static void restore_handlers(int count) {
  for (int i = 0; i < count; i++)
    if (!was_ignored(i))
      sigaction(watched[i], &before[i], NULL);
  int ends[] = {atomic_exchange(&wake_read, -1), atomic_exchange(&wake_write, -1)};
  while (atomic_load(&handling) > 0)
    sched_yield();
  close(ends[0]);
  close(ends[1]);
}

/* Installs our handlers. false, with errno: nothing has changed. */
static bool install_handlers(void) {
  int ends[2];
  if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0)
    return false;
  atomic_store(&wake_read, ends[0]);
  atomic_store(&wake_write, ends[1]);
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < WATCHED; i++) {
    if (sigaction(watched[i], NULL, &before[i]) != 0 ||
        (!was_ignored(i) && sigaction(watched[i], &action, NULL) != 0)) {
      int kept = errno;
      restore_handlers(i);
      errno = kept;
      return false;
    }
  }
  return true;
}

/* Adds the watch to the open ones. false, with errno: nothing has changed. */
static bool open_watch(struct watch *watch) {
  unsigned long base = atomic_load(&counted); /* this watch counts signals from here on */
  if (!oldest && !install_handlers())
    return false;
  *watch = (struct watch){.open = true, .base = base, .previous = newest};
  *(newest ? &newest->next : &oldest) = watch;
  newest = watch;
  return true;
}

static void close_watch(struct watch *watch) {
  watch->open = false;
  *(watch->previous ? &watch->previous->next : &oldest) = watch->next;
  *(watch->next ? &watch->next->previous : &newest) = watch->previous;
  if (!oldest)
    restore_handlers(WATCHED);
}

/* ---- what Lua calls ---- */

int unom_interrupt_watch_new(lua_State *L) {
  struct watch *watch = lua_newuserdatauv(L, sizeof *watch, 0);
  *watch = (struct watch){.open = false};
  luaL_setmetatable(L, WATCH);
  pthread_mutex_lock(&lock);
  bool opened = open_watch(watch);
  int reason = errno;
  pthread_mutex_unlock(&lock);
  return opened ? 1 : luaL_error(L, "signals cannot be watched: %s", strerror(reason));
}

static int watch_close(lua_State *L) {
  struct watch *watch = unom_usage_check_object(L, WATCH);
  if (watch->open) {
    pthread_mutex_lock(&lock);
    close_watch(watch);
    pthread_mutex_unlock(&lock);
  }
  return 0;
}

static struct watch *check_open(lua_State *L) {
  struct watch *watch = unom_usage_check_object(L, WATCH);
  if (!watch->open)
    unom_usage_raise(L, &(struct unom_usage){.message = "the watch is closed"});
  return watch;
}

/* watch:count() -> signals counted since the watch was opened. */
static int watch_count(lua_State *L) {
  struct watch *watch = check_open(L);
  lua_pushinteger(L, (lua_Integer)(atomic_load(&counted) - watch->base));
  return 1;
}

int unom_interrupt_is_pending(lua_State *L) {
  lua_pushboolean(L, unom_interrupt_pending());
  return 1;
}

/* watch:fd() -> the descriptor that becomes readable at a signal, for an event loop. A sleep, or a
 * client's wait, empties it. */
static int watch_fd(lua_State *L) {
  check_open(L);
  lua_pushinteger(L, unom_interrupt_fd());
  return 1;
}

/* Its address is a key in the registry: of the signals that the sleeps of this Lua state have seen. A
 * thread-local variable here would be the first of a module that is loaded late: the leak checker of
 * gcc 12 takes what lies before it in the heap for its size, and may crash. */
static const char seen_by_sleeps;

/* Did a signal come that no sleep of this Lua state has seen? */
static bool is_sleep_over(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &seen_by_sleeps);
  unsigned long seen = (unsigned long)lua_tointeger(L, -1);
  lua_pop(L, 1);
  bool is_over = unom_interrupt_since(&seen);
  lua_pushinteger(L, (lua_Integer)seen);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &seen_by_sleeps); /* an old key: nothing is allocated */
  return is_over;
}

/* The time at which the seconds that are argument `index` are over. */
static double end_of_argument(lua_State *L, const char *func, int index) {
  double seconds = unom_usage_check_number(L, func, index);
  if (!(seconds >= 0))
    unom_usage_argument(L, func, index, "seconds must not be negative");
  return unom_clock_seconds() + seconds;
}

/* Waits for a signal, until `end` at most. false: the time is up. */
static bool wait_for_signal(double end) {
  double left = end - unom_clock_seconds();
  if (!(left > 0))
    return false;
  struct pollfd waker = {.fd = unom_interrupt_fd(), .events = POLLIN};
  poll(&waker, 1, left > 3600 ? 3600000 : (int)ceil(left * 1000));
  return true;
}

int unom_interrupt_sleep(lua_State *L) {
  double end = end_of_argument(L, "sleep", 1);
  bool is_over;
  do
    is_over = is_sleep_over(L) || unom_interrupt_awaits_main(L);
  while (!is_over && wait_for_signal(end));
  lua_pushboolean(L, !is_over);
  return 1;
}

/* watch:wait(seconds) -> the count, once a signal has been counted or the time is up. */
static int watch_wait(lua_State *L) {
  struct watch *watch = check_open(L);
  double end = end_of_argument(L, "wait", 2);
  unsigned long seen = watch->base;
  while (!unom_interrupt_since(&seen) && !unom_interrupt_awaits_main(L) && wait_for_signal(end))
    ;
  return watch_count(L);
}

static const luaL_Reg meth[] = {{"count", watch_count},
                                {"wait", watch_wait},
                                {"fd", watch_fd},
                                {"close", watch_close},
                                {NULL, NULL}};
static const luaL_Reg metameth[] = {{"__gc", watch_close}, {"__close", watch_close}, {NULL, NULL}};

void unom_interrupt_register(lua_State *L) {
  lua_pushinteger(L, 0);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &seen_by_sleeps);
  lua_pushboolean(L, false);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &told_of_hook);
  luaL_newmetatable(L, WATCH);
  luaL_setfuncs(L, metameth, 0);
  luaL_newlib(L, meth);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}
