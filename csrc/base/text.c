/* text.c: a bounded text, and foreign values quoted in it. See text.h.
 *
 * Invariant: text that came from outside is added escaped, and a character of it whole or not at
 * all. */
#define _GNU_SOURCE
#include "base/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

enum { QUOTED_MOST = 64 }; /* characters of a foreign value that a message shows */

void unom_text_clear(struct unom_text *text) {
  text->length = 0;
  text->bytes[0] = '\0';
}

void unom_text_add_list(struct unom_text *text, const char *format, va_list arguments) {
  size_t room = sizeof text->bytes - text->length;
  int written = vsnprintf(text->bytes + text->length, room, format, arguments);
  if (written > 0)
    text->length += (size_t)written < room ? (size_t)written : room - 1;
}

void unom_text_add(struct unom_text *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  unom_text_add_list(text, format, arguments);
  va_end(arguments);
}

/* Does a terminal obey the character instead of showing it? Controls, line separators, and what
 * reverses or hides the text around it. */
static bool is_obeyed(unsigned code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0xAD || code == 0x061C ||
         (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF;
}

static void add_whole(struct unom_text *text, const char *bytes, size_t size) {
  if (text->length + size < sizeof text->bytes) /* never half a character */
    unom_text_add(text, "%.*s", (int)size, bytes);
}

static void add_character(struct unom_text *text, const char *bytes, size_t size, unsigned code) {
  if (code == '\n')
    unom_text_add(text, "\\n");
  else if (code == '\r')
    unom_text_add(text, "\\r");
  else if (code == '\t')
    unom_text_add(text, "\\t");
  else if (code == '"' || code == '\\')
    unom_text_add(text, "\\%c", (char)code);
  else if (is_obeyed(code))
    unom_text_add(text, "\\u{%X}", code);
  else
    add_whole(text, bytes, size);
}

void unom_text_add_escaped(struct unom_text *text, const char *bytes, size_t length) {
  size_t at = 0;
  for (unsigned shown = 0; at < length; shown++) {
    if (shown == QUOTED_MOST) {
      unom_text_add(text, "…");
      return;
    }
    unsigned code = 0;
    size_t size = unom_utf8_decode(bytes + at, length - at, &code);
    if (size == 0) {
      unom_text_add(text, "\\x%02X", (unsigned char)bytes[at]);
      size = 1;
    } else {
      add_character(text, bytes + at, size, code);
    }
    at += size;
  }
}

void unom_text_add_printable(struct unom_text *text, const char *bytes, size_t length) {
  for (size_t at = 0; at < length;) {
    unsigned code = 0;
    size_t size = unom_utf8_decode(bytes + at, length - at, &code);
    if (size == 0)
      unom_text_add(text, "?");
    else if (is_obeyed(code))
      unom_text_add(text, " ");
    else
      add_whole(text, bytes + at, size);
    at += size > 0 ? size : 1;
  }
}

void unom_text_add_quoted(struct unom_text *text, const char *bytes, size_t length) {
  unom_text_add(text, "\"");
  unom_text_add_escaped(text, bytes, length);
  unom_text_add(text, "\"");
}
