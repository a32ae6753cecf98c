/* advice.h: what the API allows and people regret. Knows no Lua.
 *
 * Invariant: advice is given on values that passed their rule, refuses nothing, and shows no value
 * of a secret field. */
#ifndef UNOM_ADVICE_H
#define UNOM_ADVICE_H

#include "api/rules.h"

enum { UNOM_ADVICE_MOST = 2 }; /* the most there is to say of one value */

/* Fills diagnostics[0..] with what there is to advise on a value that passes; returns how many. */
size_t unom_advise_value(const struct unom_field *field, const char *bytes, size_t length,
                         struct unom_diagnostic diagnostics[UNOM_ADVICE_MOST]);

/* Does this requestDate, which passes, lie outside the operation's window, seen from `today`
 * (YYYYMMDD)? The carrier judges, and by its own clock. */
bool unom_advise_window(const struct unom_operation *operation, const char *bytes, size_t length,
                        unsigned today, struct unom_diagnostic *diagnostic);

#endif
