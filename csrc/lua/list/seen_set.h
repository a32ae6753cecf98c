/* seen_set.h: the userdata unom.seen_set, which knows the line on which a key was first seen.
 *
 * Invariant: 16 bytes an entry, whatever the key's length: a list of a million rows must be checked
 * in 64 MiB. A key is kept as 96 bits of its SipHash: with a million keys, the chance that any two
 * of them are taken for one is below 10^-17. */
#ifndef UNOM_SEEN_SET_H
#define UNOM_SEEN_SET_H

#include <lua.h>
#include <stddef.h>
#include <stdint.h>

struct unom_seen_set;

/* One of the texts that make up a key. */
struct unom_slice {
  const char *bytes;
  size_t length;
};

/* The set at `index` of the stack; raises when it is something else. */
struct unom_seen_set *unom_seen_set_check(lua_State *L, int index);

/* 0 when the key is new, and `line` (1..2^32-1) is kept with it; else the line that was kept. Keys
 * are equal when all their parts are. Raises when memory is out. */
size_t unom_seen_set_first(lua_State *L, struct unom_seen_set *set, const struct unom_slice *parts,
                           size_t count, uint32_t line);

/* The line that was kept with the key, or 0 where it is new; nothing is kept. */
size_t unom_seen_set_find(const struct unom_seen_set *set, const struct unom_slice *parts,
                          size_t count);

/* Registers the metatable of a set. */
void unom_seen_set_register(lua_State *L);

/* seen_set() -> set
 * set:first(part..., line) -> nil | the line that was kept with these parts
 *   nil: the key is new, and `line`, 1..2^32-1, is kept with it
 * set:find(part...) -> nil | the line that was kept with these parts; nothing is kept
 * #set -> the number of its keys */
int unom_seen_set_new(lua_State *L);

#endif
