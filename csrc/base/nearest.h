/* nearest.h: the known name that an unknown one was probably meant to be, for "did you mean". Knows
 * no Lua.
 *
 * Invariant: a name with more than two in five characters wrong is never suggested. */
#ifndef UNOM_NEAREST_H
#define UNOM_NEAREST_H

#include <stddef.h>

/* Start it with the unknown name, offer it every known name, then read `best`. */
struct unom_nearest {
  const char *name; /* the unknown name */
  size_t length;
  const char *best; /* the nearest so far, or NULL: none is near enough */
  unsigned distance;
};

void unom_nearest_start(struct unom_nearest *nearest, const char *name, size_t length);
void unom_nearest_offer(struct unom_nearest *nearest, const char *candidate);

#endif
