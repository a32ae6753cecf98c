/* csv_reader.h: the bytes of a CSV file -> one record after the other, as trimmed UTF-8 cells. No
 * Lua.
 *
 * Invariant: a record is whole and valid or it is a problem with its line; never a part of one.
 * Between two records no more than a chunk of the file and one record are in memory. */
#ifndef UNOM_CSV_READER_H
#define UNOM_CSV_READER_H

#include <csv.h>
#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "csv/encoding.h"

enum {
  UNOM_CSV_CELL_CAP = 64 * 1024,     /* bytes of one cell, as they stand in the file */
  UNOM_CSV_RECORD_CAP = 1024 * 1024, /* bytes of one record's cells, in UTF-8 */
  UNOM_CSV_CELLS = 256,              /* cells of one record */
  UNOM_CSV_CHUNK = 64 * 1024         /* bytes read at a time */
};

struct unom_cell {
  size_t start, length; /* in `cells_text` */
};

struct unom_csv_problem {
  const char *code;  /* stable, machine-readable */
  char message[160]; /* words, no value of a cell in them */
  size_t line;       /* 0: the whole file */
  size_t column;     /* the cell's number from 1; 0: not known */
};

enum unom_csv_outcome { UNOM_CSV_RECORD, UNOM_CSV_END, UNOM_CSV_PROBLEM };

struct unom_csv_reader {
  /* What a record is read into. */
  struct unom_buffer text;
  struct unom_cell cells[UNOM_CSV_CELLS];
  size_t count;
  size_t line; /* where the record starts, from 1 */
  struct unom_csv_problem problem;
  enum unom_encoding encoding;

  /* The rest is the reader's own. */
  int fd; /* -1: closed */
  bool encoding_given;
  struct stat opened;
  iconv_t converter; /* only with CP932 */
  struct csv_parser parser;
  char *chunk;
  size_t at, filled; /* of the chunk: where we are, how much it holds */
  size_t next_lf;    /* where the chunk's next LF is, `filled` when there is none */
  bool chunk_has_nul;
  bool after_cr;  /* the chunk before ended in CR: an LF now belongs to it */
  bool skipping;  /* until the end of the line, after a problem in it */
  bool stopped;   /* nothing more will come */
  size_t here;    /* number of the line being read */
  size_t cell_at; /* the line on which the cell being read starts */
  bool whole;     /* libcsv has told the end of the record */
  bool filled_in; /* some cell of it is not empty */
};

/* A closed reader. Any reader goes through here before all else. */
void unom_csv_reader_init(struct unom_csv_reader *reader);

/* Opens the regular file `path`; UNKNOWN means: find the encoding out. false, and `problem`, when
 * it cannot be read or is no CSV; the reader is closed then. */
bool unom_csv_reader_open(struct unom_csv_reader *reader, const char *path,
                          enum unom_encoding encoding);

/* The next record that has a cell with something in it. After a problem the next call goes on
 * behind it where that is possible, else says END. */
enum unom_csv_outcome unom_csv_reader_next(struct unom_csv_reader *reader);

/* Closes the file and wipes what was read of it. May be called again and again. */
void unom_csv_reader_close(struct unom_csv_reader *reader);

#endif
