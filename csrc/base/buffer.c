/* buffer.c: a growing array of bytes with a stated cap. See buffer.h.
 *
 * Invariant: no block is freed before its bytes are overwritten. */
#define _GNU_SOURCE
#include "base/buffer.h"

#include <stdlib.h>
#include <string.h>

enum { SMALLEST_ALLOCATION = 256 };

void unom_buffer_init(struct unom_buffer *buffer, size_t cap) {
  *buffer = (struct unom_buffer){.cap = cap};
}

bool unom_buffer_fits(const struct unom_buffer *buffer, size_t length) {
  return length <= buffer->cap - buffer->length;
}

/* Makes room for `needed` bytes and a NUL. No realloc: it could leave a copy of a secret in the old
 * block. */
static bool grow(struct unom_buffer *buffer, size_t needed) {
  size_t size = buffer->allocated ? buffer->allocated : SMALLEST_ALLOCATION;
  while (size < needed + 1)
    size *= 2;
  char *bytes = malloc(size);
  if (!bytes)
    return false;
  if (buffer->bytes) {
    memcpy(bytes, buffer->bytes, buffer->length);
    explicit_bzero(buffer->bytes, buffer->allocated);
    free(buffer->bytes);
  }
  buffer->bytes = bytes;
  buffer->allocated = size;
  return true;
}

bool unom_buffer_append(struct unom_buffer *buffer, const void *bytes, size_t length) {
  if (!unom_buffer_fits(buffer, length))
    return false;
  size_t needed = buffer->length + length;
  if (needed + 1 > buffer->allocated && !grow(buffer, needed))
    return false;
  if (length > 0)
    memcpy(buffer->bytes + buffer->length, bytes, length);
  buffer->length = needed;
  buffer->bytes[needed] = '\0';
  return true;
}

void unom_buffer_clear(struct unom_buffer *buffer) { buffer->length = 0; }

void unom_buffer_free(struct unom_buffer *buffer) {
  if (buffer->bytes)
    explicit_bzero(buffer->bytes, buffer->allocated);
  free(buffer->bytes);
  unom_buffer_init(buffer, buffer->cap);
}
