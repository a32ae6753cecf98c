/* csv_writer.c: cells as CSV, by libcsv. See csv_writer.h. */
#define _GNU_SOURCE
#include "csv/csv_writer.h"

#include <csv.h>
#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

static bool needs_quotes(const char *bytes, size_t length, char separator) {
  const char special[] = {'"', '\r', '\n', '\x1A', separator};
  for (size_t i = 0; i < length; i++)
    if (memchr(special, bytes[i], sizeof special))
      return true;
  return unom_utf8_is_marked(bytes, length) || unom_utf8_space_at(false, bytes, length) > 0 ||
         unom_utf8_space_at(true, bytes, length) > 0;
}

size_t unom_csv_write_cell(char *to, const char *bytes, size_t length, char separator) {
  if (needs_quotes(bytes, length, separator))
    return csv_write2(to, UNOM_CSV_WRITTEN(length), bytes, length, '"');
  memcpy(to, bytes, length);
  return length;
}
