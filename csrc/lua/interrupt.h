/* interrupt.h: counts SIGINT and SIGTERM instead of dying of them, and sleeps that wake at one.
 *
 * Invariant: the process's own handlers are back as soon as the last watch is closed. */
#ifndef UNOM_INTERRUPT_H
#define UNOM_INTERRUPT_H

#include <stdbool.h>
#include <lua.h>

/* A descriptor that becomes readable at a signal, or -1 when no watch is open. For poll alone:
 * whoever wakes of it asks `unom_interrupt_since`, which makes it unreadable again. */
int unom_interrupt_fd(void);

/* Has an open watch counted a signal? */
bool unom_interrupt_pending(void);

/* Has an open watch counted a signal since `*seen`, which is moved up to now? Start `*seen` at 0:
 * what was counted while no present watch was open is never reported. */
bool unom_interrupt_since(unsigned long *seen);

/* Registers the metatable of a watch. */
void unom_interrupt_register(lua_State *L);

/* interrupt_watch() -> a watch, closable; watches may be nested: the handlers stay until the last
 *   is closed
 * watch:count() -> how many signals came since the watch was opened */
int unom_interrupt_watch_new(lua_State *L);

/* sleep(seconds) -> true, or false when a watched signal came since the last sleep: one that came
 * just before must not be slept through. */
int unom_interrupt_sleep(lua_State *L);

#endif
