/* interrupt.h: counts SIGINT and SIGTERM instead of dying of them, and sleeps that wake at one.
 *
 * Invariant: the process's own handlers are back as soon as the last watch is closed. */
#ifndef UNOM_INTERRUPT_H
#define UNOM_INTERRUPT_H

#include <lua.h>

/* A descriptor that is readable from the first signal until `unom_interrupt_drain`, or -1 when no
 * watch is open. For poll alone: only `unom_interrupt_drain` reads it. */
int unom_interrupt_fd(void);

/* Signals counted since the first of the open watches was opened; 0 when none is open. */
unsigned unom_interrupt_count(void);

/* Makes the descriptor unreadable again, so that a signal wakes one poll, not every one after it. */
void unom_interrupt_drain(void);

/* Adds `interrupt_watch` and `sleep` to the module table on top of the stack. */
void unom_interrupt_open(lua_State *L);

#endif
