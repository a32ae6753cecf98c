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

/* Adds `interrupt_watch` and `sleep` to the module table on top of the stack. */
void unom_interrupt_open(lua_State *L);

#endif
