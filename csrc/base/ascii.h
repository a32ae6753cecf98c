/* ascii.h: texts compared without regard to the case of ASCII letters. Knows no Lua.
 *
 * Invariant: no locale has a say: the C library compares by the locale of the process, where a
 * Turkish i and I are two letters. */
#ifndef UNOM_ASCII_H
#define UNOM_ASCII_H

#include <stdbool.h>

/* The small letter of an ASCII capital; any other byte as it is. */
static inline char unom_ascii_small(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline bool unom_ascii_is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Does the text begin with the prefix? An empty prefix begins every text. */
static inline bool unom_ascii_starts_ignoring_case(const char *text, const char *prefix) {
  while (*prefix && unom_ascii_small(*text) == unom_ascii_small(*prefix)) {
    text++;
    prefix++;
  }
  return *prefix == '\0';
}

/* Are the texts the same? */
static inline bool unom_ascii_equal_ignoring_case(const char *a, const char *b) {
  while (*a && unom_ascii_small(*a) == unom_ascii_small(*b)) {
    a++;
    b++;
  }
  return unom_ascii_small(*a) == unom_ascii_small(*b);
}

#endif
