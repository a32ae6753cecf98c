/* bare_csv.c: a change list parsed with libcsv alone: what a check of it cannot cost less than.
 *
 * bare_csv FILE prints the CPU time in seconds, user and system, and the peak of memory in MiB. */
#define _GNU_SOURCE
#include <csv.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { PIECE = 64 * 1024 };

struct counts {
  size_t cells, rows;
};

static void on_cell(void *bytes, size_t length, void *user) {
  (void)bytes, (void)length;
  struct counts *counts = user;
  counts->cells++;
}

static void on_row(int end, void *user) {
  (void)end;
  struct counts *counts = user;
  counts->rows++;
}

static bool parse(FILE *file, struct counts *counts) {
  static char piece[PIECE];
  struct csv_parser parser;
  if (csv_init(&parser, CSV_STRICT) != 0)
    return false;
  bool ok = true;
  for (size_t got; ok && (got = fread(piece, 1, sizeof piece, file)) > 0;)
    ok = csv_parse(&parser, piece, got, on_cell, on_row, counts) == got;
  ok = ok && !ferror(file) && csv_fini(&parser, on_cell, on_row, counts) == 0;
  csv_free(&parser);
  return ok;
}

int main(int count, char **arguments) {
  FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
  if (!file) {
    fputs("usage: bare_csv FILE\n", stderr);
    return EXIT_FAILURE;
  }
  struct counts counts = {0};
  bool ok = parse(file, &counts);
  fclose(file);
  if (!ok || counts.rows == 0) {
    fputs("bare_csv: the file cannot be read as CSV\n", stderr);
    return EXIT_FAILURE;
  }
  struct timespec spent;
  struct rusage usage;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  getrusage(RUSAGE_SELF, &usage);
  printf("%.4f %.1f\n", (double)spent.tv_sec + (double)spent.tv_nsec / 1e9,
         (double)usage.ru_maxrss / 1024);
  return EXIT_SUCCESS;
}
