/* system.h: the few things of the operating system that Lua's own library lacks.
 *
 * Invariant: a file made here is readable by its owner alone from the moment it exists. */
#ifndef UNOM_SYSTEM_H
#define UNOM_SYSTEM_H

#include <lua.h>

/* monotonic() -> seconds, a float that only grows and that no change of the wall clock moves. */
int unom_system_monotonic(lua_State *L);

/* process_id() -> integer. */
int unom_system_process_id(lua_State *L);

/* private_file(path) -> true | nil, message. Makes sure that the file is there and can be written:
 * a new one gets mode 0600, and its missing directories 0700; one that exists is left as it is. */
int unom_system_private_file(lua_State *L);

#endif
