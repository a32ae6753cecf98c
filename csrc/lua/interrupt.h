/* interrupt.h: a watch that counts SIGHUP, SIGINT and SIGTERM, and a sleep that one of them ends.
 *
 * Invariant: the signals are handled as before as soon as the last watch is closed.
 *
 * Lua states in several threads may each have watches: every one counts every signal. The
 * descriptor is theirs together, so that a signal may end the poll of one thread alone; the others
 * notice it when their own poll ends. */
#ifndef UNOM_INTERRUPT_H
#define UNOM_INTERRUPT_H

#include <stdbool.h>
#include <lua.h>

/* A descriptor that becomes readable at a signal, or -1 when no watch is open. Poll it, then call
 * `unom_interrupt_since`, which empties it. */
int unom_interrupt_fd(void);

/* Has an open watch counted a signal? */
bool unom_interrupt_pending(void);

/* Has an open watch counted a signal since the last call with this `*seen`? Start `*seen` at 0.
 * Signals from before the present watches were opened are not reported. */
bool unom_interrupt_since(unsigned long *seen);

/* Does the interrupt of the stand-alone Lua wait for the main thread, while a coroutine of it runs? Its
 * signal handler sets a hook that raises there, and nowhere else. */
bool unom_interrupt_is_due_in_main(lua_State *L);

/* The same, but true once for each: who goes on in the coroutine all the same can wait. */
bool unom_interrupt_awaits_main(lua_State *L);

/* Registers the metatable of a watch. */
void unom_interrupt_register(lua_State *L);

/* interrupt_watch() -> a watch, closable; the handlers stay until the last open watch is closed. A
 * signal that is ignored when the first is opened stays ignored.
 * watch:count() -> how many signals came since the watch was opened
 * watch:wait(seconds) -> the same, once it is not 0 or the time is up
 * watch:fd() -> the descriptor of unom_interrupt_fd */
int unom_interrupt_watch_new(lua_State *L);

/* interrupt_pending() -> has an open watch counted a signal? */
int unom_interrupt_is_pending(lua_State *L);

/* sleep(seconds) -> true, or false when a watched signal came since the last sleep: also one that
 * came just before this sleep; or when the interrupt of the stand-alone Lua waits for the main thread. */
int unom_interrupt_sleep(lua_State *L);

#endif
