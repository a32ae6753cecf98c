/* digest.h: the SHA-256 of a file, by which a list that was already run is known again.
 *
 * Invariant: the file is read in pieces, never held whole. */
#ifndef UNOM_DIGEST_H
#define UNOM_DIGEST_H

#include <lua.h>

/* sha256_file(path) -> 64 lower-case hex digits | nil, message */
int unom_digest_sha256_file(lua_State *L);

#endif
