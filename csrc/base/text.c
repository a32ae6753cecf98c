/* text.c: a bounded text, quoting, and the nearest known name. See text.h. */
#define _GNU_SOURCE
#include "base/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
  QUOTED_MOST = 64, /* characters of a foreign value that a message shows */
  NAME_MOST = 48,   /* characters of a name that are compared */
};

void unom_text_clear(struct unom_text *words) {
  words->length = 0;
  words->text[0] = '\0';
}

void unom_text_add_list(struct unom_text *words, const char *format, va_list arguments) {
  size_t room = sizeof words->text - words->length;
  int written = vsnprintf(words->text + words->length, room, format, arguments);
  if (written > 0)
    words->length += (size_t)written < room ? (size_t)written : room - 1;
}

void unom_text_add(struct unom_text *words, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  unom_text_add_list(words, format, arguments);
  va_end(arguments);
}

size_t unom_utf8_decode(const char *bytes, size_t length, unsigned *code) {
  if (length == 0)
    return 0;
  unsigned char lead = (unsigned char)bytes[0];
  if (lead < 0x80) {
    *code = lead;
    return 1;
  }
  size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || length < size)
    return 0;
  unsigned point = lead & (0xFFu >> (size + 1));
  for (size_t i = 1; i < size; i++) {
    unsigned char next = (unsigned char)bytes[i];
    if ((next & 0xC0) != 0x80)
      return 0;
    point = point << 6 | (next & 0x3Fu);
  }
  static const unsigned smallest[] = {[2] = 0x80, [3] = 0x800, [4] = 0x10000};
  if (point < smallest[size] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
    return 0;
  *code = point;
  return size;
}

/* Characters that a terminal obeys instead of showing: controls, line separators, and those that
 * turn or hide the text around them. */
static bool obeyed(unsigned code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0xAD || code == 0x061C ||
         (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF;
}

static void add_character(struct unom_text *words, const char *bytes, size_t size, unsigned code) {
  if (code == '\n')
    unom_text_add(words, "\\n");
  else if (code == '\r')
    unom_text_add(words, "\\r");
  else if (code == '\t')
    unom_text_add(words, "\\t");
  else if (code == '"' || code == '\\')
    unom_text_add(words, "\\%c", (char)code);
  else if (obeyed(code))
    unom_text_add(words, "\\u{%X}", code);
  else if (words->length + size < sizeof words->text) /* a character is never cut in two */
    unom_text_add(words, "%.*s", (int)size, bytes);
}

void unom_text_add_escaped(struct unom_text *words, const char *bytes, size_t length) {
  size_t at = 0;
  for (unsigned shown = 0; at < length; shown++) {
    if (shown == QUOTED_MOST) {
      unom_text_add(words, "…");
      return;
    }
    unsigned code = 0;
    size_t size = unom_utf8_decode(bytes + at, length - at, &code);
    if (size == 0) {
      unom_text_add(words, "\\x%02X", (unsigned char)bytes[at]);
      size = 1;
    } else {
      add_character(words, bytes + at, size, code);
    }
    at += size;
  }
}

void unom_text_add_quoted(struct unom_text *words, const char *bytes, size_t length) {
  unom_text_add(words, "\"");
  unom_text_add_escaped(words, bytes, length);
  unom_text_add(words, "\"");
}

/* The first characters of a name; a byte that is no UTF-8 stands for itself. */
static size_t decode_name(const char *bytes, size_t length, unsigned *codes) {
  size_t count = 0;
  for (size_t at = 0; at < length && count < NAME_MOST; count++) {
    size_t size = unom_utf8_decode(bytes + at, length - at, &codes[count]);
    if (size == 0) {
      codes[count] = (unsigned char)bytes[at];
      size = 1;
    }
    at += size;
  }
  return count;
}

static unsigned lower(unsigned code) {
  return code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code;
}

static unsigned least(unsigned a, unsigned b) { return a < b ? a : b; }

/* Edits that turn one name into the other: an insertion, a removal, a change, two neighbours
 * swapped. Case costs nothing: `lineno` is `lineNo`. */
static unsigned edit_distance(const unsigned *a, size_t a_count, const unsigned *b,
                              size_t b_count) {
  unsigned rows[3][NAME_MOST + 1];
  unsigned *two_back = rows[0], *back = rows[1], *row = rows[2];
  for (size_t j = 0; j <= b_count; j++)
    back[j] = (unsigned)j;
  for (size_t i = 1; i <= a_count; i++) {
    row[0] = (unsigned)i;
    for (size_t j = 1; j <= b_count; j++) {
      bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = least(back[j - 1] + !same, least(back[j], row[j - 1]) + 1);
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1]))
        row[j] = least(row[j], two_back[j - 2] + 1);
    }
    unsigned *oldest = two_back;
    two_back = back;
    back = row;
    row = oldest;
  }
  return back[b_count];
}

void unom_nearest_start(struct unom_nearest *nearest, const char *name, size_t length) {
  *nearest = (struct unom_nearest){.name = name, .length = length};
}

void unom_nearest_offer(struct unom_nearest *nearest, const char *candidate) {
  unsigned name[NAME_MOST], other[NAME_MOST];
  size_t name_count = decode_name(nearest->name, nearest->length, name);
  size_t other_count = decode_name(candidate, strlen(candidate), other);
  unsigned distance = edit_distance(name, name_count, other, other_count);
  /* More than two in five characters wrong is another word, not a slip of the hand. */
  size_t longer = name_count > other_count ? name_count : other_count;
  if ((size_t)distance * 5 > longer * 2)
    return;
  if (!nearest->best || distance < nearest->distance) {
    nearest->best = candidate;
    nearest->distance = distance;
  }
}
