/* ending.c: what libcurl's code says of how a send ended. See ending.h.
 *
 * Invariant: no message holds the URL of a proxy. */
#define _GNU_SOURCE
#include "http/ending.h"

#include <stdio.h>
#include <string.h>

/* libcurl has one code for memory that is out and for a header line that is too long; newer ones
 * have a code for the line, CURLE_TOO_LARGE. */
static bool is_header_too_long(const struct unom_transfer *transfer, CURLcode code) {
  enum { TOO_LARGE = 100 };
  return (code == CURLE_OUT_OF_MEMORY && transfer->attempts > 0) || (int)code == TOO_LARGE;
}

/* It has no code of their own for chunks that are none; a trailer line over 4 KiB it calls memory
 * that is out. */
static bool is_badly_chunked(const struct unom_transfer *transfer, CURLcode code) {
  return code != CURLE_OK && strstr(transfer->curl_message, "chunk");
}

enum unom_failure unom_ending_failure(const struct unom_transfer *transfer, CURLcode code) {
  if (is_header_too_long(transfer, code) || is_badly_chunked(transfer, code))
    return UNOM_FAILURE_PROTOCOL;
  switch (code) {
  case CURLE_OK:
    return UNOM_FAILURE_NONE;
  case CURLE_OPERATION_TIMEDOUT:
    return UNOM_FAILURE_TIMEOUT;
  case CURLE_WRITE_ERROR: /* only `on_reply` and `on_header` end a transfer so */
  case CURLE_WEIRD_SERVER_REPLY:
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_BAD_CONTENT_ENCODING:
    return UNOM_FAILURE_PROTOCOL;
  default:
    return UNOM_FAILURE_NETWORK;
  }
}

/* libcurl counts the connections that died on a handle over all requests of the handle. At the
 * sixth it gives up, as if it had tried this one request five times. */
static bool is_miscounted(const struct unom_transfer *transfer, CURLcode code) {
  static const char died[] = "Connection died, tried ";
  return code == CURLE_SEND_ERROR && transfer->request.changes &&
         strncmp(transfer->curl_message, died, sizeof died - 1) == 0;
}

/* The status with which a proxy refused to connect; 0: it did not. */
static long proxy_refusal(const struct unom_transfer *transfer) {
  long status = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_HTTP_CONNECTCODE, &status);
  return transfer->attempts == 0 && status / 100 != 2 ? status : 0;
}

/* libcurl's messages about a proxy's URL that it cannot use, and no others, repeat the URL, with the
 * password in it. */
static bool is_bad_proxy(const struct unom_transfer *transfer) {
  static const char quotes[] = "Unsupported proxy";
  return strncmp(transfer->curl_message, quotes, sizeof quotes - 1) == 0;
}

static bool is_certificate(CURLcode code) {
  return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
         code == CURLE_SSL_ISSUER_ERROR || code == CURLE_SSL_CERTPROBLEM;
}

/* Some proxies answer a wrong password with 401. */
static bool wants_login(long refusal) { return refusal == 407 || refusal == 401; }

/* To a page on which a person logs in. */
static bool is_redirect(long refusal) { return refusal / 100 == 3; }

bool unom_ending_is_permanent(const struct unom_transfer *transfer, CURLcode code) {
  long refusal = proxy_refusal(transfer);
  return code != CURLE_OK && (is_certificate(code) || is_bad_proxy(transfer) ||
                              wants_login(refusal) || is_redirect(refusal) || refusal == 403 ||
                              (code == CURLE_UNSUPPORTED_PROTOCOL && transfer->attempts == 0));
}

const char *unom_ending_message(struct unom_transfer *transfer, CURLcode code) {
  if (transfer->out_of_memory)
    return "not enough memory for the reply";
  if (code == CURLE_WRITE_ERROR)
    return transfer->head_length > UNOM_HEAD_CAP ? "the head of the reply is larger than 192 KiB"
                                                 : "the reply is larger than 16 MiB";
  if (code == CURLE_ABORTED_BY_CALLBACK || is_miscounted(transfer, code))
    return "the connection was lost before the reply; the request is not sent a second time";
  if (is_badly_chunked(transfer, code))
    return "the reply's chunks cannot be read";
  if (is_header_too_long(transfer, code))
    return "a header line of the reply is longer than 100 KiB, or memory is out";
  if (is_bad_proxy(transfer))
    return "the proxy's URL cannot be used; it is in https_proxy, HTTPS_PROXY, all_proxy or "
           "ALL_PROXY, and must be like http://user:password@host:port, special characters "
           "percent-encoded";
  long refusal = code == CURLE_OK ? 0 : proxy_refusal(transfer);
  if (!refusal)
    return transfer->curl_message[0] ? transfer->curl_message : curl_easy_strerror(code);
  snprintf(transfer->message, sizeof transfer->message,
           "the proxy refused the connection with status %ld%s", refusal,
           wants_login(refusal)   ? ": it wants a user and password, or those it got are wrong"
           : is_redirect(refusal) ? ": redirects are not followed"
                                  : "");
  return transfer->message;
}
