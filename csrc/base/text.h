/* text.h: a bounded text for people, and foreign values quoted in it. Knows no Lua.
 *
 * Invariant: a text always ends with a NUL and holds no control character of the values quoted in
 * it. */
#ifndef UNOM_TEXT_H
#define UNOM_TEXT_H

#include <stdarg.h>
#include <stddef.h>

enum { UNOM_TEXT_SIZE = 1024 };

struct unom_text {
  char bytes[UNOM_TEXT_SIZE];
  size_t length;
};

void unom_text_clear(struct unom_text *text);

/* Adds formatted text, truncated where it does not fit. */
__attribute__((format(printf, 2, 3))) void unom_text_add(struct unom_text *text, const char *format,
                                                         ...);

__attribute__((format(printf, 2, 0))) void
unom_text_add_list(struct unom_text *text, const char *format, va_list arguments);

/* Adds the value in double quotes: at most 64 characters of it, then `…`. Control characters, `"`
 * and `\` are escaped, and a byte that is no UTF-8 becomes `\xNN`. */
void unom_text_add_quoted(struct unom_text *text, const char *bytes, size_t length);

/* The same without the quotes, for a name that came from a caller. */
void unom_text_add_escaped(struct unom_text *text, const char *bytes, size_t length);

/* Adds a foreign sentence, as far as it fits: what a terminal obeys becomes a blank, a byte that is
 * no UTF-8 `?`. */
void unom_text_add_printable(struct unom_text *text, const char *bytes, size_t length);

#endif
