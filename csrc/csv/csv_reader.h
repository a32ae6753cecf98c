/* csv_reader.h: the bytes of a CSV file -> one record after the other, as trimmed UTF-8 cells. No
 * Lua.
 *
 * Invariant: a record is whole and valid, or it is a problem with its line; never part of a record.
 * Between two records no more than a chunk of the file and one record are in memory. With a digest,
 * the end of the file is reached without a problem only when the bytes that were read are those
 * that the digest is of. */
#ifndef UNOM_CSV_READER_H
#define UNOM_CSV_READER_H

#include <csv.h>
#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "csv/csv_text.h"

enum {
  UNOM_CSV_CELL_CAP = 64 * 1024,     /* bytes of one cell, in the file's encoding */
  UNOM_CSV_RECORD_CAP = 1024 * 1024, /* bytes of one record's cells, in UTF-8 */
  UNOM_CSV_CELLS = 256               /* cells of one record */
};

struct unom_cell {
  size_t start, length; /* in `text` */
};

enum unom_csv_outcome { UNOM_CSV_RECORD, UNOM_CSV_END, UNOM_CSV_PROBLEM };

struct unom_csv_reader {
  /* The current record. */
  struct unom_buffer text;
  struct unom_cell cells[UNOM_CSV_CELLS];
  size_t count;
  size_t line;    /* where the record starts, from 1 */
  bool short_end; /* the file ends with it, and has neither a line end nor a Ctrl-Z there */
  struct unom_csv_problem problem;
  struct unom_csv_text list; /* the fd of its file is -1 when the reader is closed */

  /* The rest is private. */
  iconv_t converter; /* only with CP932 */
  char separator;
  struct csv_parser parser;
  size_t at;      /* how far into the chunk we are */
  size_t next_lf; /* the offset of the chunk's next LF; `list.filled` when there is none */
  bool chunk_has_nul;
  bool after_cr;   /* the chunk before ended in CR: an LF now belongs to it */
  bool skipping;   /* after a problem: until the end of its line */
  bool stopped;    /* no more records: the end of the file, or a problem that ends the reading */
  size_t here;     /* number of the line being read */
  size_t cell_at;  /* the line on which the cell being read starts */
  bool complete;   /* libcsv has reported the end of the record */
  bool has_values; /* some cell of it is not empty */
};

/* A closed reader. Must be called before any other function here. */
void unom_csv_reader_init(struct unom_csv_reader *reader);

/* Opens the file `path` as unom_csv_text_open does. Encoding UNKNOWN: detect it. `digest`: read the
 * file once to its end and take its SHA-256, see `unom_csv_file_sha256`; every later pass must read
 * the same bytes, else it ends with the problem `changed`. false, and `problem`, when the file
 * cannot be read or is no CSV; the reader is closed then. */
bool unom_csv_reader_open(struct unom_csv_reader *reader, const char *path,
                          enum unom_encoding encoding, bool digest);

/* The next record in which some cell is not empty. After a problem the next call continues with the
 * record after it where that is possible, else returns END. */
enum unom_csv_outcome unom_csv_reader_next(struct unom_csv_reader *reader);

/* From now on this byte separates the cells: begins again as `rewind` does. */
bool unom_csv_reader_separate(struct unom_csv_reader *reader, char separator);

/* Begins again at the first record of the same open file. false, and `problem`, when it cannot be
 * read or is no CSV any more; `next` returns END then. */
bool unom_csv_reader_rewind(struct unom_csv_reader *reader);

/* Closes the file and wipes what was read of it. May be called again. */
void unom_csv_reader_close(struct unom_csv_reader *reader);

#endif
