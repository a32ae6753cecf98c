/* diagnostic.c: a code for programs and words for people. See diagnostic.h. */
#define _GNU_SOURCE
#include "api/diagnostic.h"

#include <stdarg.h>

const char *unom_code_name(enum unom_code code) {
  static const char *const names[] = {
#define X(symbol, name) [UNOM_CODE_##symbol] = name,
      UNOM_PROBLEMS(X) UNOM_ADVICE(X)
#undef X
  };
  return names[code];
}

void unom_finding_set(struct unom_finding *finding, enum unom_code code,
                      const struct unom_field *field, const char *bytes, size_t length,
                      const char *format, ...) {
  va_list arguments;
  finding->code = code;
  unom_words_clear(&finding->words);
  va_start(arguments, format);
  unom_words_add_list(&finding->words, format, arguments);
  va_end(arguments);
  if (!bytes || field->secret)
    return;
  unom_words_add(&finding->words, ": ");
  unom_words_add_quoted(&finding->words, bytes, length);
}
