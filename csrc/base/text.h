/* text.h: words for people: a bounded text, and foreign values quoted in it. Knows no Lua.
 *
 * Invariant: a text is NUL-terminated at every moment and holds no control character of the values
 * quoted in it. */
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

/* Adds formatted text; what does not fit is cut. */
__attribute__((format(printf, 2, 3))) void unom_text_add(struct unom_text *text, const char *format,
                                                         ...);

__attribute__((format(printf, 2, 0))) void
unom_text_add_list(struct unom_text *text, const char *format, va_list arguments);

/* Adds the value in double quotes: at most 64 characters of it, then `…`; control characters, `"`
 * and
 * `\` escaped, and what is no UTF-8 as `\xNN`. */
void unom_text_add_quoted(struct unom_text *text, const char *bytes, size_t length);

/* The same without the quotes: for a name that came from a caller. */
void unom_text_add_escaped(struct unom_text *text, const char *bytes, size_t length);

#endif
