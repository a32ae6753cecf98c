/* transfer.c: one request and its answer, on a libcurl handle of its own. See transfer.h.
 *
 * Invariant: `answer.sent` is "no" only when not one byte of the request was written. */
#define _GNU_SOURCE
#include "http/transfer.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

enum {
  IDLE_SECONDS = 20, /* an older connection may be about to be closed by the other side */
  IDLE_REPLY_BYTES = 64 * 1024, /* a larger reply's memory is given back */
  URL_CAP = 8 * 1024,
  BODY_CAP = 1024 * 1024,
  HEADER_CAP = 64 * 1024,
};

static size_t on_reply(char *bytes, size_t size, size_t count, void *user) {
  struct unom_exchange *exchange = user;
  size_t length = size * count;
  if (unom_buffer_append(&exchange->reply, bytes, length))
    return length;
  exchange->out_of_memory = unom_buffer_fits(&exchange->reply, length);
  return length + 1; /* anything but `length` ends the transfer */
}

/* libcurl asks this each time it is about to write the request. When a kept-alive connection dies
 * before the first byte of a reply it would write it again on a new one, whatever the method, and
 * say nothing: for an order that would be a second order. */
static int on_request(void *user, char *remote_ip, char *local_ip, int remote_port,
                      int local_port) {
  (void)remote_ip, (void)local_ip, (void)remote_port, (void)local_port;
  struct unom_exchange *exchange = user;
  if (exchange->letter.changes && exchange->attempts > 0)
    return CURL_PREREQFUNC_ABORT;
  exchange->attempts++;
  return CURL_PREREQFUNC_OK;
}

/* At least 1 ms: to libcurl 0 means its own default, or none at all. */
static long milliseconds(double seconds) { return seconds > 0.001 ? (long)(seconds * 1000) : 1; }

/* The options that are the same for every send. */
static bool set_fixed_options(struct unom_exchange *exchange,
                              const struct unom_exchange_options *options) {
  CURL *easy = exchange->easy;
  bool ok = true;
#define SET(option, value) ok = ok && curl_easy_setopt(easy, option, value) == CURLE_OK
  SET(CURLOPT_PROTOCOLS_STR, options->plain_loopback ? "http,https" : "https");
  if (options->plain_loopback)
    SET(CURLOPT_NOPROXY, "*");
  SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  SET(CURLOPT_FOLLOWLOCATION, 0L);
  SET(CURLOPT_PATH_AS_IS, 1L); /* the URL in a trace is the URL on the wire */
  SET(CURLOPT_SSL_VERIFYPEER, 1L);
  SET(CURLOPT_SSL_VERIFYHOST, 2L);
  SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  if (options->ca_file) { /* these alone: not the system's directory beside them */
    SET(CURLOPT_CAINFO, options->ca_file);
    SET(CURLOPT_CAPATH, NULL);
  }
  SET(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(options->connect_timeout));
  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_TCP_KEEPALIVE, 1L);
  SET(CURLOPT_MAXAGE_CONN, (long)IDLE_SECONDS);
  SET(CURLOPT_USERAGENT, "unom");
  SET(CURLOPT_ERRORBUFFER, exchange->words);
  SET(CURLOPT_WRITEFUNCTION, on_reply);
  SET(CURLOPT_WRITEDATA, exchange);
  SET(CURLOPT_PREREQFUNCTION, on_request);
  SET(CURLOPT_PREREQDATA, exchange);
  SET(CURLOPT_PRIVATE, exchange);
#undef SET
  return ok;
}

struct unom_exchange *unom_exchange_new(const struct unom_exchange_options *options) {
  struct unom_exchange *exchange = calloc(1, sizeof *exchange);
  if (!exchange)
    return NULL;
  unom_buffer_init(&exchange->url, URL_CAP);
  unom_buffer_init(&exchange->body, BODY_CAP);
  unom_buffer_init(&exchange->reply, UNOM_REPLY_CAP);
  exchange->easy = curl_easy_init();
  if (!exchange->easy || !set_fixed_options(exchange, options)) {
    unom_exchange_free(exchange);
    return NULL;
  }
  return exchange;
}

static void drop_headers(struct unom_exchange *exchange) {
  for (struct curl_slist *header = exchange->headers; header; header = header->next)
    explicit_bzero(header->data, strlen(header->data)); /* the access token is among them */
  curl_slist_free_all(exchange->headers);
  exchange->headers = NULL;
}

void unom_exchange_clear(struct unom_exchange *exchange) {
  drop_headers(exchange);
  unom_buffer_free(&exchange->body);
  unom_buffer_clear(&exchange->url);
  if (exchange->reply.length > 0)
    explicit_bzero(exchange->reply.bytes, exchange->reply.length);
  unom_buffer_clear(&exchange->reply);
  if (exchange->reply.allocated > IDLE_REPLY_BYTES)
    unom_buffer_free(&exchange->reply);
  exchange->letter = (struct unom_letter){.owner = NULL};
  exchange->answer = (struct unom_answer){.message = NULL};
}

void unom_exchange_free(struct unom_exchange *exchange) {
  curl_easy_cleanup(exchange->easy);
  drop_headers(exchange);
  unom_buffer_free(&exchange->body);
  unom_buffer_free(&exchange->url);
  unom_buffer_free(&exchange->reply);
  free(exchange);
}

bool unom_exchange_fill(struct unom_exchange *exchange, const struct unom_letter *letter) {
  unom_buffer_clear(&exchange->url);
  if (!unom_buffer_append(&exchange->url, letter->url, strlen(letter->url)) ||
      (letter->body && !unom_buffer_append(&exchange->body, letter->body, letter->length)))
    return false;
  exchange->letter = *letter;
  exchange->letter.url = exchange->url.bytes;
  exchange->letter.body = letter->body ? exchange->body.bytes : NULL;
  exchange->attempts = 0;
  exchange->sent_at = unom_clock_seconds();
  return true;
}

static bool add_header(struct unom_exchange *exchange, const char *line) {
  struct curl_slist *longer = curl_slist_append(exchange->headers, line);
  if (longer)
    exchange->headers = longer;
  return longer != NULL;
}

static bool add_bearer(struct unom_exchange *exchange, const char *bearer) {
  static const char name[] = "Authorization: Bearer ";
  struct unom_buffer line;
  unom_buffer_init(&line, HEADER_CAP);
  bool ok = unom_buffer_append(&line, name, sizeof name - 1) &&
            unom_buffer_append(&line, bearer, strlen(bearer)) && add_header(exchange, line.bytes);
  unom_buffer_free(&line);
  return ok;
}

bool unom_exchange_arm(struct unom_exchange *exchange, const char *bearer, double timeout) {
  const struct unom_letter *letter = &exchange->letter;
  CURL *easy = exchange->easy;
  drop_headers(exchange);
  unom_buffer_clear(&exchange->reply);
  exchange->answer = (struct unom_answer){.message = NULL};
  exchange->words[0] = '\0';
  exchange->attempts = 0;
  exchange->out_of_memory = false;
  exchange->sent_at = unom_clock_seconds();
  bool ok = add_header(exchange, "Accept: application/json") && add_header(exchange, "Expect:");
  if (letter->body)
    ok = ok && add_header(exchange, "Content-Type: application/json; charset=UTF-8");
  if (bearer)
    ok = ok && add_bearer(exchange, bearer);
#define SET(option, value) ok = ok && curl_easy_setopt(easy, option, value) == CURLE_OK
  SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)letter->length);
  SET(CURLOPT_POSTFIELDS, letter->body);
  if (!letter->body)
    SET(CURLOPT_HTTPGET, 1L);
  SET(CURLOPT_CUSTOMREQUEST, letter->method);
  SET(CURLOPT_URL, letter->url);
  SET(CURLOPT_HTTPHEADER, exchange->headers);
  SET(CURLOPT_TIMEOUT_MS, milliseconds(timeout));
#undef SET
  return ok;
}

static enum unom_failure failure_of(CURLcode code) {
  switch (code) {
  case CURLE_OK:
    return UNOM_FAILURE_NONE;
  case CURLE_OPERATION_TIMEDOUT:
    return UNOM_FAILURE_TIMEOUT;
  case CURLE_WRITE_ERROR: /* only `on_reply` ends a transfer so */
  case CURLE_WEIRD_SERVER_REPLY:
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_BAD_CONTENT_ENCODING:
    return UNOM_FAILURE_PROTOCOL;
  default:
    return UNOM_FAILURE_NETWORK;
  }
}

/* libcurl counts the connections that died under a handle over all its requests, and gives up at
 * the sixth as if this request had been tried five times. */
static bool is_miscounted(const struct unom_exchange *exchange, CURLcode code) {
  static const char died[] = "Connection died, tried ";
  return code == CURLE_SEND_ERROR && exchange->letter.changes &&
         strncmp(exchange->words, died, sizeof died - 1) == 0;
}

static const char *words_of(const struct unom_exchange *exchange, CURLcode code) {
  if (exchange->out_of_memory)
    return "not enough memory for the reply";
  if (code == CURLE_WRITE_ERROR)
    return "the reply is larger than 16 MiB";
  if (code == CURLE_ABORTED_BY_CALLBACK || is_miscounted(exchange, code))
    return "the connection was lost before the reply; the request is not sent a second time";
  return exchange->words[0] ? exchange->words : curl_easy_strerror(code);
}

/* Before the first attempt there was no connection to write to; and the count of bytes written
 * stays 0 when every write failed. */
static bool may_have_left(const struct unom_exchange *exchange) {
  long written = 0;
  curl_easy_getinfo(exchange->easy, CURLINFO_REQUEST_SIZE, &written);
  return exchange->attempts > 0 && written > 0;
}

void unom_exchange_abandon(struct unom_exchange *exchange, enum unom_failure failure,
                           const char *message) {
  exchange->answer = (struct unom_answer){
      .failure = failure,
      .sent = failure == UNOM_FAILURE_NONE ? UNOM_SENT_YES
              : may_have_left(exchange)    ? UNOM_SENT_MAYBE
                                           : UNOM_SENT_NO,
      .message = message,
      .seconds = unom_clock_seconds() - exchange->sent_at,
      .bytes = exchange->reply.length > 0 ? exchange->reply.bytes : "",
      .length = exchange->reply.length,
  };
}

void unom_exchange_conclude(struct unom_exchange *exchange, CURLcode code) {
  unom_exchange_abandon(exchange, failure_of(code), words_of(exchange, code));
  curl_off_t retry_after = 0;
  curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &exchange->answer.status);
  curl_easy_getinfo(exchange->easy, CURLINFO_RETRY_AFTER, &retry_after);
  exchange->answer.retry_after = retry_after;
}
