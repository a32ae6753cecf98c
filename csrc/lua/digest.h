/* digest.h: the SHA-256 of a file, by which a list that was already run is known again.
 *
 * Invariant: the file is read in pieces, never held whole. */
#ifndef UNOM_DIGEST_H
#define UNOM_DIGEST_H

#include <lua.h>

/* Adds `sha256_file` to the module table on top of the stack.
 * sha256_file(path) -> 64 lower-case hex digits | nil, message */
void unom_digest_open(lua_State *L);

#endif
