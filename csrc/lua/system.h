/* system.h: the few functions of the operating system that Lua's own library lacks.
 *
 * Invariant: a file made here is readable by its owner alone from the moment it exists. */
#ifndef UNOM_SYSTEM_H
#define UNOM_SYSTEM_H

#include <lua.h>

/* monotonic() -> seconds, with fractions, of the monotonic clock. */
int unom_system_monotonic(lua_State *L);

/* process_id() -> integer. */
int unom_system_process_id(lua_State *L);

/* host_name() -> the name of this machine, "" where it has none. */
int unom_system_host_name(lua_State *L);

/* private_file(path) -> true | nil, message. Makes sure that the file exists and can be written: a
 * new one gets mode 0600, and missing directories 0700; an existing one stays as it is. */
int unom_system_private_file(lua_State *L);

/* create_file(path) -> a file of Lua's io library, open for writing | nil, message. The file is new and
 * has mode 0600: whatever the path leads to already, a link too, is a failure. */
int unom_system_create_file(lua_State *L);

/* append_file(path) -> a file of Lua's io library, open for writing at its end | nil, message. A new one gets mode 0600, an
 * existing one stays as it is; what is no file (a pipe, a device) is a failure. */
int unom_system_append_file(lua_State *L);

/* terminal_width(descriptor) -> columns, rows of the terminal that it leads to, as they are now; rows are 0 where the
 * terminal does not tell them. Nothing where it leads to none, or to one that does not know its size. */
int unom_system_terminal_width(lua_State *L);

/* ignore_broken_pipes(bool) -> whether they were ignored before. Where they are, a write to a pipe that nobody reads any
 * more fails; else it ends the process. */
int unom_system_ignore_broken_pipes(lua_State *L);

/* is_terminal(descriptor) -> does it lead to a terminal? */
int unom_system_is_terminal(lua_State *L);

/* lock_owner(file, offset) -> the process that holds a lock on this byte of a file of Lua's io library, 0 or less where
 * it is of another machine | nil: no other process does, or there is no telling. This process's own locks do not count. */
int unom_system_lock_owner(lua_State *L);

/* real_path(path) -> the path from the root, with every symbolic link in it resolved | nil, message. */
int unom_system_real_path(lua_State *L);

/* random_id() -> 32 hexadecimal digits that nobody can guess. Raises when the system has none. */
int unom_system_random_id(lua_State *L);

#endif
