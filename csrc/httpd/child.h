/* child.h: a process that is started, spoken to in lines, and that ends with this one. */
#ifndef UNOM_CHILD_H
#define UNOM_CHILD_H

#include <lua.h>

/* start_process(words) -> child | nil, message
 * Starts the program words[1], looked for in PATH where its name has no slash, with the others as its
 * arguments. Its standard input and output are a socket to this process: it reads an end of file once
 * this process has closed the child or is gone, however that came. It has this process's standard
 * error, no other file of it, no terminal that could interrupt it, and no signal blocked.
 *
 * child:send(line) -> true | nil, message
 * child:receive() -> a line | nil, message. Waits for it.
 * child:pid() -> its number
 * child:close(), __gc, __close: waits until it has ended. In a fork of this process it ends nothing. */
int unom_child_start(lua_State *L);

/* Makes the metatable. */
void unom_child_register(lua_State *L);

#endif
