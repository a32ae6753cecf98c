/* rules.h: one value against one field's rule. Knows no Lua.
 *
 * Invariant: a value that passes is valid UTF-8 without control characters, and has no white space
 * at its start or end. */
#ifndef UNOM_RULES_H
#define UNOM_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "api/catalogue.h"
#include "api/diagnostic.h"

/* Does the value pass the field's rule? If not, *diagnostic holds the problem. */
bool unom_rule_check(const struct unom_field *field, const char *bytes, size_t length,
                     struct unom_diagnostic *diagnostic);

/* Is the value, which passes the field's rule, one that people write? Of a line number: 0 and nine or
 * ten digits, although the carrier takes others. */
bool unom_rule_is_usual(const struct unom_field *field, const char *bytes, size_t length);

/* The digits of an IMEI: without its check digit, with it, with a version. The rule of the field
 * takes any text. */
enum { UNOM_IMEI_LEAST = 14, UNOM_IMEI_MOST = 16 };

#endif
