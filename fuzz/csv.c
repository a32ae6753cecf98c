/* csv.c: the input as a change list's file, read whole and in pieces, in every encoding.
 *
 * The linker gives the reader the `read` that is here (--wrap=read), which returns as few bytes as
 * the input says: a chunk may end anywhere. */
#define _GNU_SOURCE
#include <openssl/evp.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/utf8.h"
#include "csv/csv_reader.h"
#include "csv/csv_writer.h"
#include "csv/encoder.h"
#include "csv/encoding_scan.h"
#include "input.h"

enum { FIRST_PIECE = 8 }; /* what a file begins with is looked for in one piece */

/* ---- reading in pieces ---- */

static size_t piece_most; /* bytes of a piece; 0: all */

ssize_t __real_read(int fd, void *bytes, size_t count);
ssize_t __wrap_read(int fd, void *bytes, size_t count);

ssize_t __wrap_read(int fd, void *bytes, size_t count) {
  bool is_first = lseek(fd, 0, SEEK_CUR) == 0;
  size_t most = is_first && piece_most < FIRST_PIECE ? FIRST_PIECE : piece_most;
  return __real_read(fd, bytes, piece_most > 0 && most < count ? most : count);
}

/* ---- what comes out of a pass ---- */

/* Everything that a reader says of a file, as text, so that two passes can be compared. */
struct account {
  struct unom_buffer text, csv; /* csv: the records, written as a list again */
  size_t records;
  char separator;
};

enum { ACCOUNT_CAP = 16 * 1024 * 1024 };

static void account_start(struct account *account, char separator) {
  account->records = 0;
  account->separator = separator;
  unom_buffer_init(&account->text, ACCOUNT_CAP);
  unom_buffer_init(&account->csv, ACCOUNT_CAP);
}

static void account_free(struct account *account) {
  unom_buffer_free(&account->text);
  unom_buffer_free(&account->csv);
}

static void add(struct unom_buffer *buffer, const char *bytes, size_t length) {
  HOLDS(unom_buffer_append(buffer, bytes, length));
}

static void add_problem(struct account *account, const struct unom_csv_problem *problem) {
  char line[256];
  HOLDS(problem->code && problem->message[0]);
  int length = snprintf(line, sizeof line, "%s %zu %zu %s\n", problem->code, problem->line,
                        problem->column, problem->message);
  add(&account->text, line, (size_t)length);
}

static void add_cell(struct account *account, const char *bytes, size_t length) {
  HOLDS(unom_utf8_prefix(bytes, length) == length && !memchr(bytes, '\0', length));
  HOLDS(unom_utf8_space_at(false, bytes, length) == 0);
  HOLDS(unom_utf8_space_at(true, bytes, length) == 0);
  add(&account->text, bytes, length);
  add(&account->text, "\1", 1);
  size_t most = UNOM_CSV_WRITTEN(length);
  char *written = malloc(most);
  HOLDS(written);
  size_t size = unom_csv_write_cell(written, bytes, length, account->separator);
  HOLDS(size <= most);
  add(&account->csv, written, size);
  free(written);
}

static void add_record(struct account *account, const struct unom_csv_reader *reader) {
  bool has_value = false;
  HOLDS(reader->count >= 1 && reader->count <= UNOM_CSV_CELLS);
  for (size_t i = 0; i < reader->count; i++) {
    const struct unom_cell *cell = &reader->cells[i];
    HOLDS(cell->start <= reader->text.length && cell->length <= reader->text.length - cell->start);
    has_value = has_value || cell->length > 0;
    add(&account->csv, &account->separator, i > 0 ? 1 : 0);
    add_cell(account, cell->length > 0 ? reader->text.bytes + cell->start : "", cell->length);
  }
  HOLDS(has_value);
  add(&account->text, reader->short_end ? "\3" : "\2", 1);
  add(&account->csv, "\n", 1);
  account->records++;
}

static void read_records(struct account *account, struct unom_csv_reader *reader, bool with_lines) {
  enum unom_csv_outcome outcome;
  size_t line = 0, rounds = 0;
  while ((outcome = unom_csv_reader_next(reader)) != UNOM_CSV_END) {
    HOLDS(++rounds < 1000000);
    if (outcome == UNOM_CSV_PROBLEM) {
      add_problem(account, &reader->problem);
      continue;
    }
    HOLDS(reader->line > line || line == 0);
    line = reader->line;
    if (with_lines) {
      char number[32];
      add(&account->text, number, (size_t)snprintf(number, sizeof number, "%zu:", line));
    }
    add_record(account, reader);
  }
  HOLDS(unom_csv_reader_next(reader) == UNOM_CSV_END);
}

static int file_of(const char *bytes, size_t length) {
  int fd = memfd_create("list", MFD_CLOEXEC);
  HOLDS(fd >= 0);
  while (length > 0) {
    ssize_t written = write(fd, bytes, length);
    HOLDS(written > 0);
    bytes += written;
    length -= (size_t)written;
  }
  return fd;
}

/* Reads the file twice in pieces of `most` bytes. Returns the encoding. */
static enum unom_encoding take_account(struct account *account, const char *bytes, size_t length,
                                       enum unom_encoding encoding, char separator, size_t most,
                                       bool with_lines) {
  static struct unom_csv_reader reader; /* large */
  char path[32];
  int fd = file_of(bytes, length);
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  piece_most = most;
  account_start(account, separator);
  unom_csv_reader_init(&reader);
  bool open = unom_csv_reader_open(&reader, path, encoding, true);
  close(fd);
  if (!open) {
    add_problem(account, &reader.problem);
    return UNOM_ENCODING_UNKNOWN;
  }
  encoding = reader.list.encoding;
  HOLDS(encoding != UNOM_ENCODING_UNKNOWN);
  unsigned char digest[EVP_MAX_MD_SIZE];
  HOLDS(EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL) == 1);
  HOLDS(memcmp(unom_csv_file_sha256(&reader.list.file), digest, UNOM_CSV_SHA256_BYTES) == 0);
  HOLDS(unom_csv_reader_separate(&reader, separator));
  read_records(account, &reader, with_lines);
  struct account again;
  account_start(&again, separator);
  HOLDS(unom_csv_reader_rewind(&reader));
  read_records(&again, &reader, with_lines);
  HOLDS(again.text.length == account->text.length);
  HOLDS(again.text.length == 0 ||
        memcmp(again.text.bytes, account->text.bytes, again.text.length) == 0);
  account_free(&again);
  unom_csv_reader_close(&reader);
  return encoding;
}

static void check_same(const struct account *one, const struct account *other) {
  HOLDS(one->text.length == other->text.length);
  HOLDS(one->text.length == 0 || memcmp(one->text.bytes, other->text.bytes, one->text.length) == 0);
}

/* ---- the encoding ---- */

static struct unom_encoding_scan scan(const char *bytes, size_t length, size_t most) {
  struct unom_encoding_scan scan;
  unom_encoding_scan_start(&scan);
  for (size_t at = 0, size; at < length; at += size) {
    size = at == 0 && most < FIRST_PIECE ? FIRST_PIECE : most;
    size = size < length - at ? size : length - at;
    unom_encoding_scan_add(&scan, bytes + at, size);
  }
  return scan;
}

static void check_encoding(const char *bytes, size_t length, size_t most) {
  struct unom_encoding_scan whole = scan(bytes, length, length), parts = scan(bytes, length, most);
  enum unom_encoding encoding = unom_encoding_scan_end(&whole);
  HOLDS(unom_encoding_scan_end(&parts) == encoding);
  HOLDS(whole.utf_8_error == parts.utf_8_error && whole.cp932_error == parts.cp932_error);
  size_t prefix = unom_utf8_prefix(bytes, length);
  HOLDS(whole.either == parts.either && whole.first_long == parts.first_long);
  HOLDS(unom_encoding_scan_has_lost_text(&whole) == unom_encoding_scan_has_lost_text(&parts));
  HOLDS(whole.utf_8_error == (prefix < length ? (off_t)prefix : -1));
  HOLDS(whole.either < 0 || encoding == UNOM_ENCODING_UNKNOWN);
  HOLDS(encoding != UNOM_ENCODING_CP932 || whole.cp932_error < 0);
}

/* ---- a list that is written again is read as the same records ---- */

static void check_round_trip(const struct account *account) {
  static const char mark[] = "\xEF\xBB\xBF";
  struct account again;
  struct unom_buffer list;
  if (account->records == 0)
    return;
  unom_buffer_init(&list, ACCOUNT_CAP);
  add(&list, mark, sizeof mark - 1);
  add(&list, account->csv.bytes, account->csv.length);
  HOLDS(take_account(&again, list.bytes, list.length, UNOM_ENCODING_UTF_8, account->separator, 0,
                     false) == UNOM_ENCODING_UTF_8);
  HOLDS(again.records == account->records && again.csv.length == account->csv.length);
  HOLDS(memcmp(again.csv.bytes, account->csv.bytes, again.csv.length) == 0);
  unom_buffer_free(&list);
  account_free(&again);
}

/* ---- what is written in another encoding ---- */

static void check_encoder(const char *bytes, size_t length, enum unom_encoding encoding) {
  struct unom_encoder encoder;
  unom_encoder_init(&encoder);
  HOLDS(unom_encoder_open(&encoder, encoding));
  char *to = malloc(2 * length + 1);
  HOLDS(to);
  size_t lost = 0, size = unom_encoder_write(&encoder, bytes, length, to, &lost);
  HOLDS(size <= 2 * length && lost <= length);
  HOLDS(encoding != UNOM_ENCODING_UTF_16LE || size % 2 == 0);
  HOLDS(!unom_utf8_is_ascii(bytes, length) || lost == 0);
  free(to);
  unom_encoder_close(&encoder);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct input input = {bytes, length};
  static const char separators[] = {',', ';', '\t'};
  unsigned choice = input_byte(&input);
  size_t most = 1U + choice % 64U;
  char separator = separators[choice / 64U % sizeof separators];
  char *list = copy_bytes(input.at, input.left);
  check_encoding(list, input.left, most);
  for (enum unom_encoding each = UNOM_ENCODING_UNKNOWN; each < UNOM_ENCODINGS; each++) {
    struct account whole, parts;
    enum unom_encoding encoding = take_account(&whole, list, input.left, each, separator, 0, true);
    HOLDS(take_account(&parts, list, input.left, each, separator, most, true) == encoding);
    HOLDS(each == UNOM_ENCODING_UNKNOWN || encoding == UNOM_ENCODING_UNKNOWN || encoding == each);
    check_same(&whole, &parts);
    check_round_trip(&whole);
    account_free(&whole);
    account_free(&parts);
  }
  check_encoder(list, input.left, UNOM_ENCODING_CP932);
  check_encoder(list, input.left, UNOM_ENCODING_UTF_16LE);
  piece_most = 0;
  free(list);
  return 0;
}
