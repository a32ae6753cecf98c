/* transport.c: libcurl's multi handle, the exchanges on it and those kept for reuse. See
 * transport.h.
 *
 * Invariant: an exchange is in exactly one list (held, flying, answered, idle), and its handle is
 * in the multi handle if and only if it is flying. */
#define _GNU_SOURCE
#include "http/transport.h"

#include <stdlib.h>

enum {
  IDLE_HANDLES = 16,     /* kept for the next exchanges */
  IDLE_CONNECTIONS = 32, /* kept alive */
  POLL_SECONDS = 3600,
};

struct list {
  struct unom_exchange *first, *last;
};

struct unom_transport {
  CURLM *multi;
  struct unom_exchange_options options;
  struct list held, flying, answered, idle;
  unsigned idle_count;
  long long last_id;
};

static void list_add(struct list *list, struct unom_exchange *exchange) {
  exchange->previous = list->last;
  exchange->next = NULL;
  *(list->last ? &list->last->next : &list->first) = exchange;
  list->last = exchange;
}

static void list_remove(struct list *list, struct unom_exchange *exchange) {
  *(exchange->previous ? &exchange->previous->next : &list->first) = exchange->next;
  *(exchange->next ? &exchange->next->previous : &list->last) = exchange->previous;
}

static struct list *list_of(struct unom_transport *transport, enum unom_exchange_state state) {
  switch (state) {
  case UNOM_EXCHANGE_FLYING:
    return &transport->flying;
  case UNOM_EXCHANGE_ANSWERED:
    return &transport->answered;
  default:
    return &transport->held;
  }
}

static void move(struct unom_transport *transport, struct unom_exchange *exchange,
                 enum unom_exchange_state state) {
  list_remove(list_of(transport, exchange->state), exchange);
  exchange->state = state;
  list_add(list_of(transport, state), exchange);
}

struct unom_transport *unom_transport_new(const struct unom_exchange_options *options) {
  struct unom_transport *transport = calloc(1, sizeof *transport);
  if (!transport)
    return NULL;
  transport->options = *options;
  transport->multi = curl_multi_init();
  if (!transport->multi) {
    free(transport);
    return NULL;
  }
  curl_multi_setopt(transport->multi, CURLMOPT_MAXCONNECTS, (long)IDLE_CONNECTIONS);
  return transport;
}

static void list_free(struct list *list) {
  while (list->first) {
    struct unom_exchange *exchange = list->first;
    list_remove(list, exchange);
    unom_exchange_free(exchange);
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
  free(transport);
}

struct unom_exchange *unom_transport_prepare(struct unom_transport *transport,
                                             const struct unom_letter *letter) {
  struct unom_exchange *exchange = transport->idle.first;
  if (exchange) {
    list_remove(&transport->idle, exchange);
    transport->idle_count--;
  } else if (!(exchange = unom_exchange_new(&transport->options))) {
    return NULL;
  }
  exchange->state = UNOM_EXCHANGE_HELD;
  list_add(&transport->held, exchange);
  if (!unom_exchange_fill(exchange, letter)) {
    unom_transport_release(transport, exchange);
    return NULL;
  }
  exchange->id = ++transport->last_id;
  return exchange;
}

long long unom_transport_next_id(const struct unom_transport *transport) {
  return transport->last_id + 1;
}

void unom_transport_send(struct unom_transport *transport, struct unom_exchange *exchange,
                         const char *bearer, double timeout) {
  const char *trouble = NULL;
  if (!unom_exchange_arm(exchange, bearer, timeout)) {
    trouble = "not enough memory for the request";
  } else {
    CURLMcode code = curl_multi_add_handle(transport->multi, exchange->easy);
    if (code != CURLM_OK)
      trouble = curl_multi_strerror(code);
  }
  if (trouble)
    unom_exchange_abandon(exchange, UNOM_FAILURE_NETWORK, trouble);
  move(transport, exchange, trouble ? UNOM_EXCHANGE_ANSWERED : UNOM_EXCHANGE_FLYING);
}

static void land(struct unom_transport *transport, struct unom_exchange *exchange, CURLcode code) {
  unom_exchange_conclude(exchange, code);
  curl_multi_remove_handle(transport->multi, exchange->easy);
  move(transport, exchange, UNOM_EXCHANGE_ANSWERED);
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

void unom_transport_hold(struct unom_transport *transport, struct unom_exchange *exchange) {
  exchange->attempts = 0;
  move(transport, exchange, UNOM_EXCHANGE_HELD);
}

void unom_transport_cut(struct unom_transport *transport, struct unom_exchange *exchange) {
  if (exchange->state == UNOM_EXCHANGE_ANSWERED)
    return;
  unom_exchange_abandon(exchange, UNOM_FAILURE_INTERRUPTED, "interrupted");
  if (exchange->state == UNOM_EXCHANGE_FLYING)
    curl_multi_remove_handle(transport->multi, exchange->easy);
  move(transport, exchange, UNOM_EXCHANGE_ANSWERED);
}

void unom_transport_release(struct unom_transport *transport, struct unom_exchange *exchange) {
  if (exchange->state == UNOM_EXCHANGE_FLYING)
    curl_multi_remove_handle(transport->multi, exchange->easy);
  list_remove(list_of(transport, exchange->state), exchange);
  unom_exchange_clear(exchange);
  if (transport->idle_count == IDLE_HANDLES) {
    unom_exchange_free(exchange);
    return;
  }
  transport->idle_count++;
  list_add(&transport->idle, exchange);
}
