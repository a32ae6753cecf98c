/* folding.c: the ASCII text that a cell in mixed widths stands for. See folding.h. */
#define _GNU_SOURCE
#include "api/folding.h"

#include <string.h>

#include "base/utf8.h"

enum fold { FOLD_NOT, FOLD_CHARACTER, FOLD_HYPHEN, FOLD_SPACE, FOLD_UNSEEN };

/* What stands for a hyphen in cells: hyphens and dashes, the minus sign, the mark of a long vowel and a line that
 * is drawn. */
static bool is_hyphen(unsigned code) {
  return code == '-' || (code >= 0x2010 && code <= 0x2015) || code == 0x2212 || code == 0x30FC ||
         code == 0xFF70 || code == 0xFF0D || code == 0xFE58 || code == 0xFE63 || code == 0x2500;
}

static bool is_space(unsigned code) {
  return code == ' ' || code == '\t' || code == 0xA0 || (code >= 0x2000 && code <= 0x200A) ||
         code == 0x202F || code == 0x205F || code == 0x3000;
}

/* Spaces without a width, marks of the direction of writing, the soft hyphen. */
static bool is_unseen(unsigned code) {
  return (code >= 0x200B && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x2069) || code == 0xFEFF || code == 0xAD;
}

static enum fold fold_date(unsigned code, char *character) {
  static const struct {
    unsigned code;
    char character; /* 0: dropped */
  } folds[] = {{0x5E74, UNOM_FOLDED_YEAR},
               {0x6708, UNOM_FOLDED_MONTH},
               {0x65E5, UNOM_FOLDED_DAY},
               {0x4EE4, 'R'},
               {0x548C, 0},
               {0x32FF, 'R'},
               {0x5143, '1'}};
  for (size_t i = 0; i < sizeof folds / sizeof *folds; i++)
    if (code == folds[i].code) {
      *character = folds[i].character;
      return *character ? FOLD_CHARACTER : FOLD_UNSEEN;
    }
  return FOLD_NOT;
}

static enum fold fold_code(unsigned code, bool date, char *character) {
  if (code > ' ' && code <= '~' && code != '-') {
    *character = (char)code;
    return FOLD_CHARACTER;
  }
  if (is_hyphen(code))
    return FOLD_HYPHEN;
  if (is_space(code))
    return FOLD_SPACE;
  if (is_unseen(code))
    return FOLD_UNSEEN;
  *character = (char)(code - 0xFEE0);
  if (code >= 0xFF01 && code <= 0xFF5E)
    return FOLD_CHARACTER;
  return date ? fold_date(code, character) : FOLD_NOT;
}

bool unom_fold(const char *bytes, size_t length, bool date, struct unom_folded *folded) {
  folded->length = 0;
  folded->hyphens = folded->spaces = folded->full_width = false;
  for (size_t at = 0; at < length;) {
    unsigned code = (unsigned char)bytes[at];
    char character = ' ';
    size_t size = code < 0x80 ? 1 : unom_utf8_decode(bytes + at, length - at, &code);
    enum fold fold = size > 0 ? fold_code(code, date, &character) : FOLD_NOT;
    if (fold == FOLD_NOT || folded->length == sizeof folded->bytes)
      return false;
    at += size;
    folded->hyphens = folded->hyphens || fold == FOLD_HYPHEN;
    folded->spaces = folded->spaces || fold == FOLD_SPACE || fold == FOLD_UNSEEN;
    folded->full_width = folded->full_width || (fold == FOLD_CHARACTER && code >= 0xFF01);
    if (fold == FOLD_UNSEEN || (fold == FOLD_SPACE && folded->length == 0))
      continue;
    if (fold == FOLD_HYPHEN)
      character = '-';
    folded->bytes[folded->length++] = character;
  }
  while (folded->length > 0 && folded->bytes[folded->length - 1] == ' ')
    folded->length--;
  return folded->length > 0;
}

void unom_folded_remove(struct unom_folded *folded, const char *characters) {
  size_t kept = 0;
  for (size_t i = 0; i < folded->length; i++)
    if (!strchr(characters, folded->bytes[i]))
      folded->bytes[kept++] = folded->bytes[i];
  folded->length = kept;
}

bool unom_folded_is_digits(const struct unom_folded *folded) {
  for (size_t i = 0; i < folded->length; i++)
    if (folded->bytes[i] < '0' || folded->bytes[i] > '9')
      return false;
  return folded->length > 0;
}
