/* encoder.h: UTF-8 -> the encoding that a list was in, for what is written beside it. Knows no Lua.
 *
 * Invariant: what cannot be written in the encoding becomes `〓` and is counted; nothing is left out
 * in silence. */
#ifndef UNOM_ENCODER_H
#define UNOM_ENCODER_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>

#include "csv/encoding.h"

struct unom_encoder {
  iconv_t converter; /* private */
};

/* A closed encoder. Must be called before any other function here. */
void unom_encoder_init(struct unom_encoder *encoder);

/* false, with errno, when the system cannot write this encoding. */
bool unom_encoder_open(struct unom_encoder *encoder, enum unom_encoding encoding);

/* Writes the text to `to`, which has room for 2 * length bytes, and returns how many it wrote.
 * *lost: for how many characters, as people see them, the encoding has no form. */
size_t unom_encoder_write(struct unom_encoder *encoder, const char *text, size_t length, char *to,
                          size_t *lost);

/* May be called again. */
void unom_encoder_close(struct unom_encoder *encoder);

#endif
