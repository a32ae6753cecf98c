/* csv_text.h: the one open file of a change list as text, in pieces: its encoding, the marks at its
 * start and its end, and what is no list at all. Knows no Lua.
 *
 * Invariant: the encoding is decided by the whole file or given by a person, never guessed: what
 * could be either is a problem. No more than two chunks of the file are in memory. */
#ifndef UNOM_CSV_TEXT_H
#define UNOM_CSV_TEXT_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>

#include "csv/csv_file.h"
#include "csv/encoding.h"

struct unom_csv_problem {
  const char *code;  /* stable, machine-readable; NULL: no problem */
  char message[224]; /* for people; shows no cell's value. What can be done is in braces, as in
                      * lua/unom/messages/audience.lua */
  size_t line;       /* 0: the whole file */
  size_t column;     /* the cell's number from 1; 0: not known */
};

struct unom_csv_text {
  const char
      *chunk;    /* the piece that was filled last: CP932 where that is the encoding, else UTF-8 */
  size_t filled; /* its bytes; 0 at the end of the text */
  enum unom_encoding encoding;
  bool encoding_given;
  bool marked; /* it begins with a byte order mark */
  struct unom_csv_file file;
  struct unom_csv_problem problem; /* what made the last call fail */

  /* The rest is private. */
  iconv_t converter; /* of UTF-16 to UTF-8; only there */
  size_t left;       /* bytes at the end of the file's chunk that are not converted yet */
  bool cut;          /* the last of them are half a character */
  char converted[UNOM_CSV_CHUNK]; /* only with a converter */
};

/* A closed text. Must be called before any other function here. */
void unom_csv_text_init(struct unom_csv_text *text);

/* Opens the file as unom_csv_file_open does and decides its encoding, where UNKNOWN is given; the
 * first piece is filled. false, and `problem`, when it cannot be read or is no list; it must be
 * closed in either case. */
bool unom_csv_text_open(struct unom_csv_text *text, const char *path, enum unom_encoding encoding,
                        bool digest);

/* Fills the next piece. false, and `problem`, when the file cannot be read. */
bool unom_csv_text_fill(struct unom_csv_text *text);

/* Begins again: fills the first piece. false, and `problem`, when the file cannot be read or is no
 * list any more. */
bool unom_csv_text_rewind(struct unom_csv_text *text);

/* Does the text end with Ctrl-Z, the mark that the programs of DOS set at the end of a file? */
bool unom_csv_text_has_end_mark(const struct unom_csv_text *text);

/* Closes the file and wipes what was read of it. May be called again. */
void unom_csv_text_close(struct unom_csv_text *text);

#endif
