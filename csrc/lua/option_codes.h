/* option_codes.h: the option codes of a line, in whatever shape a reply has them.
 *
 * Invariant: what a reply names is in the array as often as it is named: an option that was added
 * three times is there three times. */
#ifndef UNOM_OPTION_CODES_H
#define UNOM_OPTION_CODES_H

#include <lua.h>

/* The key of the codes. Operation 02 alone has it: its table has an object with a member
 * optionCode, its example braces around codes, which is no JSON. */
#define UNOM_OPTION_CODES_KEY "optionCodeList"

/* Pushes an array of the codes in the decoded value on top of the stack: a code, several in one
 * text with commas or blanks between them, an object that has them in its member optionCode, or an
 * array of any of these. Blank texts, nulls and booleans are no codes. */
void unom_option_codes_push(lua_State *L);

#endif
