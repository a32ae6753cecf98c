/* transport.c: libcurl's multi handle, the exchanges in flight on it and the handles kept for the
 * next ones. See transport.h.
 *
 * Invariant: an exchange is in exactly one list (held, flying, answered, idle), and its easy handle
 * is in the multi handle if and only if it is flying. */
#define _GNU_SOURCE
#include "transport.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"

enum {
  IDLE_HANDLES = 16,            /* kept for the next exchanges */
  IDLE_CONNECTIONS = 32,        /* kept alive */
  IDLE_SECONDS = 20,            /* an older one may be about to be closed by the other side */
  IDLE_REPLY_BYTES = 64 * 1024, /* a larger reply's memory is given back */
  URL_CAP = 8 * 1024,
  BODY_CAP = 1024 * 1024,
  POLL_SECONDS = 3600,
};

enum state { HELD, FLYING, ANSWERED };

struct unom_exchange {
  struct unom_exchange *previous, *next; /* in its list */
  CURL *easy;
  struct curl_slist *headers;
  struct unom_buffer url, body, reply;
  const char *method; /* a constant */
  void *owner;
  long long id;
  enum state state;
  bool has_body, changes, out_of_memory;
  unsigned attempts; /* times libcurl was about to write the request, in this send */
  struct unom_answer answer;
  char words[CURL_ERROR_SIZE];
};

struct list {
  struct unom_exchange *first, *last;
};

struct unom_transport {
  CURLM *multi;
  struct list held, flying, answered, idle;
  size_t idle_count;
  long long last_id;
  long connect_timeout_ms;
  bool plain_loopback;
  char *ca_file;
};

/* ---- lists ---- */

static void list_add(struct list *list, struct unom_exchange *exchange) {
  exchange->previous = list->last;
  exchange->next = NULL;
  *(list->last ? &list->last->next : &list->first) = exchange;
  list->last = exchange;
}

static void list_remove(struct list *list, struct unom_exchange *exchange) {
  *(exchange->previous ? &exchange->previous->next : &list->first) = exchange->next;
  *(exchange->next ? &exchange->next->previous : &list->last) = exchange->previous;
  exchange->previous = exchange->next = NULL;
}

/* ---- libcurl's callbacks ---- */

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
  if (exchange->changes && exchange->attempts > 0)
    return CURL_PREREQFUNC_ABORT;
  exchange->attempts++;
  return CURL_PREREQFUNC_OK;
}

/* ---- exchanges ---- */

static void drop_headers(struct unom_exchange *exchange) {
  for (struct curl_slist *header = exchange->headers; header; header = header->next)
    explicit_bzero(header->data, strlen(header->data)); /* the access token is among them */
  curl_slist_free_all(exchange->headers);
  exchange->headers = NULL;
}

static void exchange_free(struct unom_exchange *exchange) {
  curl_easy_cleanup(exchange->easy);
  drop_headers(exchange);
  unom_buffer_free(&exchange->body);
  unom_buffer_free(&exchange->url);
  unom_buffer_free(&exchange->reply);
  free(exchange);
}

/* The options that are the same for every exchange of a transport. */
static bool set_fixed_options(const struct unom_transport *transport,
                              struct unom_exchange *exchange) {
  CURL *easy = exchange->easy;
  bool plain = transport->plain_loopback;
  bool ok = true;
#define SET(option, value) ok = ok && curl_easy_setopt(easy, option, value) == CURLE_OK
  SET(CURLOPT_PROTOCOLS_STR, plain ? "http,https" : "https");
  if (plain)
    SET(CURLOPT_NOPROXY, "*");
  SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  SET(CURLOPT_FOLLOWLOCATION, 0L);
  SET(CURLOPT_PATH_AS_IS, 1L); /* the URL in a trace is the URL on the wire */
  SET(CURLOPT_SSL_VERIFYPEER, 1L);
  SET(CURLOPT_SSL_VERIFYHOST, 2L);
  SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  if (transport->ca_file)
    SET(CURLOPT_CAINFO, transport->ca_file);
  SET(CURLOPT_CONNECTTIMEOUT_MS, transport->connect_timeout_ms);
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

static struct unom_exchange *exchange_new(const struct unom_transport *transport) {
  struct unom_exchange *exchange = calloc(1, sizeof *exchange);
  if (!exchange)
    return NULL;
  unom_buffer_init(&exchange->url, URL_CAP);
  unom_buffer_init(&exchange->body, BODY_CAP);
  unom_buffer_init(&exchange->reply, UNOM_REPLY_CAP);
  exchange->easy = curl_easy_init();
  if (!exchange->easy || !set_fixed_options(transport, exchange)) {
    exchange_free(exchange);
    return NULL;
  }
  return exchange;
}

static bool add_header(struct unom_exchange *exchange, const char *line) {
  struct curl_slist *longer = curl_slist_append(exchange->headers, line);
  if (longer)
    exchange->headers = longer;
  return longer != NULL;
}

static bool add_bearer(struct unom_exchange *exchange, const char *bearer) {
  struct unom_buffer line;
  unom_buffer_init(&line, 64 * 1024);
  static const char name[] = "Authorization: Bearer ";
  bool ok = unom_buffer_append(&line, name, sizeof name - 1) &&
            unom_buffer_append(&line, bearer, strlen(bearer)) && add_header(exchange, line.bytes);
  unom_buffer_free(&line);
  return ok;
}

/* Method, URL, headers and body of this send. */
static bool set_request(struct unom_exchange *exchange, const char *bearer, double timeout) {
  CURL *easy = exchange->easy;
  bool ok = add_header(exchange, "Accept: application/json") && add_header(exchange, "Expect:");
  if (exchange->has_body)
    ok = ok && add_header(exchange, "Content-Type: application/json; charset=UTF-8");
  if (bearer)
    ok = ok && add_bearer(exchange, bearer);
#define SET(option, value) ok = ok && curl_easy_setopt(easy, option, value) == CURLE_OK
  if (exchange->has_body) {
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)exchange->body.length);
    SET(CURLOPT_POSTFIELDS, exchange->body.bytes);
  } else {
    SET(CURLOPT_POSTFIELDS, NULL);
    SET(CURLOPT_HTTPGET, 1L);
  }
  SET(CURLOPT_CUSTOMREQUEST, exchange->method);
  SET(CURLOPT_URL, exchange->url.bytes);
  SET(CURLOPT_HTTPHEADER, exchange->headers);
  SET(CURLOPT_TIMEOUT_MS, timeout > 0.001 ? (long)(timeout * 1000) : 1L);
#undef SET
  return ok;
}

/* ---- answers ---- */

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

static const char *words_of(const struct unom_exchange *exchange, CURLcode code) {
  if (exchange->out_of_memory)
    return "not enough memory for the reply";
  if (code == CURLE_WRITE_ERROR)
    return "the reply is larger than 16 MiB";
  if (code == CURLE_ABORTED_BY_CALLBACK)
    return "the connection was lost before the reply; the request is not sent a second time";
  return exchange->words[0] ? exchange->words : curl_easy_strerror(code);
}

/* Before the first attempt there was no connection to write to; and the count of bytes written
 * stays 0 when each write failed. */
static bool may_have_left(const struct unom_exchange *exchange) {
  long written = 0;
  curl_easy_getinfo(exchange->easy, CURLINFO_REQUEST_SIZE, &written);
  return exchange->attempts > 0 && written > 0;
}

static void answer(struct unom_transport *transport, struct unom_exchange *exchange,
                   enum unom_failure failure, const char *message) {
  curl_off_t retry_after = 0, microseconds = 0;
  struct unom_answer *result = &exchange->answer;
  *result = (struct unom_answer){.failure = failure, .message = message};
  curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &result->status);
  curl_easy_getinfo(exchange->easy, CURLINFO_RETRY_AFTER, &retry_after);
  curl_easy_getinfo(exchange->easy, CURLINFO_TOTAL_TIME_T, &microseconds);
  result->retry_after = retry_after;
  result->seconds = (double)microseconds / 1e6;
  result->sent = failure == UNOM_FAILURE_NONE ? UNOM_SENT_YES
                 : may_have_left(exchange)    ? UNOM_SENT_MAYBE
                                              : UNOM_SENT_NO;
  result->bytes = exchange->reply.length > 0 ? exchange->reply.bytes : "";
  result->length = exchange->reply.length;
  exchange->state = ANSWERED;
  list_add(&transport->answered, exchange);
}

/* Takes a flying exchange down with what libcurl said of it. */
static void land(struct unom_transport *transport, struct unom_exchange *exchange, CURLcode code) {
  list_remove(&transport->flying, exchange);
  answer(transport, exchange, failure_of(code), words_of(exchange, code));
  curl_multi_remove_handle(transport->multi, exchange->easy);
}

/* ---- the transport ---- */

struct unom_transport *unom_transport_new(const struct unom_transport_options *options) {
  struct unom_transport *transport = calloc(1, sizeof *transport);
  if (!transport)
    return NULL;
  transport->connect_timeout_ms = (long)(options->connect_timeout * 1000);
  transport->plain_loopback = options->plain_loopback;
  transport->multi = curl_multi_init();
  transport->ca_file = options->ca_file ? strdup(options->ca_file) : NULL;
  if (!transport->multi || (options->ca_file && !transport->ca_file)) {
    unom_transport_free(transport);
    return NULL;
  }
  curl_multi_setopt(transport->multi, CURLMOPT_MAXCONNECTS, (long)IDLE_CONNECTIONS);
  curl_multi_setopt(transport->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
  return transport;
}

static void list_free(struct list *list) {
  while (list->first) {
    struct unom_exchange *exchange = list->first;
    list_remove(list, exchange);
    exchange_free(exchange);
  }
}

void unom_transport_free(struct unom_transport *transport) {
  if (!transport)
    return;
  for (struct unom_exchange *flying = transport->flying.first; flying; flying = flying->next)
    curl_multi_remove_handle(transport->multi, flying->easy);
  list_free(&transport->held);
  list_free(&transport->flying);
  list_free(&transport->answered);
  list_free(&transport->idle);
  curl_multi_cleanup(transport->multi);
  free(transport->ca_file);
  free(transport);
}

struct unom_exchange *unom_transport_prepare(struct unom_transport *transport, const char *method,
                                             const char *url, const char *body, size_t length,
                                             bool changes, void *owner) {
  struct unom_exchange *exchange = transport->idle.first;
  if (exchange) {
    list_remove(&transport->idle, exchange);
    transport->idle_count--;
  } else if (!(exchange = exchange_new(transport))) {
    return NULL;
  }
  exchange->method = method;
  exchange->owner = owner;
  exchange->id = ++transport->last_id;
  exchange->changes = changes;
  exchange->has_body = body != NULL;
  exchange->state = HELD;
  exchange->answer = (struct unom_answer){.message = ""};
  list_add(&transport->held, exchange);
  unom_buffer_clear(&exchange->url);
  if (!unom_buffer_append(&exchange->url, url, strlen(url)) ||
      (body && !unom_buffer_append(&exchange->body, body, length))) {
    unom_transport_release(transport, exchange);
    return NULL;
  }
  return exchange;
}

void unom_transport_send(struct unom_transport *transport, struct unom_exchange *exchange,
                         const char *bearer, double timeout) {
  list_remove(exchange->state == HELD ? &transport->held : &transport->answered, exchange);
  drop_headers(exchange);
  unom_buffer_clear(&exchange->reply);
  exchange->words[0] = '\0';
  exchange->attempts = 0;
  exchange->out_of_memory = false;
  if (!set_request(exchange, bearer, timeout)) {
    answer(transport, exchange, UNOM_FAILURE_NETWORK, "not enough memory for the request");
    return;
  }
  CURLMcode code = curl_multi_add_handle(transport->multi, exchange->easy);
  if (code != CURLM_OK) {
    answer(transport, exchange, UNOM_FAILURE_NETWORK, curl_multi_strerror(code));
    return;
  }
  exchange->state = FLYING;
  list_add(&transport->flying, exchange);
}

void unom_transport_perform(struct unom_transport *transport) {
  int running = 0, left = 0;
  CURLMcode code = curl_multi_perform(transport->multi, &running);
  const CURLMsg *message;
  while ((message = curl_multi_info_read(transport->multi, &left))) {
    struct unom_exchange *exchange = NULL;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&exchange);
    if (message->msg == CURLMSG_DONE)
      land(transport, exchange, message->data.result);
  }
  /* A multi handle that fails would leave them flying for ever. */
  while (code != CURLM_OK && transport->flying.first)
    land(transport, transport->flying.first, CURLE_FAILED_INIT);
}

void unom_transport_poll(struct unom_transport *transport, double seconds, int extra_fd) {
  struct curl_waitfd extra = {.fd = extra_fd, .events = CURL_WAIT_POLLIN};
  if (!(seconds < POLL_SECONDS))
    seconds = POLL_SECONDS;
  int milliseconds = (int)(seconds * 1000) + 1; /* rounded up: never a busy loop */
  curl_multi_poll(transport->multi, &extra, extra_fd >= 0 ? 1 : 0, milliseconds, NULL);
}

struct unom_exchange *unom_transport_answered(struct unom_transport *transport) {
  return transport->answered.first;
}

void unom_transport_cut(struct unom_transport *transport, struct unom_exchange *exchange) {
  if (exchange->state == ANSWERED)
    return;
  bool flying = exchange->state == FLYING;
  list_remove(flying ? &transport->flying : &transport->held, exchange);
  answer(transport, exchange, UNOM_FAILURE_INTERRUPTED, "interrupted");
  if (flying)
    curl_multi_remove_handle(transport->multi, exchange->easy);
}

void unom_transport_release(struct unom_transport *transport, struct unom_exchange *exchange) {
  unom_transport_cut(transport, exchange);
  list_remove(&transport->answered, exchange);
  drop_headers(exchange);
  unom_buffer_free(&exchange->body);
  if (exchange->reply.allocated > IDLE_REPLY_BYTES)
    unom_buffer_free(&exchange->reply);
  else if (exchange->reply.length > 0)
    explicit_bzero(exchange->reply.bytes, exchange->reply.length);
  if (transport->idle_count == IDLE_HANDLES) {
    exchange_free(exchange);
    return;
  }
  transport->idle_count++;
  list_add(&transport->idle, exchange);
}

long long unom_exchange_id(const struct unom_exchange *exchange) { return exchange->id; }
void *unom_exchange_owner(const struct unom_exchange *exchange) { return exchange->owner; }
const char *unom_exchange_url(const struct unom_exchange *exchange) { return exchange->url.bytes; }
const char *unom_exchange_method(const struct unom_exchange *exchange) { return exchange->method; }
const struct unom_answer *unom_exchange_answer(const struct unom_exchange *exchange) {
  return &exchange->answer;
}
