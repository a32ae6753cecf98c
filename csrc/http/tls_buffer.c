/* tls_buffer.c: what TLS has taken from a socket that libcurl has not read yet. See tls_buffer.h.
 *
 * libcurl reads no more than the body of a response. What else is in the same record of TLS is
 * deciphered then, and no poll of the socket shows it: it would be the response to what is asked
 * next.
 *
 * Invariant: the library that is asked is the very one that libcurl uses. */
#define _GNU_SOURCE
#include "http/tls_buffer.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

static int (*openssl_has_pending)(const void *ssl);
static size_t (*gnutls_pending)(void *session);
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Finds both in libcurl's dependencies; the one that libcurl was not built with stays NULL. */
static void find_functions(void) {
  CURLcode (*function)(long) = curl_global_init;
  void *address;
  Dl_info library;
  memcpy(&address, &function, sizeof address);
  void *handle =
      dladdr(address, &library) ? dlopen(library.dli_fname, RTLD_LAZY | RTLD_NOLOAD) : NULL;
  if (!handle)
    return;
  address = dlsym(handle, "SSL_has_pending");
  memcpy(&openssl_has_pending, &address, sizeof address);
  address = dlsym(handle, "gnutls_record_check_pending");
  memcpy(&gnutls_pending, &address, sizeof address);
}

bool unom_tls_buffer_is_empty(CURL *easy) {
  struct curl_tlssessioninfo *session = NULL;
  if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || !session)
    return false;
  if (!session->internals)
    return true;
  pthread_once(&once, find_functions);
  if (session->backend == CURLSSLBACKEND_OPENSSL && openssl_has_pending)
    return openssl_has_pending(session->internals) == 0;
  if (session->backend == CURLSSLBACKEND_GNUTLS && gnutls_pending)
    return gnutls_pending(session->internals) == 0;
  return false;
}
