/* nearest.h: the known name that was probably meant by an unknown one, for "did you mean". Knows no
 * Lua.
 *
 * Invariant: a name with more than two in five characters wrong is never suggested. */
#ifndef UNOM_NEAREST_H
#define UNOM_NEAREST_H

#include <stddef.h>

/* The known names are offered one after the other. */
struct unom_nearest {
  const char *name; /* what was written */
  size_t length;
  const char *best; /* the nearest so far, or NULL: none is near enough to be meant */
  unsigned distance;
};

void unom_nearest_start(struct unom_nearest *nearest, const char *name, size_t length);
void unom_nearest_offer(struct unom_nearest *nearest, const char *candidate);

#endif
