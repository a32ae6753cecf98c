/* proxy.c: the URL of a proxy, read before libcurl reads it. See proxy.h.
 *
 * Invariant: no part of the URL outlives the call. */
#define _GNU_SOURCE
#include "http/proxy.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

static bool is_known_scheme(const char *scheme) {
  static const char *const schemes[] = {"http", "https", "socks4", "socks4a", "socks5", "socks5h"};
  for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
    if (unom_ascii_equal_ignoring_case(scheme, schemes[i]))
      return true;
  return false;
}

/* Is there a %XX that stands for a control character? */
static bool has_encoded_control(const char *text) {
  while ((text = strchr(text, '%')) != NULL) {
    text++;
    if ((*text == '0' || *text == '1') && text[1] && strchr("0123456789abcdefABCDEF", text[1]))
      return true;
  }
  return false;
}

/* libcurl parses a proxy in the same way. What is after the host it passes over; a user or password
 * with an encoded control character it does not decode, and passes over the whole proxy: then it
 * goes straight to the host. */
bool unom_proxy_read(const char *text, bool *is_usable) {
  CURLU *url = curl_url();
  if (!url)
    return false;
  char *scheme = NULL, *path = NULL;
  CURLUcode code =
      curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME);
  if (code == CURLUE_OK)
    code = curl_url_get(url, CURLUPART_SCHEME, &scheme, 0);
  if (code == CURLUE_OK)
    code = curl_url_get(url, CURLUPART_PATH, &path, 0);
  *is_usable = code == CURLUE_OK && is_known_scheme(scheme) && strcmp(path, "/") == 0 &&
               !strpbrk(text, "?#") && !has_encoded_control(text);
  curl_free(path);
  curl_free(scheme);
  curl_url_cleanup(url);
  /* a login is bad for libcurl only where there is no memory to copy it */
  return code != CURLUE_OUT_OF_MEMORY && code != CURLUE_BAD_LOGIN;
}

const char *unom_proxy_of_environment(void) {
  static const char *const variables[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
  for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
    const char *url = getenv(variables[i]);
    if (url && *url)
      return url;
  }
  return NULL;
}

bool unom_proxy_has_tls(const char *url) { return unom_ascii_starts_ignoring_case(url, "https:"); }
