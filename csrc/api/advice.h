/* advice.h: warnings about values that the API allows and that are often mistakes. Knows no Lua.
 *
 * Invariant: advice is given on values that passed their rule, refuses nothing, and shows no value
 * of a secret field. */
#ifndef UNOM_ADVICE_H
#define UNOM_ADVICE_H

#include "api/rules.h"

enum { UNOM_ADVICE_MOST = 2 }; /* diagnostics of one value */

/* Fills diagnostics[0..] with the advice on a value that passes its rule; returns how many. */
size_t unom_advise_value(const struct unom_field *field, const char *bytes, size_t length,
                         struct unom_diagnostic diagnostics[UNOM_ADVICE_MOST]);

/* The field whose days the operation's window is about, or NULL when it has no window. */
const struct unom_field *unom_advise_window_field(const struct unom_operation *operation);

/* Is this value of `unom_advise_window_field`, which passes its rule, outside the operation's
 * window as of `today` (YYYYMMDD)? Then it fills *diagnostic. The carrier decides, by its own
 * clock. */
bool unom_advise_window(const struct unom_operation *operation, const char *bytes, size_t length,
                        unsigned today, struct unom_diagnostic *diagnostic);

/* Is this moment, a value of a DATETIME field that passes its rule, outside the log of the operation
 * as of `today`? Then it fills *diagnostic. Days in Japan that are not over yet count whole: the
 * carrier decides, by its own clock. */
bool unom_advise_log(const struct unom_operation *operation, const struct unom_field *field,
                     const char *bytes, size_t length, unsigned today,
                     struct unom_diagnostic *diagnostic);

#endif
