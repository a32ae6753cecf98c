/* digest.c: the SHA-256 of a file. See digest.h. */
#define _GNU_SOURCE
#include "lua/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <lauxlib.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 64 * 1024, SHA256_BYTES = 32 };

/* NULL, or why not in words. */
static const char *digest_descriptor(int fd, unsigned char digest[EVP_MAX_MD_SIZE]) {
  char piece[PIECE];
  struct stat opened;
  if (fstat(fd, &opened) != 0)
    return strerror(errno);
  if (S_ISDIR(opened.st_mode))
    return strerror(EISDIR);
  if (!S_ISREG(opened.st_mode))
    return "not a regular file";
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (!context)
    return "out of memory";
  bool sound = EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
  ssize_t got = 0;
  while (sound) {
    got = read(fd, piece, sizeof piece);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    sound = EVP_DigestUpdate(context, piece, (size_t)got) == 1;
  }
  const char *why = got < 0 ? strerror(errno) : NULL;
  sound = sound && EVP_DigestFinal_ex(context, digest, NULL) == 1;
  EVP_MD_CTX_free(context);
  explicit_bzero(piece, sizeof piece); /* a list may hold passwords */
  return why ? why : sound ? NULL : "libcrypto has no SHA-256";
}

int unom_digest_sha256_file(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  unsigned char digest[EVP_MAX_MD_SIZE] = {0};
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  const char *why = fd < 0 ? strerror(errno) : digest_descriptor(fd, digest);
  if (fd >= 0)
    close(fd);
  if (why) {
    lua_pushnil(L);
    lua_pushstring(L, why);
    return 2;
  }
  char hex[2 * SHA256_BYTES + 1];
  for (size_t i = 0; i < SHA256_BYTES; i++)
    snprintf(hex + 2 * i, 3, "%02x", digest[i]);
  lua_pushlstring(L, hex, sizeof hex - 1);
  return 1;
}
