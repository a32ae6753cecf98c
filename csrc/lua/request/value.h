/* value.h: a Lua value as the text that is sent for a field.
 *
 * Invariant: a number becomes text only where it cannot have lost a leading zero. */
#ifndef UNOM_VALUE_H
#define UNOM_VALUE_H

#include <lua.h>
#include <stdbool.h>

#include "api/catalogue.h"

struct unom_value {
  const char *bytes; /* valid as long as the Lua value and this struct */
  size_t length;
  char digits[24]; /* an integer as text */
};

/* Pushes table[name], raw, and returns its type. `table` is no relative index. */
int unom_value_push_raw(lua_State *L, int table, const char *name);

/* Reads the value on top of the stack: a string, an integer for dates, choices and numbers, a
 * boolean for consent. false: the field's rule does not take this type. */
bool unom_value_read(lua_State *L, const struct unom_field *field, struct unom_value *value);

/* Makes the text the value. */
void unom_value_set(struct unom_value *value, const char *text);

/* The number in a value that passes the rule NUMBER. */
lua_Integer unom_value_number(const struct unom_value *value);

/* Reads what is sent for the field from the table at index `table`, which is nobody else's: it keeps
 * the bytes. false: the field is absent. `number` is filled in where an automatic field is absent. */
bool unom_value_get(lua_State *L, const struct unom_field *field, int table, lua_Integer number,
                    struct unom_value *value);

/* For the message about a wrong type: what the field takes, and what the value on top of the stack
 * is. */
const char *unom_value_expected(const struct unom_field *field);
const char *unom_value_type(lua_State *L);

/* Would an integer lose a leading zero in this field? */
bool unom_value_loses_zeros(const struct unom_field *field);

#endif
