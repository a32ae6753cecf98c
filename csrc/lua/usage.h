/* usage.h: the object that a caller's mistake raises.
 *
 * Invariants: as a text the object is what luaL_error would have raised: the place of the caller, and
 * the message. What raises does not return; its int is for a caller's `return`. */
#ifndef UNOM_USAGE_H
#define UNOM_USAGE_H

#include <lua.h>

/* The fields of the object. NULL: absent. */
struct unom_usage {
  const char *message;   /* of one line, without the place */
  const char *operation; /* whose argument it is, or */
  const char *func;      /* the function that was called */
  const char *field;     /* the path of the operation's field, such as linesList[2].lineNo, or */
  const char *option;    /* the name of the function's option */
  const char *code;      /* of a problem, see api/diagnostic.h */
  int problems;          /* the index of the array of all problems; 0: there is one alone */
};

/* Raises the object; its place is that of the running C function's caller. */
_Noreturn int unom_usage_raise(lua_State *L, const struct unom_usage *usage);

/* Raises "bad option 'OPTION' to 'FUNC' (MESSAGE)". */
_Noreturn int unom_usage_option(lua_State *L, const char *func, const char *option,
                                const char *message);

/* Raises "bad argument #N to 'FUNC' (MESSAGE)" of the argument at `index`, which in a method is
 * counted from the one after its object. */
_Noreturn int unom_usage_argument(lua_State *L, const char *func, int index, const char *message);

/* Raises "bad argument #N to 'FUNC' (EXPECTED expected, got TYPE)". */
_Noreturn int unom_usage_type(lua_State *L, const char *func, int index, const char *expected);

/* The object that a method was called on, a userdata with the metatable; raises where it is another. */
void *unom_usage_check_object(lua_State *L, const char *metatable);

/* Raises unless the argument is a table. */
void unom_usage_check_table(lua_State *L, const char *func, int index);

/* The argument as a number, or as a whole number; raises where it is none. */
lua_Number unom_usage_check_number(lua_State *L, const char *func, int index);
lua_Integer unom_usage_check_integer(lua_State *L, const char *func, int index);

/* raise_usage(fields, level): makes the table of fields the object and raises it. The place is that of the
 * function at that level, as in Lua's `error`. */
_Noreturn int unom_usage_raise_fields(lua_State *L);

/* Registers the metatable "unom.usage_error". */
void unom_usage_register(lua_State *L);

/* Pushes that metatable. */
void unom_usage_push_metatable(lua_State *L);

#endif
