/* text.h: words for people: a bounded text, foreign values quoted in it, the nearest known name.
 * Knows no Lua.
 *
 * Invariant: a text is NUL-terminated at every moment and holds no control character of the values
 * quoted in it. */
#ifndef UNOM_TEXT_H
#define UNOM_TEXT_H

#include <stdarg.h>
#include <stddef.h>

enum { UNOM_WORDS_SIZE = 1024 };

struct unom_text {
  char text[UNOM_WORDS_SIZE];
  size_t length;
};

void unom_text_clear(struct unom_text *words);

/* Adds formatted text; what does not fit is cut. */
__attribute__((format(printf, 2, 3))) void unom_text_add(struct unom_text *words,
                                                         const char *format, ...);

__attribute__((format(printf, 2, 0))) void
unom_text_add_list(struct unom_text *words, const char *format, va_list arguments);

/* Adds the value in double quotes: at most 64 characters of it, then `…`; control characters, `"`
 * and
 * `\` escaped, and what is no UTF-8 as `\xNN`. */
void unom_text_add_quoted(struct unom_text *words, const char *bytes, size_t length);

/* The same without the quotes: for a name that came from a caller. */
void unom_text_add_escaped(struct unom_text *words, const char *bytes, size_t length);

/* One character of UTF-8 at bytes[0..length). Returns how many bytes it takes and sets *code, or 0
 * when none stands there (overlong forms, surrogates and what passes U+10FFFF included). */
size_t unom_utf8_decode(const char *bytes, size_t length, unsigned *code);

/* The nearest of several names, offered one after the other. */
struct unom_nearest {
  const char *name; /* what was written */
  size_t length;
  const char *best; /* the nearest so far, or NULL: none is near enough to be meant */
  unsigned distance;
};

void unom_nearest_start(struct unom_nearest *nearest, const char *name, size_t length);
void unom_nearest_offer(struct unom_nearest *nearest, const char *candidate);

#endif
