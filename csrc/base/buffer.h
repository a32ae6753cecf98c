/* buffer.h: a growing array of bytes with a stated cap. Knows no Lua and no curl.
 *
 * Invariant: `length <= cap`, and `bytes`, once allocated, has a NUL after the last byte. */
#ifndef UNOM_BUFFER_H
#define UNOM_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct unom_buffer {
  char *bytes;
  size_t length;
  size_t allocated;
  size_t cap; /* the most bytes it may ever hold */
};

/* An empty buffer that will hold at most `cap` bytes. Allocates nothing. */
void unom_buffer_init(struct unom_buffer *buffer, size_t cap);

/* Adds `length` bytes. Returns false, the buffer unchanged, when they would pass the cap or memory
 * is out; `unom_buffer_fits` tells which. */
bool unom_buffer_append(struct unom_buffer *buffer, const void *bytes, size_t length);

/* Would `length` more bytes stay within the cap? */
bool unom_buffer_fits(const struct unom_buffer *buffer, size_t length);

/* Sets the length to 0 and keeps the memory. */
void unom_buffer_clear(struct unom_buffer *buffer);

/* Overwrites the bytes with zeros (they may be secret) and frees the memory. The buffer can be used
 * again. */
void unom_buffer_free(struct unom_buffer *buffer);

#endif
