/* csv_text.c: the file of a change list as text, in pieces. See csv_text.h. */
#define _GNU_SOURCE
#include "csv/csv_text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "csv/encoding_scan.h"
#include "csv/mojibake.h"

static const iconv_t no_converter = (iconv_t)-1;
/* What stands for UTF-16 that is none: it is refused in its cell. */
static const char no_utf_8 = '\xFF';

void unom_csv_text_init(struct unom_csv_text *text) {
  memset(text, 0, sizeof *text);
  unom_csv_file_init(&text->file);
  text->converter = no_converter;
}

void unom_csv_text_close(struct unom_csv_text *text) {
  unom_csv_file_close(&text->file);
  if (text->converter != no_converter)
    iconv_close(text->converter);
  text->converter = no_converter;
  text->filled = 0;
  explicit_bzero(text->converted, sizeof text->converted);
}

bool unom_csv_text_has_end_mark(const struct unom_csv_text *text) {
  return unom_csv_file_has_end_mark(&text->file);
}

/* Sets the problem. Returns false. */
__attribute__((format(printf, 4, 5))) static bool
refuse(struct unom_csv_text *text, size_t line, const char *code, const char *format, ...) {
  struct unom_csv_problem *problem = &text->problem;
  *problem = (struct unom_csv_problem){.code = code, .line = line};
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(problem->message, sizeof problem->message, format, arguments);
  va_end(arguments);
  return false;
}

static bool unreadable(struct unom_csv_text *text, const char *why) {
  bool no_memory = strcmp(why, UNOM_CSV_NO_MEMORY) == 0;
  return refuse(text, 0, no_memory ? "no_memory" : "unreadable", "%s", why);
}

/* ---- from the file's chunk to a piece of text ---- */

/* Converts what is left of the file's chunk, as far as there is room. */
static void convert(struct unom_csv_text *text) {
  const struct unom_csv_file *file = &text->file;
  char *in = text->file.chunk + file->filled - text->left, *out = text->converted;
  size_t room = sizeof text->converted;
  text->cut = false;
  while (text->left > 0 && !text->cut &&
         iconv(text->converter, &in, &text->left, &out, &room) == (size_t)-1 && errno != E2BIG) {
    text->cut = errno == EINVAL;
    if (room == 0)
      break;
    if (text->cut)
      continue;
    *out++ = no_utf_8;
    room--;
    in += 2;
    text->left -= text->left < 2 ? text->left : 2;
  }
  text->filled = sizeof text->converted - room;
}

static bool fill_converted(struct unom_csv_text *text) {
  text->chunk = text->converted;
  for (text->filled = 0; text->filled == 0; convert(text)) {
    if (text->left > 0 && !text->cut)
      continue;
    const char *why = unom_csv_file_fill(&text->file, text->left);
    if (why)
      return unreadable(text, why);
    if (text->file.filled == text->left) { /* the end: half a character cannot become whole */
      text->converted[0] = no_utf_8;
      text->filled = text->left > 0 ? 1 : 0;
      text->left = 0;
      return true;
    }
    text->left = text->file.filled;
  }
  return true;
}

bool unom_csv_text_fill(struct unom_csv_text *text) {
  if (text->converter != no_converter)
    return fill_converted(text);
  const char *why = unom_csv_file_fill(&text->file, 0);
  text->chunk = text->file.chunk;
  text->filled = text->file.filled;
  return !why || unreadable(text, why);
}

/* ---- the start of the file ---- */

static bool starts_with(const char *bytes, size_t length, const char *mark, size_t mark_length) {
  return length >= mark_length && memcmp(bytes, mark, mark_length) == 0;
}

/* Begins a pass, and looks at the first bytes of the file: is it one that is no CSV? */
static bool begin_pass(struct unom_csv_text *text) {
  const char *why = unom_csv_file_rewind(&text->file);
  if (!why)
    why = unom_csv_file_fill(&text->file, 0);
  if (why)
    return unreadable(text, why);
  const char *bytes = text->file.chunk;
  size_t length = text->file.filled;
  bool is_utf_16 =
      starts_with(bytes, length, "\xFF\xFE", 2) || starts_with(bytes, length, "\xFE\xFF", 2);
  if (is_utf_16 && text->encoding_given && !unom_encoding_is_utf_16(text->encoding))
    return refuse(
        text, 0, "utf16",
        "saved as Unicode text (UTF-16), not as %s: name no encoding, and it is read as it is",
        unom_encoding_name(text->encoding));
  if (starts_with(bytes, length, "PK\x03\x04", 4) ||
      starts_with(bytes, length, "\xD0\xCF\x11\xE0", 4))
    return refuse(text, 0, "workbook", "a spreadsheet workbook: save it as CSV UTF-8");
  if (text->encoding == UNOM_ENCODING_CP932 && unom_utf8_is_marked(bytes, length))
    return refuse(text, 0, "not_cp932", "not CP932: the file starts with the mark of UTF-8");
  text->left = length;
  text->cut = false;
  return true;
}

/* Reads on after what is left of a piece that is too short to be told from a mark. Nothing is left
 * of a converted one: it ends with a whole character. */
static bool lengthen_piece(struct unom_csv_text *text) {
  if (text->converter != no_converter)
    return unom_csv_text_fill(text);
  const char *why = unom_csv_file_fill(&text->file, text->filled);
  text->chunk = text->file.chunk;
  text->filled = text->file.filled;
  return !why || unreadable(text, why);
}

/* Makes the first piece of text of what `begin_pass` has read. Some programs write the mark again
 * each time they save: all of them are skipped. */
static bool take_first_piece(struct unom_csv_text *text) {
  text->chunk = text->file.chunk;
  text->filled = text->file.filled;
  if (text->converter != no_converter && !fill_converted(text))
    return false;
  text->marked = false;
  for (;;) {
    size_t left = text->filled;
    if (unom_utf8_is_marked(text->chunk, left)) {
      text->marked = true;
      text->chunk += UNOM_UTF8_MARK;
      text->filled -= UNOM_UTF8_MARK;
      continue;
    }
    if (left > 0 && !unom_utf8_is_cut(text->chunk, left))
      return true;
    if (!lengthen_piece(text))
      return false;
    if (text->filled == left)
      return true; /* the end of the file */
  }
}

bool unom_csv_text_rewind(struct unom_csv_text *text) {
  return begin_pass(text) && take_first_piece(text);
}

/* ---- the encoding ---- */

/* Reads the file once to its end: for its digest, and for what `scan` finds. */
static bool read_through(struct unom_csv_text *text, struct unom_encoding_scan *scan) {
  unom_encoding_scan_start(scan);
  const char *why;
  while (!(why = unom_csv_file_fill(&text->file, 0)) && text->file.filled > 0)
    unom_encoding_scan_add(scan, text->file.chunk, text->file.filled);
  return !why || unreadable(text, why);
}

static bool decide_encoding(struct unom_csv_text *text, struct unom_encoding_scan *scan) {
  int fd = text->file.fd;
  text->encoding = unom_encoding_scan_end(scan);
  if (scan->either >= 0)
    return refuse(
        text, unom_encoding_line(fd, scan->either), "unknown_encoding",
        "letters in UTF-8 or half-width kana in CP932: say which with {--encoding utf-8} or "
        "{--encoding cp932}");
  if (text->encoding == UNOM_ENCODING_UNKNOWN)
    return refuse(text, unom_encoding_line(fd, scan->utf_8_error), "unknown_encoding",
                  "neither UTF-8 nor CP932 (CP932 ends at line %zu)",
                  unom_encoding_line(fd, scan->cp932_error));
  if (text->encoding == UNOM_ENCODING_UTF_8 && unom_encoding_scan_has_lost_text(scan))
    return refuse(text, 0, "mojibake",
                  "text in CP932 that was opened as UTF-8 and saved: its characters became "
                  "\xEF\xBF\xBD and are lost; "
                  "save the original again ({--encoding utf-8} reads this one as it is)");
  return true;
}

/* Looks at a piece of the file from its first Japanese on; the memory for converting is free. */
static bool refuse_mojibake(struct unom_csv_text *text, const struct unom_encoding_scan *scan) {
  bool found = false;
  if (text->encoding != UNOM_ENCODING_UTF_8 || scan->first_long < 0)
    return true;
  ssize_t got = pread(text->file.fd, text->converted, sizeof text->converted, scan->first_long);
  if (got < 0)
    return unreadable(text, strerror(errno));
  if (!unom_mojibake_look(text->converted, (size_t)got, &found))
    return unreadable(text, UNOM_CSV_NO_MEMORY);
  return !found ||
         refuse(
             text, 0, "mojibake",
             "text in UTF-8 that was opened as CP932 and saved, so that it reads as others: "
             "save the original again as CSV UTF-8 ({--encoding utf-8} reads this one as it is)");
}

static bool open_converter(struct unom_csv_text *text) {
  if (!unom_encoding_is_utf_16(text->encoding))
    return true;
  text->converter = iconv_open("UTF-8", unom_encoding_iconv_name(text->encoding));
  if (text->converter != no_converter)
    return true;
  if (errno == ENOMEM)
    return unreadable(text, UNOM_CSV_NO_MEMORY);
  return refuse(text, 0, "unknown_encoding", "this system's iconv does not know UTF-16");
}

bool unom_csv_text_open(struct unom_csv_text *text, const char *path, enum unom_encoding encoding,
                        bool digest) {
  struct unom_encoding_scan scan;
  text->encoding = encoding;
  text->encoding_given = encoding != UNOM_ENCODING_UNKNOWN;
  const char *why = unom_csv_file_open(&text->file, path, digest);
  if (why)
    return unreadable(text, why);
  if (unom_encoding_is_utf_16(encoding))
    unom_csv_file_forget_end_mark(&text->file);
  bool detect = !text->encoding_given;
  if ((digest || detect) && !read_through(text, &scan))
    return false;
  if (!begin_pass(text))
    return false;
  if (detect && !(decide_encoding(text, &scan) && refuse_mojibake(text, &scan)))
    return false;
  if (unom_encoding_is_utf_16(text->encoding) && unom_csv_text_has_end_mark(text)) {
    unom_csv_file_forget_end_mark(&text->file);
    if (!begin_pass(text))
      return false;
  }
  return open_converter(text) && take_first_piece(text);
}
