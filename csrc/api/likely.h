/* likely.h: the value that was probably meant by one that fails its rule. Knows no Lua.
 *
 * Invariant: a likely value passes the rule; it is for a person to look at, never taken by itself.
 * There is none for secrets and free text, nor where digits are lost. */
#ifndef UNOM_LIKELY_H
#define UNOM_LIKELY_H

#include "api/reading.h"

/* Adds the likely value of these bytes to the diagnostic about them, where there is one. */
void unom_likely_add(const struct unom_field *field, const char *bytes, size_t length,
                     struct unom_diagnostic *diagnostic);

#endif
