/* unicode.h: what libutf8proc knows of characters: clusters, widths, normal forms. Knows no Lua.
 *
 * Invariant: nothing is allocated, and no byte at or past `length` is read. */
#ifndef UNOM_UNICODE_H
#define UNOM_UNICODE_H

#include <stddef.h>
#include <stdint.h>

/* How many bytes the first grapheme cluster takes: what people see as one character, such as a kana
 * with the voicing mark that follows it, or an emoji joined of several. A byte that is no UTF-8 is
 * one by itself. 0 only where length is 0. */
size_t unom_unicode_cluster(const char *bytes, size_t length);

/* How many columns of a terminal the text takes; -1 when it is not UTF-8. Characters of ambiguous
 * width take one. */
ptrdiff_t unom_unicode_width(const char *bytes, size_t length);

enum unom_unicode_form { UNOM_UNICODE_NFC, UNOM_UNICODE_NFKC };

/* How many elements of `room` a call of `unom_unicode_normalize` needs; -1 when the text is not
 * UTF-8 or too long. */
ptrdiff_t unom_unicode_room(enum unom_unicode_form form, const char *bytes, size_t length);

/* Writes the text's normal form as UTF-8 to the memory of `room`, which has `count` elements, and
 * returns its length in bytes; -1 when it is not UTF-8 or the room too small. */
ptrdiff_t unom_unicode_normalize(enum unom_unicode_form form, const char *bytes, size_t length,
                                 int32_t *room, ptrdiff_t count);

#endif
