/* diagnostic.c: a code for programs and a message for people. See diagnostic.h.
 *
 * Invariant: the name of every code comes from the one list in diagnostic.h. */
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

void unom_diagnostic_set(struct unom_diagnostic *diagnostic, enum unom_code code,
                         const struct unom_field *field, const char *bytes, size_t length,
                         const char *format, ...) {
  va_list arguments;
  diagnostic->code = code;
  diagnostic->likely[0] = '\0';
  unom_text_clear(&diagnostic->message);
  va_start(arguments, format);
  unom_text_add_list(&diagnostic->message, format, arguments);
  va_end(arguments);
  if (!bytes || field->secret)
    return;
  unom_text_add(&diagnostic->message, ": ");
  unom_text_add_quoted(&diagnostic->message, bytes, length);
}
