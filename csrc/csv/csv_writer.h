/* csv_writer.h: the one rule of quoting for every CSV that is written. Knows no Lua.
 *
 * Invariant: csv_reader reads a cell that was written here as the same text, but for the white
 * space around it, which the reader trims. */
#ifndef UNOM_CSV_WRITER_H
#define UNOM_CSV_WRITER_H

#include <stddef.h>

/* The most bytes that a cell of `length` bytes takes. */
#define UNOM_CSV_WRITTEN(length) (2 * (length) + 2)

/* Writes the cell to `to`, and returns how many bytes it wrote. In quotes where it holds a quote, a
 * line break or the separator, where white space begins or ends it, and where it could be taken for
 * a mark of the file's start or end: a byte order mark, Ctrl-Z. */
size_t unom_csv_write_cell(char *to, const char *bytes, size_t length, char separator);

#endif
