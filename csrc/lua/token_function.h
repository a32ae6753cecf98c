/* token_function.h: the caller's function that gives access tokens.
 *
 * Invariant: no token that it gave is in a message. */
#ifndef UNOM_TOKEN_FUNCTION_H
#define UNOM_TOKEN_FUNCTION_H

#include <lua.h>
#include <stdbool.h>

/* Pops the function and calls it. true: pushes the token, a string that can travel in a header, and
 * sets its lifetime in seconds (INFINITY: none was told). false: it gave none; pushes a message that a
 * terminal can show, in which `last_token` (may be NULL) is masked. Raises, with nothing else done,
 * when memory is out and when a debug hook raised meanwhile, as Ctrl-C does in the stand-alone Lua:
 * that error is not the function's. */
bool unom_token_function_push(lua_State *L, const char *last_token, double *lifetime);

#endif
