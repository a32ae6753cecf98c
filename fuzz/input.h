/* input.h: what the fuzzers share: an input that is taken apart piece by piece, and HOLDS.
 *
 * Invariant: nothing past the input's end is read; an input that is used up gives zeros. */
#ifndef UNOM_FUZZ_INPUT_H
#define UNOM_FUZZ_INPUT_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends the run where the condition does not hold; libFuzzer keeps the input. */
#define HOLDS(condition)                                                                           \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);               \
      abort();                                                                                     \
    }                                                                                              \
  } while (0)

struct input {
  const uint8_t *at;
  size_t left;
};

static inline unsigned input_byte(struct input *input) {
  if (input->left == 0)
    return 0;
  input->left--;
  return *input->at++;
}

/* Takes at most `most` bytes, and points *bytes at them. Returns how many. */
static inline size_t input_bytes(struct input *input, size_t most, const char **bytes) {
  size_t length = input->left < most ? input->left : most;
  *bytes = (const char *)input->at;
  input->at += length;
  input->left -= length;
  return length;
}

/* A copy of just these bytes, on the heap: a read past their end is seen. */
static inline char *copy_bytes(const void *bytes, size_t length) {
  char *copy = malloc(length > 0 ? length : 1);
  HOLDS(copy);
  if (length > 0)
    memcpy(copy, bytes, length);
  return copy;
}

/* The same with a NUL after them, and without those that are one. */
static inline char *copy_text(const char *bytes, size_t length) {
  char *text = malloc(length + 1);
  HOLDS(text);
  size_t filled = 0;
  for (size_t i = 0; i < length; i++)
    if (bytes[i] != '\0')
      text[filled++] = bytes[i];
  text[filled] = '\0';
  return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#endif
