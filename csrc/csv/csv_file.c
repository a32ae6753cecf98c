/* csv_file.c: the one open file of a change list. See csv_file.h. */
#define _GNU_SOURCE
#include "csv/csv_file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>

#include "csv/spool.h"

enum { TAIL = 4096 }; /* bytes at the end of the file in which a Ctrl-Z is looked for */

static const char no_sha256[] = "libcrypto gives no SHA-256: memory is out, or it has none";

void unom_csv_file_init(struct unom_csv_file *file) {
  memset(file, 0, sizeof *file);
  file->fd = -1;
  file->end = -1;
}

void unom_csv_file_close(struct unom_csv_file *file) {
  if (file->fd >= 0)
    close(file->fd);
  EVP_MD_CTX_free(file->hash);
  explicit_bzero(file->chunk, sizeof file->chunk);
  file->hash = NULL;
  file->filled = 0;
  file->fd = -1;
}

static bool is_padding(char byte) {
  return byte == '\x1A' || byte == '\r' || byte == '\n' || byte == '\0';
}

/* Looks for the Ctrl-Z at the end of the file, before or after the last line end; after it there
 * may be more of them, and NULs up to the end of a disk's sector. */
static void find_end_mark(struct unom_csv_file *file) {
  char tail[TAIL];
  off_t from = file->opened.st_size > TAIL ? file->opened.st_size - TAIL : 0;
  ssize_t got = pread(file->fd, tail, sizeof tail, from);
  for (ssize_t at = got - 1; at >= 0 && is_padding(tail[at]); at--)
    if (tail[at] == '\x1A')
      file->end = from + at;
  explicit_bzero(tail, sizeof tail);
}

const char *unom_csv_file_open(struct unom_csv_file *file, const char *path, bool digest) {
  if (strcmp(path, "-") == 0)
    file->fd = unom_spool(STDIN_FILENO);
  else
    file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* opening a FIFO must not block */
  if (file->fd < 0 || fstat(file->fd, &file->opened) != 0)
    return strerror(errno);
  if (S_ISDIR(file->opened.st_mode))
    return strerror(EISDIR);
  if (!S_ISREG(file->opened.st_mode))
    return "not a regular file";
  find_end_mark(file);
  if (!digest)
    return NULL;
  file->hash = EVP_MD_CTX_new();
  if (!file->hash)
    return UNOM_CSV_NO_MEMORY;
  return EVP_DigestInit_ex(file->hash, EVP_sha256(), NULL) == 1 ? NULL : no_sha256;
}

bool unom_csv_file_digest(const void *bytes, size_t length,
                          unsigned char digest[UNOM_CSV_SHA256_BYTES]) {
  return EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL) == 1;
}

/* Takes the digest of the pass: the first is kept, every later one is compared with it. */
static const char *end_pass(struct unom_csv_file *file) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  file->ended = true;
  if (!file->hash)
    return NULL;
  if (EVP_DigestFinal_ex(file->hash, digest, NULL) != 1)
    return no_sha256;
  if (file->has_digest)
    file->other_digest = memcmp(file->digest, digest, sizeof file->digest) != 0;
  else
    memcpy(file->digest, digest, sizeof file->digest);
  file->has_digest = true;
  return NULL;
}

/* How many of `got` bytes that were just read belong to the text. */
static size_t before_end_mark(const struct unom_csv_file *file, size_t got) {
  off_t from = file->offset - (off_t)got;
  if (file->end < 0 || file->offset <= file->end)
    return got;
  return from < file->end ? (size_t)(file->end - from) : 0;
}

const char *unom_csv_file_fill(struct unom_csv_file *file, size_t keep) {
  memmove(file->chunk, file->chunk + file->filled - keep, keep);
  file->filled = keep;
  while (file->filled == keep && !file->ended) { /* bytes that were added since have no digest */
    ssize_t got;
    do
      got = read(file->fd, file->chunk + keep, sizeof file->chunk - keep);
    while (got < 0 && errno == EINTR);
    if (got < 0)
      return strerror(errno);
    if (got == 0)
      return end_pass(file);
    if (file->hash && EVP_DigestUpdate(file->hash, file->chunk + keep, (size_t)got) != 1)
      return no_sha256;
    file->offset += got;
    file->filled = keep + before_end_mark(file, (size_t)got);
  }
  return NULL;
}

bool unom_csv_file_has_end_mark(const struct unom_csv_file *file) { return file->end >= 0; }

void unom_csv_file_forget_end_mark(struct unom_csv_file *file) { file->end = -1; }

const char *unom_csv_file_rewind(struct unom_csv_file *file) {
  file->filled = 0;
  file->offset = 0;
  file->ended = false;
  if (lseek(file->fd, 0, SEEK_SET) != 0)
    return strerror(errno);
  if (file->hash && EVP_DigestInit_ex(file->hash, EVP_sha256(), NULL) != 1)
    return no_sha256;
  return NULL;
}

bool unom_csv_file_changed(const struct unom_csv_file *file) {
  if (file->hash)
    return file->other_digest;
  const struct stat *opened = &file->opened;
  struct stat now;
  return fstat(file->fd, &now) != 0 || now.st_size != opened->st_size ||
         now.st_mtim.tv_sec != opened->st_mtim.tv_sec ||
         now.st_mtim.tv_nsec != opened->st_mtim.tv_nsec;
}

const unsigned char *unom_csv_file_sha256(const struct unom_csv_file *file) {
  return file->has_digest ? file->digest : NULL;
}
