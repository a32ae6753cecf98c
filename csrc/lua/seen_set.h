/* seen_set.h: the userdata unom.seen_set, which tells the line on which a key was first seen.
 *
 * Invariant: 16 bytes an entry, whatever the key's length: a list of a million rows must be checked
 * in 64 MiB. A key is kept as 96 bits of its SipHash; two of a million differ with a chance of
 * 1 - 10^-17 and are told apart. */
#ifndef UNOM_SEEN_SET_H
#define UNOM_SEEN_SET_H

#include <lua.h>
#include <stddef.h>

struct unom_seen_set;

/* The set at `index` of the stack; raises when something else stands there. */
struct unom_seen_set *unom_seen_set_check(lua_State *L, int index);

/* 0 when the key is new, and `line` (1..2^32-1) is kept with it; else the line that was kept. */
size_t unom_seen_set_first(lua_State *L, struct unom_seen_set *set, const char *key, size_t length,
                           size_t line);

/* Registers the metatable of a set. */
void unom_seen_set_register(lua_State *L);

/* seen_set() -> set
 * set:first(key, line) -> nil when the key is new (`line`, 1..2^32-1, is kept with it), else the
 *   line that was kept with it
 * #set -> how many keys it holds */
int unom_seen_set_new(lua_State *L);

#endif
