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

/* libcurl parses a proxy in the same way. What is after the host it passes over, and user and
 * password too where one cannot be decoded, even the whole proxy: then it would go straight to the
 * host. */
bool unom_proxy_is_usable(const char *text) {
  char *scheme = NULL, *path = NULL, *user = NULL, *password = NULL;
  bool is_usable = false;
  CURLU *url = curl_url();
  if (url && !strpbrk(text, "?#") &&
      curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME) ==
          CURLUE_OK &&
      curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
      curl_url_get(url, CURLUPART_PATH, &path, 0) == CURLUE_OK && strcmp(path, "/") == 0) {
    CURLUcode of_user = curl_url_get(url, CURLUPART_USER, &user, CURLU_URLDECODE);
    CURLUcode of_password = curl_url_get(url, CURLUPART_PASSWORD, &password, CURLU_URLDECODE);
    is_usable = is_known_scheme(scheme) && (of_user == CURLUE_OK || of_user == CURLUE_NO_USER) &&
                (of_password == CURLUE_OK || of_password == CURLUE_NO_PASSWORD);
  }
  curl_free(scheme);
  curl_free(path);
  curl_free(user);
  if (password)
    explicit_bzero(password, strlen(password));
  curl_free(password);
  curl_url_cleanup(url);
  return is_usable;
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
