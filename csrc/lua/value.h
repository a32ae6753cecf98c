/* value.h: a Lua value as the bytes that a field travels as.
 *
 * Invariant: a number becomes text only where no leading zero can have been lost in it. */
#ifndef UNOM_VALUE_H
#define UNOM_VALUE_H

#include <lua.h>
#include <stdbool.h>

#include "api/catalogue.h"

struct unom_value {
  const char *bytes; /* live as long as the Lua value and this struct do */
  size_t length;
  char digits[24]; /* what an integer is written as */
};

/* Pushes holder[name], raw, and returns its type. `holder` is no relative index. */
int unom_value_push_raw(lua_State *L, int holder, const char *name);

/* Reads the value on top of the stack: strings, integers for dates, choices and numbers, booleans
 * for consent. false: a type that the field's rule cannot take. */
bool unom_value_read(lua_State *L, const struct unom_field *field, struct unom_value *value);

/* The value is this text. */
void unom_value_set(struct unom_value *value, const char *text);

/* Pushes what the field travels as, out of the table at `holder`, and returns true; or pushes
 * nothing where it is absent. An automatic field that is absent gets `entry` (1, 2, ...). */
bool unom_value_push(lua_State *L, const struct unom_field *field, int holder, size_t entry);

/* Words for a value of a wrong type: what was expected, and what the value on top of the stack is.
 */
const char *unom_value_expected(const struct unom_field *field);
const char *unom_value_type(lua_State *L);

/* Would an integer lose a leading zero in this field? */
bool unom_value_loses_zeros(const struct unom_field *field);

#endif
