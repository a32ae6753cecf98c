/* headers.h: the headers of a request, for libcurl. Knows no Lua.
 *
 * Invariant: they are made anew only when they change, and the access token among them is wiped
 * before its memory is freed. */
#ifndef UNOM_HEADERS_H
#define UNOM_HEADERS_H

#include <curl/curl.h>
#include <stdbool.h>

/* All zero: there are none yet. */
struct unom_headers {
  struct curl_slist *list;
  bool has_body;             /* those of a request with a body? */
  const char *authorization; /* the one with the access token, or NULL */
};

/* Makes the headers of a request with a body or without one; `bearer` (may be NULL) is the access
 * token. false when memory is out; then there are none. */
bool unom_headers_set(struct unom_headers *headers, bool has_body, const char *bearer);

void unom_headers_free(struct unom_headers *headers);

#endif
