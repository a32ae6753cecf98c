/* csv_reader.c: the bytes of a CSV file -> one record after the other. See csv_reader.h.
 *
 * libcsv is given one line of the file at a time, so that the line of every callback and every
 * parse error is known, and no call of it completes more than one record. */
#define _GNU_SOURCE
#include "csv/csv_reader.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

static const iconv_t no_converter = (iconv_t)-1;

void unom_csv_reader_init(struct unom_csv_reader *reader) {
  memset(reader, 0, sizeof *reader);
  unom_csv_text_init(&reader->list);
  reader->converter = no_converter;
  reader->separator = ',';
  unom_buffer_init(&reader->text, UNOM_CSV_RECORD_CAP);
}

/* A list may hold passwords: the parser's copy of a cell is wiped. */
static void free_parser(struct unom_csv_reader *reader) {
  if (reader->parser.entry_buf)
    explicit_bzero(reader->parser.entry_buf, reader->parser.entry_size);
  csv_free(&reader->parser);
}

void unom_csv_reader_close(struct unom_csv_reader *reader) {
  unom_csv_text_close(&reader->list);
  if (reader->converter != no_converter)
    iconv_close(reader->converter);
  free_parser(reader);
  unom_buffer_free(&reader->text);
  reader->converter = no_converter;
  reader->stopped = true;
}

/* The first problem of a record is the one that is reported, at the line where its cell starts. */
__attribute__((format(printf, 4, 5))) static void set_problem(struct unom_csv_reader *reader,
                                                              size_t column, const char *code,
                                                              const char *format, ...) {
  struct unom_csv_problem *problem = &reader->problem;
  if (problem->code)
    return;
  problem->code = code;
  problem->line = reader->cell_at;
  problem->column = column;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(problem->message, sizeof problem->message, format, arguments);
  va_end(arguments);
}

static void no_memory(struct unom_csv_reader *reader) {
  set_problem(reader, 0, "no_memory", UNOM_CSV_NO_MEMORY);
  reader->stopped = true;
}

/* Can white space begin or end with this byte? For most cells the answer is no, and quick. */
static bool maybe_space(char byte) {
  return (unsigned char)byte <= ' ' || (unsigned char)byte >= 0x80;
}

static struct unom_cell trimmed(const char *text, struct unom_cell cell) {
  const char *bytes = text + cell.start;
  if (cell.length == 0 || (!maybe_space(bytes[0]) && !maybe_space(bytes[cell.length - 1])))
    return cell;
  for (size_t space; (space = unom_utf8_space_at(false, bytes, cell.length)) > 0; bytes += space)
    cell.length -= space;
  cell.start = (size_t)(bytes - text);
  for (size_t space; (space = unom_utf8_space_at(true, bytes, cell.length)) > 0;)
    cell.length -= space;
  return cell;
}

static bool append(struct unom_csv_reader *reader, const char *bytes, size_t length) {
  if (unom_buffer_append(&reader->text, bytes, length))
    return true;
  if (unom_buffer_fits(&reader->text, length))
    no_memory(reader);
  else
    set_problem(reader, 0, "record_too_long", "the row is longer than %d KiB",
                UNOM_CSV_RECORD_CAP / 1024);
  return false;
}

static bool append_utf_8(struct unom_csv_reader *reader, const char *bytes, size_t length) {
  size_t valid = unom_utf8_prefix(bytes, length);
  if (valid < length && unom_encoding_is_utf_16(reader->list.encoding)) {
    set_problem(reader, reader->count + 1, "not_utf16", "half a character of UTF-16 in the cell");
    return false;
  }
  if (valid < length) {
    set_problem(reader, reader->count + 1, "not_utf8", "not UTF-8 from byte %zu of the cell on%s",
                valid + 1,
                reader->list.encoding_given ? "" : " ({--encoding cp932} reads the file as CP932)");
    return false;
  }
  return append(reader, bytes, length);
}

static bool append_cp932(struct unom_csv_reader *reader, char *bytes, size_t length) {
  char *in = bytes;
  size_t left = length;
  iconv(reader->converter, NULL, NULL, NULL, NULL);
  while (left > 0) {
    char piece[1024];
    char *out = piece;
    size_t room = sizeof piece;
    size_t converted = iconv(reader->converter, &in, &left, &out, &room);
    if (!append(reader, piece, sizeof piece - room))
      return false;
    if (converted == (size_t)-1 && errno != E2BIG) {
      set_problem(reader, reader->count + 1, "not_cp932",
                  "not CP932 from byte %zu of the cell on%s", (size_t)(in - bytes) + 1,
                  reader->list.encoding_given ? "" : ", nor is the file UTF-8");
      return false;
    }
  }
  return true;
}

/* libcsv: a cell has ended. */
static void on_cell(void *bytes, size_t length, void *data) {
  struct unom_csv_reader *reader = data;
  if (reader->problem.code)
    return;
  if (reader->count == UNOM_CSV_CELLS) {
    set_problem(reader, 0, "too_many_cells", "the row has more than %d cells", UNOM_CSV_CELLS);
    return;
  }
  if (length > UNOM_CSV_CELL_CAP) {
    set_problem(reader, reader->count + 1, "cell_too_long", "the cell is longer than %d KiB",
                UNOM_CSV_CELL_CAP / 1024);
    return;
  }
  struct unom_cell cell = {.start = reader->text.length};
  bool done = unom_utf8_is_ascii(bytes, length)              ? append(reader, bytes, length)
              : reader->list.encoding == UNOM_ENCODING_CP932 ? append_cp932(reader, bytes, length)
                                                             : append_utf_8(reader, bytes, length);
  if (!done)
    return;
  cell.length = reader->text.length - cell.start;
  if (cell.length > 0)
    cell = trimmed(reader->text.bytes, cell);
  reader->has_values = reader->has_values || cell.length > 0;
  reader->cells[reader->count++] = cell;
  reader->cell_at = reader->here;
}

/* libcsv: a record has ended. */
static void on_record(int terminator, void *data) {
  (void)terminator;
  struct unom_csv_reader *reader = data;
  reader->complete = true;
}

/* Puts the parser, in whatever state it is, at the start of a record. */
static void reset_parser(struct unom_csv_reader *reader) {
  free_parser(reader);
  csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_blk_size(&reader->parser, 4096);
  csv_set_delim(&reader->parser, (unsigned char)reader->separator);
}

static void begin_record(struct unom_csv_reader *reader) {
  unom_buffer_clear(&reader->text);
  reader->count = 0;
  reader->line = reader->cell_at = reader->here;
  reader->complete = reader->has_values = reader->short_end = false;
  reader->problem.code = NULL;
}

/* Begins with the piece of text that is there. */
static void look_at_chunk(struct unom_csv_reader *reader) {
  const struct unom_csv_text *list = &reader->list;
  reader->at = reader->next_lf = 0;
  reader->chunk_has_nul = list->filled > 0 && memchr(list->chunk, '\0', list->filled);
}

/* Fills the chunk. false at the end of the file, or with a problem when it cannot be read. */
static bool fill(struct unom_csv_reader *reader) {
  bool filled = unom_csv_text_fill(&reader->list);
  look_at_chunk(reader);
  if (!filled) {
    reader->problem = reader->list.problem;
    reader->problem.line = reader->cell_at;
  }
  return filled && reader->list.filled > 0;
}

/* Where the line that is being read ends in the chunk: after its line break, or at the chunk's end.
 * `ended`: a line break was found. */
static size_t line_end(struct unom_csv_reader *reader, bool *ended) {
  const char *chunk = reader->list.chunk;
  size_t at = reader->at, filled = reader->list.filled;
  if (reader->next_lf <= at) {
    const char *lf = memchr(chunk + at, '\n', filled - at);
    reader->next_lf = lf ? (size_t)(lf - chunk) : filled;
  }
  const char *cr = memchr(chunk + at, '\r', reader->next_lf - at);
  *ended = cr || reader->next_lf < filled;
  if (!cr)
    return reader->next_lf + (*ended ? 1 : 0);
  size_t end = (size_t)(cr - chunk) + 1;
  if (end == filled)
    reader->after_cr = true;
  else if (chunk[end] == '\n')
    end++;
  return end;
}

/* After CSV_STRICT has refused the line. */
static void quote_problem(struct unom_csv_reader *reader) {
  if (csv_error(&reader->parser) != CSV_EPARSE) {
    no_memory(reader);
    return;
  }
  if (reader->parser.quoted)
    set_problem(reader, reader->count + 1, "text_after_quote",
                "text after the closing quote (a quote inside a quoted cell is written twice)");
  else
    set_problem(reader, reader->count + 1, "quote_in_cell",
                "a quote inside a cell that is not quoted (quote the whole cell and write the "
                "quote twice)");
}

/* Gives libcsv a piece of a line. true at the end of the record, and when a problem ended it. */
static bool feed(struct unom_csv_reader *reader, const char *piece, size_t length, bool ended) {
  if (reader->skipping) {
    reader->skipping = !ended;
    return false;
  }
  const char *nul = reader->chunk_has_nul ? memchr(piece, '\0', length) : NULL;
  size_t text = nul ? (size_t)(nul - piece) : length;
  if (csv_parse(&reader->parser, piece, text, on_cell, on_record, reader) < text) {
    quote_problem(reader);
    reset_parser(reader);
    reader->skipping = !ended;
    return true;
  }
  if (nul) {
    reader->problem.code = NULL; /* this one ends the reading, so it must be the one that is told */
    reader->cell_at = reader->here;
    set_problem(reader, 0, "nul_byte",
                "a NUL byte: this is no text, or a damaged one; save the list again as CSV UTF-8");
    reader->stopped = true;
    return true;
  }
  if (!reader->complete && reader->parser.entry_pos > UNOM_CSV_CELL_CAP) {
    bool quoted = reader->parser.quoted;
    set_problem(reader, reader->count + 1, "cell_too_long", "the cell is longer than %d KiB%s",
                UNOM_CSV_CELL_CAP / 1024, quoted ? ": is its closing quote missing?" : "");
    reader->stopped = quoted; /* it is not known where the next record starts */
    reset_parser(reader);
    reader->skipping = !ended;
    return true;
  }
  return reader->complete;
}

/* At the end of the file: the last record may lack its line break, but not its closing quote. */
static void finish(struct unom_csv_reader *reader) {
  reader->stopped = true;
  if (reader->problem.code)
    return;
  if (csv_fini(&reader->parser, on_cell, on_record, reader) != 0) {
    set_problem(reader, reader->count + 1, "unclosed_quote", "the quote is never closed");
    return;
  }
  reader->short_end = reader->complete && !unom_csv_text_has_end_mark(&reader->list);
  if (unom_csv_file_changed(&reader->list.file)) {
    reader->problem.code = NULL; /* one of the last cell counts for nothing */
    set_problem(reader, 0, "changed", "the file changed while it was read");
    reader->problem.line = 0;
  }
}

/* Reads up to the end of a record or of the file, or to a problem. */
static void read_record(struct unom_csv_reader *reader) {
  begin_record(reader);
  for (bool over = false; !over;) {
    if (reader->at == reader->list.filled && !fill(reader)) {
      finish(reader);
      return;
    }
    bool ended = false;
    const char *chunk = reader->list.chunk;
    size_t start = reader->at;
    bool second_half = reader->after_cr && chunk[start] == '\n';
    reader->after_cr = false;
    if (second_half) /* the LF of a CRLF whose CR was the last byte of the chunk before */
      reader->at = start + 1;
    else
      reader->at = line_end(reader, &ended);
    over = feed(reader, chunk + start, reader->at - start, ended);
    if (ended) {
      reader->here++;
      if (!over && !reader->parser.quoted) /* a blank line */
        begin_record(reader);
    }
  }
}

enum unom_csv_outcome unom_csv_reader_next(struct unom_csv_reader *reader) {
  while (!reader->stopped) {
    read_record(reader);
    if (reader->problem.code)
      return UNOM_CSV_PROBLEM;
    if (reader->complete && reader->has_values)
      return UNOM_CSV_RECORD;
  }
  return UNOM_CSV_END;
}

/* The text's problem is the reader's. Returns false. */
static bool take_problem(struct unom_csv_reader *reader) {
  reader->problem = reader->list.problem;
  reader->stopped = true;
  return false;
}

/* Begins at the first record of the piece of text that is there. */
static void begin(struct unom_csv_reader *reader) {
  reset_parser(reader);
  reader->here = 1;
  reader->after_cr = reader->skipping = reader->stopped = false;
  begin_record(reader);
  look_at_chunk(reader);
}

bool unom_csv_reader_rewind(struct unom_csv_reader *reader) {
  bool done = unom_csv_text_rewind(&reader->list);
  begin(reader);
  return done || take_problem(reader);
}

bool unom_csv_reader_separate(struct unom_csv_reader *reader, char separator) {
  reader->separator = separator;
  return unom_csv_reader_rewind(reader);
}

static bool open_list(struct unom_csv_reader *reader, const char *path, enum unom_encoding encoding,
                      bool digest) {
  if (!unom_csv_text_open(&reader->list, path, encoding, digest))
    return take_problem(reader);
  begin(reader);
  if (reader->list.encoding != UNOM_ENCODING_CP932)
    return true;
  reader->converter = iconv_open("UTF-8", "CP932");
  if (reader->converter != no_converter)
    return true;
  reader->cell_at = 0; /* a problem of the whole file */
  if (errno == ENOMEM)
    no_memory(reader);
  else
    set_problem(reader, 0, "unknown_encoding", "this system's iconv does not know CP932");
  return false;
}

bool unom_csv_reader_open(struct unom_csv_reader *reader, const char *path,
                          enum unom_encoding encoding, bool digest) {
  if (open_list(reader, path, encoding, digest))
    return true;
  unom_csv_reader_close(reader);
  return false;
}
