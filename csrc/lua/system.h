/* system.h: the few things of the operating system that Lua's own library lacks.
 *
 * Invariant: a file made here is readable by its owner alone from the moment it exists. */
#ifndef UNOM_SYSTEM_H
#define UNOM_SYSTEM_H

#include <lua.h>

/* Adds `monotonic`, `process_id` and `private_file` to the module table on top of the stack. */
void unom_system_open(lua_State *L);

#endif
