/* diagnostic.h: what a check found: a code for programs and a message for people. Knows no Lua.
 *
 * Invariant: `unom_diagnostic_set` alone adds a value to a message, and never that of a secret
 * field. */
#ifndef UNOM_DIAGNOSTIC_H
#define UNOM_DIAGNOSTIC_H

#include <stddef.h>

#include "api/catalogue.h"
#include "base/text.h"

/* The codes of problems, on which programs may rely. */
#define UNOM_PROBLEMS(X)                                                                           \
  X(MISSING, "missing")                                                                            \
  X(UNKNOWN_FIELD, "unknown_field")                                                                \
  X(WRONG_TYPE, "wrong_type")                                                                      \
  X(EMPTY, "empty")                                                                                \
  X(TOO_LONG, "too_long")                                                                          \
  X(TOO_SHORT, "too_short")                                                                        \
  X(NOT_A_DATE, "not_a_date")                                                                      \
  X(NOT_A_DATETIME, "not_a_datetime")                                                              \
  X(NOT_A_CHOICE, "not_a_choice")                                                                  \
  X(NOT_AN_IPV4, "not_an_ipv4")                                                                    \
  X(NOT_AN_EMAIL, "not_an_email")                                                                  \
  X(NOT_UTF8, "not_utf8")                                                                          \
  X(CONTROL_CHARACTER, "control_character")                                                        \
  X(NOT_HALF_WIDTH, "not_half_width")                                                              \
  X(WRONG_FORM, "wrong_form")                                                                      \
  X(LOST_LEADING_ZERO, "lost_leading_zero")                                                        \
  X(SCIENTIFIC_NOTATION, "scientific_notation")                                                    \
  X(SURROUNDING_SPACE, "surrounding_space")                                                        \
  X(SPREADSHEET_ERROR, "spreadsheet_error")                                                        \
  X(NO_VALUE, "no_value")                                                                          \
  X(WRONG_CASE, "wrong_case")                                                                      \
  X(AT_LEAST_ONE, "at_least_one")                                                                  \
  X(AT_MOST_ONE, "at_most_one")                                                                    \
  X(TOO_MANY_LINES, "too_many_lines")                                                              \
  X(TOO_FEW_LINES, "too_few_lines")                                                                \
  X(BOTH_FORMS, "both_forms")                                                                      \
  X(DUPLICATE, "duplicate")                                                                        \
  X(END_BEFORE_START, "end_before_start")

/* The codes of advice: what the API accepts and people regret. */
#define UNOM_ADVICE(X)                                                                             \
  X(HALF_WIDTH_IN_FULL_WIDTH, "half_width_in_full_width")                                          \
  X(LONGER_THAN_PRINTED, "longer_than_printed")                                                    \
  X(SHORTER_THAN_ADVISED, "shorter_than_advised")                                                  \
  X(IMEI_CHECK_DIGIT, "imei_check_digit")                                                          \
  X(UNUSUAL_IMEI, "unusual_imei")                                                                  \
  X(UNUSUAL_LINE_NO, "unusual_line_no")                                                            \
  X(UNUSUAL_ORDER_ID, "unusual_order_id")                                                          \
  X(UNUSUAL_POSTAL_CODE, "unusual_postal_code")                                                    \
  X(DATE_WINDOW, "date_window")                                                                    \
  X(LOG_WINDOW, "log_window")                                                                      \
  X(NOT_AGREED, "not_agreed")                                                                      \
  X(NOT_ANNOUNCED, "not_announced")

enum unom_code {
#define X(symbol, name) UNOM_CODE_##symbol,
  UNOM_PROBLEMS(X) UNOM_ADVICE(X)
#undef X
};

enum { UNOM_LIKELY_SIZE = 64 };

struct unom_diagnostic {
  enum unom_code code;
  struct unom_text message;
  char likely[UNOM_LIKELY_SIZE]; /* the value that was probably meant, see likely.h; empty: none */
};

const char *unom_code_name(enum unom_code code);

/* Sets the code and the message, formatted as by printf, and appends the value in quotes unless the
 * field is secret. `bytes` NULL: there is no value to show. */
__attribute__((format(printf, 6, 7))) void unom_diagnostic_set(struct unom_diagnostic *diagnostic,
                                                               enum unom_code code,
                                                               const struct unom_field *field,
                                                               const char *bytes, size_t length,
                                                               const char *format, ...);

#endif
