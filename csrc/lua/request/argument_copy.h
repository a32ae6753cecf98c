/* argument_copy.h: a table of arguments of our own, made before anything of it is checked.
 *
 * Invariant: nothing outside the core has a reference to the copy or to a table of lines in it. So
 * what was checked is what is sent, whatever a finaliser, which runs inside any allocation, does
 * to the caller's table. */
#ifndef UNOM_ARGUMENT_COPY_H
#define UNOM_ARGUMENT_COPY_H

#include <lua.h>

#include "api/catalogue.h"

/* Replaces the table at index `arguments` by a copy of it, with all its keys and without its
 * metatable; where the operation has a list of lines, the list and its lines are copied too. The
 * tables are read raw. What changes in them meanwhile is in the copy or not. In the copy a field has
 * its name; its alias is there only beside that, with another value. */
void unom_argument_copy_replace(lua_State *L, const struct unom_operation *operation,
                                int arguments);

#endif
