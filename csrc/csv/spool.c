/* spool.c: a stream copied to a file without a name. See spool.h. */
#define _GNU_SOURCE
#include "csv/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 64 * 1024 };

/* For file systems that cannot make a file without a name. */
static int make_and_unlink(const char *directory) {
  char path[PATH_MAX];
  int length = snprintf(path, sizeof path, "%s/unom-XXXXXX", directory);
  if (length < 0 || (size_t)length >= sizeof path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  int file = mkostemp(path, O_CLOEXEC);
  if (file >= 0)
    unlink(path);
  return file;
}

static int make_file(void) {
  const char *directory = getenv("TMPDIR");
  if (!directory || !directory[0])
    directory = "/tmp";
  int file = open(directory, O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  return file >= 0 ? file : make_and_unlink(directory);
}

static bool write_all(int file, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(file, bytes, length);
    if (written < 0 && errno != EINTR)
      return false;
    bytes += written > 0 ? written : 0;
    length -= written > 0 ? (size_t)written : 0;
  }
  return true;
}

/* Waits with poll, which a signal ends whatever its handler was installed with: Ctrl-C must not
 * wait for the end of the stream. */
static ssize_t read_piece(int stream, char *piece) {
  struct pollfd readable = {.fd = stream, .events = POLLIN};
  ssize_t got;
  do {
    if (poll(&readable, 1, -1) < 0)
      return -1;
    got = read(stream, piece, PIECE);
  } while (got < 0 && errno == EAGAIN);
  return got;
}

static bool copy(int file, int stream) {
  char piece[PIECE];
  size_t length = 0;
  ssize_t got = 0;
  bool fine = true;
  while (fine && (got = read_piece(stream, piece)) > 0) {
    length += (size_t)got;
    fine = length <= UNOM_SPOOL_CAP && write_all(file, piece, (size_t)got);
    if (length > UNOM_SPOOL_CAP)
      errno = EFBIG;
  }
  int code = errno;
  explicit_bzero(piece, sizeof piece);
  errno = code;
  return fine && got == 0 && lseek(file, 0, SEEK_SET) == 0;
}

int unom_spool(int stream) {
  int file = make_file();
  if (file < 0 || copy(file, stream))
    return file;
  int code = errno;
  close(file);
  errno = code;
  return -1;
}
