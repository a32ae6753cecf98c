/* transfer.c: one request and its response, on a libcurl handle of its own. See transfer.h.
 *
 * Invariant: `response.sent` is "no" only when not one byte of the request was written. */
#define _GNU_SOURCE
#include "http/transfer.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "http/ending.h"
#include "http/proxy.h"
#include "http/tls_buffer.h"

enum {
  IDLE_SECONDS = 20,      /* the server may be about to close a connection idle for longer */
  IDLE_BYTES = 64 * 1024, /* an idle transfer keeps no larger buffer than this */
  URL_CAP = 8 * 1024,
  BODY_CAP = 1024 * 1024,
  LONGEST_RETRY_AFTER = 24 * 60 * 60,
};

static size_t on_reply(char *bytes, size_t size, size_t count, void *user) {
  struct unom_transfer *transfer = user;
  size_t length = size * count;
  if (unom_buffer_append(&transfer->reply, bytes, length))
    return length;
  transfer->out_of_memory = unom_buffer_fits(&transfer->reply, length);
  return length + 1; /* any number but `length` makes libcurl end the transfer */
}

/* For each line of a head or a trailer, also an interim response's or a proxy's. */
static size_t on_header(char *bytes, size_t size, size_t count, void *user) {
  (void)bytes;
  struct unom_transfer *transfer = user;
  size_t length = size * count;
  transfer->head_length += length;
  return transfer->head_length > UNOM_HEAD_CAP ? length + 1 : length;
}

/* On the clock of the deadline; INFINITY: at any time. */
static double leave_by(const struct unom_transfer *transfer) {
  return transfer->leave_by < INFINITY ? transfer->leave_by - unom_clock_slept_seconds() : INFINITY;
}

/* What acts leaves while some of its time is left for the response: sent at the last moment, it could
 * only end as "maybe". */
double unom_transfer_resend_due(const struct unom_transfer *transfer) {
  static const double longest = 5, part = 0.1; /* seconds, of the timeout */
  const struct unom_transfer_request *request = &transfer->request;
  double for_response = request->changes ? fmin(longest, part * request->timeout) : 0;
  return fmin(transfer->deadline - for_response, leave_by(transfer));
}

double unom_transfer_due(const struct unom_transfer *transfer) {
  return transfer->attempts > 0 ? transfer->deadline : unom_transfer_resend_due(transfer);
}

/* libcurl calls this each time it is about to write the request.
 *
 * When a kept-alive connection dies before the first byte of a response, libcurl writes the request
 * again on a new connection, whatever the method, and does not report it. An order would be placed
 * twice.
 *
 * libcurl takes a connection that has something to read for alive. It may be the close-notify of
 * TLS, and the request would be lost; or bytes that came while the connection was idle, and libcurl
 * would take them for the response. */
static int on_request(void *user, char *remote_ip, char *local_ip, int remote_port,
                      int local_port) {
  struct unom_transfer *transfer = user;
  if (transfer->request.changes && transfer->attempts > 0)
    return CURL_PREREQFUNC_ABORT;
  if (unom_clock_seconds() >= unom_transfer_due(transfer)) {
    transfer->was_late = true;
    return CURL_PREREQFUNC_ABORT;
  }
  enum unom_socket_look look =
      unom_sockets_look(transfer->sockets, local_ip, local_port, remote_ip, remote_port);
  if (look == UNOM_SOCKET_QUIET && !unom_tls_buffer_is_empty(transfer->easy))
    look = UNOM_SOCKET_STALE;
  if (look == UNOM_SOCKET_STALE && !transfer->is_fresh) {
    transfer->was_stale = true;
    return CURL_PREREQFUNC_ABORT;
  }
  transfer->attempts++;
  transfer->left_at = time(NULL);
  return CURL_PREREQFUNC_OK;
}

/* At least 1 ms: libcurl reads 0 as its own default, or as no limit at all. */
static long milliseconds(double seconds) { return seconds > 0.001 ? (long)(seconds * 1000) : 1; }

/* The options that are the same for every send. */
static bool set_fixed_options(struct unom_transfer *transfer,
                              const struct unom_transfer_options *options) {
  CURL *easy = transfer->easy;
  const char *proxy = options->is_loopback ? NULL
                      : options->proxy     ? options->proxy
                                           : unom_proxy_of_environment();
  bool is_usable = true, ok = !proxy || unom_proxy_read(proxy, &is_usable);
  if (!is_usable)
    proxy =
        "unusable://"; /* which libcurl refuses: it would pass over the other, or a part of it */
#define SET(option, value) ok = ok && curl_easy_setopt(easy, option, value) == CURLE_OK
  SET(CURLOPT_PROTOCOLS_STR, options->is_loopback ? "http,https" : "https");
  if (options->is_loopback)
    SET(CURLOPT_NOPROXY, "*");
  else if (proxy)
    SET(CURLOPT_PROXY, proxy);
  if (proxy && unom_proxy_has_tls(proxy))
    SET(CURLOPT_FORBID_REUSE, 1L); /* what its TLS holds back of a connection, no look shows */
  SET(CURLOPT_PROXYAUTH, (long)CURLAUTH_ANY); /* the password in clear only if the proxy asks so */
  SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  SET(CURLOPT_FOLLOWLOCATION, 0L);
  SET(CURLOPT_PATH_AS_IS, 1L); /* the URL in a trace is the URL on the wire */
  SET(CURLOPT_SSL_VERIFYPEER, 1L);
  SET(CURLOPT_SSL_VERIFYHOST, 2L);
  SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  if (options->ca_file) { /* only these certificates: not the system's directory as well */
    SET(CURLOPT_CAINFO, options->ca_file);
    SET(CURLOPT_CAPATH, NULL);
    SET(CURLOPT_PROXY_CAINFO, options->ca_file);
    SET(CURLOPT_PROXY_CAPATH, NULL);
  }
  SET(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(options->connect_timeout));
  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_QUICK_EXIT, 1L);      /* or it waits for the name server, long after the deadline */
  SET(CURLOPT_ACCEPT_ENCODING, ""); /* reads compressed bodies; `prepare` asks for none */
  SET(CURLOPT_TCP_KEEPALIVE, 1L);
  SET(CURLOPT_MAXAGE_CONN, (long)IDLE_SECONDS);
  SET(CURLOPT_USERAGENT, options->user_agent ? options->user_agent : "unom");
  SET(CURLOPT_ERRORBUFFER, transfer->curl_message);
  SET(CURLOPT_WRITEFUNCTION, on_reply);
  SET(CURLOPT_WRITEDATA, transfer);
  SET(CURLOPT_HEADERFUNCTION, on_header);
  SET(CURLOPT_HEADERDATA, transfer);
  SET(CURLOPT_PREREQFUNCTION, on_request);
  SET(CURLOPT_PREREQDATA, transfer);
  SET(CURLOPT_PRIVATE, transfer);
#undef SET
  return ok && unom_sockets_attach(transfer->sockets, easy) == CURLE_OK;
}

struct unom_transfer *unom_transfer_new(const struct unom_transfer_options *options) {
  struct unom_transfer *transfer = calloc(1, sizeof *transfer);
  if (!transfer)
    return NULL;
  transfer->sockets = options->sockets;
  unom_buffer_init(&transfer->url, URL_CAP);
  unom_buffer_init(&transfer->body, BODY_CAP);
  unom_buffer_init(&transfer->reply, UNOM_REPLY_CAP);
  transfer->easy = curl_easy_init();
  transfer->target = curl_url();
  if (!transfer->easy || !transfer->target || !set_fixed_options(transfer, options)) {
    unom_transfer_free(transfer);
    return NULL;
  }
  return transfer;
}

static void wipe(struct unom_buffer *buffer) {
  if (buffer->allocated > IDLE_BYTES) {
    unom_buffer_free(buffer);
    return;
  }
  if (buffer->length > 0)
    explicit_bzero(buffer->bytes, buffer->length);
  unom_buffer_clear(buffer);
}

void unom_transfer_reset(struct unom_transfer *transfer) {
  unom_buffer_clear(&transfer->url);
  wipe(&transfer->body);
  wipe(&transfer->reply);
  transfer->request = (struct unom_transfer_request){.owner = NULL};
  transfer->response = (struct unom_transfer_response){.message = NULL};
}

void unom_transfer_free(struct unom_transfer *transfer) {
  curl_easy_cleanup(transfer->easy);
  curl_url_cleanup(transfer->target);
  unom_headers_free(&transfer->headers);
  unom_buffer_free(&transfer->body);
  unom_buffer_free(&transfer->url);
  unom_buffer_free(&transfer->reply);
  free(transfer);
}

bool unom_transfer_set_request(struct unom_transfer *transfer,
                               const struct unom_transfer_request *request) {
  unom_buffer_clear(&transfer->url);
  if (!unom_buffer_append(&transfer->url, request->url, strlen(request->url)) ||
      (request->body && !unom_buffer_append(&transfer->body, request->body, request->length)))
    return false;
  transfer->request = *request;
  transfer->request.url = transfer->url.bytes;
  transfer->request.body = request->body ? transfer->body.bytes : NULL;
  transfer->attempts = 0;
  transfer->sent_at = unom_clock_seconds();
  transfer->deadline = transfer->sent_at + request->timeout;
  transfer->leave_by = request->leave_within < INFINITY
                           ? unom_clock_boot_seconds() + request->leave_within
                           : INFINITY;
  return true;
}

/* Reads the URL for libcurl, which takes an eighth of a call's instructions to do so itself: it
 * writes the URL anew from its parts. NULL: libcurl reads it, and says what is wrong with it. */
static CURLU *read_url(struct unom_transfer *transfer) {
  CURLUcode code =
      curl_url_set(transfer->target, CURLUPART_URL, transfer->request.url, CURLU_PATH_AS_IS);
  return code == CURLUE_OK ? transfer->target : NULL;
}

bool unom_transfer_prepare(struct unom_transfer *transfer, const char *bearer) {
  const struct unom_transfer_request *request = &transfer->request;
  CURL *easy = transfer->easy;
  unom_buffer_clear(&transfer->reply);
  transfer->response = (struct unom_transfer_response){.message = NULL};
  transfer->curl_message[0] = '\0';
  transfer->attempts = 0;
  transfer->is_fresh = transfer->was_stale = transfer->was_late = false;
  transfer->out_of_memory = false;
  transfer->head_length = 0;
  transfer->sent_at = unom_clock_seconds();
  bool ok = unom_headers_set(&transfer->headers, request->body != NULL, bearer);
#define SET(option, value) ok = ok && curl_easy_setopt(easy, option, value) == CURLE_OK
  SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->length);
  SET(CURLOPT_POSTFIELDS, request->body);
  if (!request->body)
    SET(CURLOPT_HTTPGET, 1L);
  SET(CURLOPT_CUSTOMREQUEST, request->method);
  SET(CURLOPT_URL, request->url);
  SET(CURLOPT_CURLU, read_url(transfer));
  SET(CURLOPT_HTTPHEADER, transfer->headers.list);
  SET(CURLOPT_FRESH_CONNECT, 0L);
#undef SET
  return ok;
}

bool unom_transfer_needs_fresh_connection(struct unom_transfer *transfer, CURLcode code) {
  if (code != CURLE_ABORTED_BY_CALLBACK || !transfer->was_stale || transfer->is_fresh)
    return false;
  transfer->was_stale = false;
  transfer->is_fresh = true;
  transfer->curl_message[0] = '\0';
  return curl_easy_setopt(transfer->easy, CURLOPT_FRESH_CONNECT, 1L) == CURLE_OK;
}

/* Writes a message of our own, which is valid as long as the response. */
__attribute__((format(printf, 2, 3))) static const char *say(struct unom_transfer *transfer,
                                                             const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(transfer->message, sizeof transfer->message, format, arguments);
  va_end(arguments);
  return transfer->message;
}

const char *unom_transfer_unsent_message(struct unom_transfer *transfer) {
  if (transfer->attempts > 0 || leave_by(transfer) >= transfer->deadline)
    return NULL;
  return say(transfer, "not begun to leave within %.4g s", fmax(transfer->request.leave_within, 0));
}

static const char *late_message(struct unom_transfer *transfer) {
  const char *unsent = unom_transfer_unsent_message(transfer);
  if (unsent)
    return unsent;
  double seconds = transfer->deadline - transfer->sent_at;
  return say(transfer, "no whole reply within %.*f s", seconds < 10 ? 2 : 0, seconds);
}

/* Before the first attempt there is no connection to write to. After it, the count of bytes written
 * stays 0 as long as every write fails. */
static bool may_have_left(const struct unom_transfer *transfer) {
  long written = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &written);
  return transfer->attempts > 0 && written > 0;
}

static void fill_response(struct unom_transfer *transfer, enum unom_failure failure,
                          const char *message) {
  transfer->response = (struct unom_transfer_response){
      .failure = failure,
      .sent = failure == UNOM_FAILURE_NONE ? UNOM_SENT_YES
              : may_have_left(transfer)    ? UNOM_SENT_MAYBE
                                           : UNOM_SENT_NO,
      .message = message,
      .seconds = unom_clock_seconds() - transfer->sent_at,
      .bytes = transfer->reply.length > 0 ? transfer->reply.bytes : "",
      .length = transfer->reply.length,
  };
}

void unom_transfer_time_out(struct unom_transfer *transfer) {
  fill_response(transfer, UNOM_FAILURE_TIMEOUT, late_message(transfer));
}

void unom_transfer_fail(struct unom_transfer *transfer, enum unom_failure failure,
                        const char *message) {
  fill_response(transfer, failure, message);
}

void unom_transfer_complete(struct unom_transfer *transfer, CURLcode code) {
  bool permanent = unom_ending_is_permanent(transfer, code), was_late = transfer->was_late;
  fill_response(transfer, was_late ? UNOM_FAILURE_TIMEOUT : unom_ending_failure(transfer, code),
                was_late ? late_message(transfer) : unom_ending_message(transfer, code));
  transfer->response.permanent = permanent;
  curl_off_t seconds = 0; /* negative for a date that has passed */
  curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &transfer->response.status);
  curl_easy_getinfo(transfer->easy, CURLINFO_RETRY_AFTER, &seconds);
  transfer->response.retry_after = seconds < 0                     ? 0
                                   : seconds > LONGEST_RETRY_AFTER ? LONGEST_RETRY_AFTER
                                                                   : seconds;
}
