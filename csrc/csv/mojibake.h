/* mojibake.h: is a text one in UTF-8 that was taken for CP932 and saved? Knows no Lua.
 *
 * Invariant: Japanese that was read rightly is never taken for it. */
#ifndef UNOM_MOJIBAKE_H
#define UNOM_MOJIBAKE_H

#include <stdbool.h>
#include <stddef.h>

/* `bytes`: a part of a text in UTF-8, which may end within a character. Its Japanese is written in
 * CP932 again: where that is, for the most part, UTF-8 of Japanese, *found: the text went that way
 * before. false when memory is out. */
bool unom_mojibake_look(const char *bytes, size_t length, bool *found);

#endif
