/* csv_file.h: the one open file of a change list, read in chunks, from its start as often as asked.
 * Standard input is copied to a file first, which has no name and goes when it is closed.
 *
 * Invariant: a path is opened once; what is done to the path afterwards does not reach the reader.
 * With a digest, every pass that reaches the end of the file has read the bytes of the first one,
 * or `unom_csv_file_changed` is true. No more than a chunk of the file is in memory. */
#ifndef UNOM_CSV_FILE_H
#define UNOM_CSV_FILE_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

enum {
  UNOM_CSV_CHUNK = 64 * 1024, /* bytes read at a time */
  UNOM_CSV_SHA256_BYTES = 32
};

/* The reason where memory is out. */
#define UNOM_CSV_NO_MEMORY "out of memory"

struct unom_csv_file {
  int fd;        /* -1: closed */
  size_t filled; /* bytes of the chunk; 0 at the end of the file */
  char chunk[UNOM_CSV_CHUNK];

  /* The rest is private. */
  struct stat opened;
  off_t end;    /* where the text ends: at the first Ctrl-Z of those that end the file; -1: none */
  off_t offset; /* of the next byte in the file */
  bool ended;   /* the pass has reached the end of the file */
  EVP_MD_CTX *hash;  /* of the pass; NULL: no digest was asked for */
  bool has_digest;   /* the first pass has reached the end */
  bool other_digest; /* the last pass that reached the end read other bytes than the first */
  unsigned char digest[UNOM_CSV_SHA256_BYTES];
};

/* A closed file. Must be called before any other function here. */
void unom_csv_file_init(struct unom_csv_file *file);

/* Opens the regular file `path`; "-" is standard input, read to its end. `digest`: take the SHA-256
 * of what is read. NULL, or the reason as text; the file must be closed in either case. */
const char *unom_csv_file_open(struct unom_csv_file *file, const char *path, bool digest);

/* Reads the next chunk, up to the end of the text, after the last `keep` bytes of the one before.
 * NULL, or the reason as text. */
const char *unom_csv_file_fill(struct unom_csv_file *file, size_t keep);

/* Does the file end with Ctrl-Z, the mark of the end of a text under DOS? It is no part of the
 * text, nor is the padding after it, but it is of the digest. */
bool unom_csv_file_has_end_mark(const struct unom_csv_file *file);

/* The file is no text of single bytes: it has no such mark after all. */
void unom_csv_file_forget_end_mark(struct unom_csv_file *file);

/* Begins the next pass at the first byte of the same file. NULL, or the reason as text. */
const char *unom_csv_file_rewind(struct unom_csv_file *file);

/* Asked at the end of a pass: is the file another one than at first? Told by the bytes where there
 * is a digest, else by size and time of change since `open`. */
bool unom_csv_file_changed(const struct unom_csv_file *file);

/* The digest of bytes that are in no file, as of a file's; false where libcrypto gives none. */
bool unom_csv_file_digest(const void *bytes, size_t length,
                          unsigned char digest[UNOM_CSV_SHA256_BYTES]);

/* The UNOM_CSV_SHA256_BYTES bytes of the digest; NULL before the first pass has reached the end,
 * and where none was asked for. */
const unsigned char *unom_csv_file_sha256(const struct unom_csv_file *file);

/* Closes the file and wipes the chunk: a list may hold passwords. May be called again. */
void unom_csv_file_close(struct unom_csv_file *file);

#endif
