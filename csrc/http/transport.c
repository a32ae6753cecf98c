/* transport.c: libcurl's multi handle, its transfers and those kept for reuse. See transport.h.
 *
 * Invariant: a transfer is in exactly one list (queued, in_flight, complete, idle), and its handle
 * is in the multi handle if and only if the transfer is in flight. */
#define _GNU_SOURCE
#include "http/transport.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/readiness.h"
#include "http/sigpipe.h"

enum {
  POLL_SECONDS = 3600, /* the longest poll, so that its milliseconds fit an int */
  CONNECT_ROUNDS = 8,  /* of going on with a connection that is being made */
  MOST_ROUNDS = 4096,  /* of reading what has arrived; a reply of the greatest size takes fewer */
  QUICK_EXIT = 21,     /* CURLMOPT_QUICK_EXIT, which older libcurls do not have and do not need */
};

/* How often sockets are asked that could not be watched. */
static const double MISSED_SECONDS = 0.05;

struct list {
  struct unom_transfer *first, *last;
};

struct unom_transport {
  CURLM *multi;
  struct unom_transfer_options options;
  struct unom_sockets sockets;
  struct unom_readiness readiness;
  struct list queued, in_flight, complete, idle;
  unsigned idle_count, max_connections;
  pid_t owner;  /* the process that made it */
  bool has_new; /* a transfer was started since the last round */
};

static void list_add(struct list *list, struct unom_transfer *transfer) {
  transfer->previous = list->last;
  transfer->next = NULL;
  *(list->last ? &list->last->next : &list->first) = transfer;
  list->last = transfer;
}

static void list_remove(struct list *list, struct unom_transfer *transfer) {
  *(transfer->previous ? &transfer->previous->next : &list->first) = transfer->next;
  *(transfer->next ? &transfer->next->previous : &list->last) = transfer->previous;
}

static struct list *list_of(struct unom_transport *transport, enum unom_transfer_state state) {
  switch (state) {
  case UNOM_TRANSFER_IN_FLIGHT:
    return &transport->in_flight;
  case UNOM_TRANSFER_COMPLETE:
    return &transport->complete;
  default:
    return &transport->queued;
  }
}

static void move(struct unom_transport *transport, struct unom_transfer *transfer,
                 enum unom_transfer_state state) {
  list_remove(list_of(transport, transfer->state), transfer);
  transfer->state = state;
  list_add(list_of(transport, state), transfer);
}

struct unom_transport *unom_transport_new(const struct unom_transfer_options *options) {
  struct unom_transport *transport = calloc(1, sizeof *transport);
  if (!transport)
    return NULL;
  transport->owner = getpid();
  transport->options = *options;
  transport->options.sockets = &transport->sockets;
  unom_sockets_init(&transport->sockets);
  unom_readiness_init(&transport->readiness);
  transport->multi = curl_multi_init();
  if (!transport->multi) {
    free(transport);
    return NULL;
  }
  curl_multi_setopt(transport->multi, (CURLMoption)QUICK_EXIT, 1L);
  unom_transport_set_max_connections(transport, 1);
  return transport;
}

void unom_transport_set_max_connections(struct unom_transport *transport, unsigned connections) {
  transport->max_connections = connections;
  curl_multi_setopt(transport->multi, CURLMOPT_MAXCONNECTS, (long)connections);
}

unsigned unom_transport_max_connections(const struct unom_transport *transport) {
  return transport->max_connections;
}

static void list_free(struct list *list) {
  while (list->first) {
    struct unom_transfer *transfer = list->first;
    list_remove(list, transfer);
    unom_transfer_free(transfer);
  }
}

bool unom_transport_is_own(const struct unom_transport *transport) {
  return transport->owner == getpid();
}

/* What a fork has copied is left as it is: to end its connections would end those of the process that made them. */
void unom_transport_free(struct unom_transport *transport) {
  if (!transport || !unom_transport_is_own(transport))
    return;
  struct unom_sigpipe sigpipe;
  unom_sigpipe_block(&sigpipe);
  for (struct unom_transfer *each = transport->in_flight.first; each; each = each->next)
    curl_multi_remove_handle(transport->multi, each->easy);
  list_free(&transport->queued);
  list_free(&transport->in_flight);
  list_free(&transport->complete);
  list_free(&transport->idle);
  curl_multi_cleanup(transport->multi);
  unom_sigpipe_restore(&sigpipe);
  unom_readiness_free(&transport->readiness);
  unom_sockets_free(&transport->sockets);
  free(transport);
}

struct unom_transfer *unom_transport_queue(struct unom_transport *transport,
                                           const struct unom_transfer_request *request) {
  struct unom_transfer *transfer = transport->idle.first;
  if (transfer) {
    list_remove(&transport->idle, transfer);
    transport->idle_count--;
  } else if (!(transfer = unom_transfer_new(&transport->options))) {
    return NULL;
  }
  transfer->state = UNOM_TRANSFER_QUEUED;
  list_add(&transport->queued, transfer);
  if (!unom_transfer_set_request(transfer, request)) {
    unom_transport_release(transport, transfer);
    return NULL;
  }
  return transfer;
}

void unom_transport_start(struct unom_transport *transport, struct unom_transfer *transfer,
                          const char *bearer) {
  const char *failure = NULL;
  if (!unom_transfer_prepare(transfer, bearer)) {
    failure = "not enough memory for the request";
  } else {
    CURLMcode code = curl_multi_add_handle(transport->multi, transfer->easy);
    if (code != CURLM_OK)
      failure = curl_multi_strerror(code);
  }
  if (failure)
    unom_transfer_fail(transfer, UNOM_FAILURE_NETWORK, failure);
  move(transport, transfer, failure ? UNOM_TRANSFER_COMPLETE : UNOM_TRANSFER_IN_FLIGHT);
  transport->has_new = true;
}

static void complete(struct unom_transport *transport, struct unom_transfer *transfer,
                     CURLcode code) {
  unom_transfer_complete(transfer, code);
  curl_multi_remove_handle(transport->multi, transfer->easy);
  move(transport, transfer, UNOM_TRANSFER_COMPLETE);
}

/* Completes the transfer that libcurl has ended with that code, or has it sent on a new connection;
 * true: that was done. */
static bool end_or_restart(struct unom_transport *transport, struct unom_transfer *transfer,
                           CURLcode code) {
  if (!unom_transfer_needs_fresh_connection(transfer, code)) {
    complete(transport, transfer, code);
    return false;
  }
  curl_multi_remove_handle(transport->multi, transfer->easy);
  if (curl_multi_add_handle(transport->multi, transfer->easy) == CURLM_OK)
    return true;
  unom_transfer_fail(transfer, UNOM_FAILURE_NETWORK, "not enough memory for a new connection");
  move(transport, transfer, UNOM_TRANSFER_COMPLETE);
  return false;
}

/* One round of libcurl's; true: there may be more to do at once. The caller blocks SIGPIPE. */
static bool perform_once(struct unom_transport *transport) {
  int left = 0;
  transport->has_new = false;
  CURLMcode code = unom_readiness_perform(&transport->readiness, transport->multi);
  const CURLMsg *message;
  bool restarted = false;
  while ((message = curl_multi_info_read(transport->multi, &left))) {
    char *owner = NULL; /* CURLOPT_PRIVATE: the transfer, which libcurl gives as a `char *` */
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
    if (message->msg == CURLMSG_DONE &&
        end_or_restart(transport, (void *)owner, message->data.result))
      restarted = true;
  }
  /* A multi handle that fails would leave its transfers in flight for ever. */
  while (code != CURLM_OK && transport->in_flight.first)
    complete(transport, transport->in_flight.first, CURLE_FAILED_INIT);
  return restarted;
}

/* Has libcurl something to read, or to go on with, now? */
static bool has_arrived(struct unom_transport *transport) {
  int ready = 0;
  long next = -1; /* milliseconds; -1: none */
  curl_multi_wait(transport->multi, NULL, 0, 0, &ready);
  curl_multi_timeout(transport->multi, &next);
  return ready > 0 || next == 0;
}

static double first_due(const struct unom_transport *transport) {
  double earliest = INFINITY;
  for (const struct unom_transfer *each = transport->in_flight.first; each; each = each->next)
    earliest = fmin(earliest, unom_transfer_due(each));
  return earliest;
}

static void perform(struct unom_transport *transport) {
  while (perform_once(transport)) {
  }
  if (!transport->in_flight.first)
    return;
  double now = unom_clock_seconds();
  if (first_due(transport) > now)
    return;
  for (int round = 0; round < MOST_ROUNDS && has_arrived(transport); round++)
    perform_once(transport);
  struct unom_transfer *next;
  for (struct unom_transfer *each = transport->in_flight.first; each; each = next) {
    next = each->next;
    if (unom_transfer_due(each) > now)
      continue;
    unom_transfer_time_out(each);
    curl_multi_remove_handle(transport->multi, each->easy);
    move(transport, each, UNOM_TRANSFER_COMPLETE);
  }
}

void unom_transport_perform(struct unom_transport *transport) {
  struct unom_sigpipe sigpipe;
  unom_sigpipe_block(&sigpipe);
  perform(transport);
  unom_sigpipe_restore(&sigpipe);
}

void unom_transport_perform_new(struct unom_transport *transport) {
  if (transport->has_new)
    unom_transport_perform(transport);
}

void unom_transport_send_now(struct unom_transport *transport, struct unom_transfer *transfer) {
  struct unom_sigpipe sigpipe;
  int round = 0;
  unom_sigpipe_block(&sigpipe);
  do
    perform(transport);
  while (transfer->state == UNOM_TRANSFER_IN_FLIGHT && transfer->attempts == 0 &&
         round++ < CONNECT_ROUNDS && has_arrived(transport));
  unom_sigpipe_restore(&sigpipe);
}

void unom_transport_poll(struct unom_transport *transport, double until, int extra_fd) {
  if (transport->complete.first)
    return;
  struct curl_waitfd extra = {.fd = extra_fd, .events = CURL_WAIT_POLLIN};
  double seconds = fmin(until, first_due(transport)) - unom_clock_seconds();
  if (!(seconds > 0))
    return;
  if (!(seconds < POLL_SECONDS))
    seconds = POLL_SECONDS;
  int milliseconds = (int)(seconds * 1000) + 1; /* rounded up: never a busy loop */
  curl_multi_poll(transport->multi, &extra, extra_fd >= 0 ? 1 : 0, milliseconds, NULL);
}

int unom_transport_fd(struct unom_transport *transport, int extra_fd) {
  if (transport->readiness.fd < 0) {
    if (!unom_readiness_open(&transport->readiness, transport->multi))
      return -1;
    unom_transport_perform(transport); /* adds the sockets of the transfers in flight */
  }
  if (extra_fd >= 0)
    unom_readiness_add(&transport->readiness, extra_fd);
  return transport->readiness.fd;
}

double unom_transport_due(const struct unom_transport *transport) {
  if (transport->complete.first)
    return -INFINITY;
  if (!transport->in_flight.first)
    return INFINITY;
  long next = -1; /* milliseconds; -1: none */
  curl_multi_timeout(transport->multi, &next);
  double now = unom_clock_seconds(), due = first_due(transport);
  if (next >= 0)
    due = fmin(due, now + (next > 0 ? (double)next + 1 : 0) / 1000); /* it is rounded down */
  return transport->readiness.misses ? fmin(due, now + MISSED_SECONDS) : due;
}

struct unom_transfer *unom_transport_completed(struct unom_transport *transport) {
  return transport->complete.first;
}

void unom_transport_requeue(struct unom_transport *transport, struct unom_transfer *transfer) {
  transfer->attempts = 0;
  move(transport, transfer, UNOM_TRANSFER_QUEUED);
}

/* Takes the transfer out of the multi handle where it is in flight. */
static void withdraw(struct unom_transport *transport, struct unom_transfer *transfer) {
  struct unom_sigpipe sigpipe;
  if (transfer->state != UNOM_TRANSFER_IN_FLIGHT)
    return;
  unom_sigpipe_block(&sigpipe);
  curl_multi_remove_handle(transport->multi, transfer->easy);
  unom_sigpipe_restore(&sigpipe);
}

bool unom_transport_abort(struct unom_transport *transport, struct unom_transfer *transfer) {
  if (transfer->state == UNOM_TRANSFER_COMPLETE)
    return false;
  unom_transfer_fail(transfer, UNOM_FAILURE_INTERRUPTED, "interrupted");
  withdraw(transport, transfer);
  move(transport, transfer, UNOM_TRANSFER_COMPLETE);
  return true;
}

void unom_transport_release(struct unom_transport *transport, struct unom_transfer *transfer) {
  withdraw(transport, transfer);
  list_remove(list_of(transport, transfer->state), transfer);
  unom_transfer_reset(transfer);
  if (transport->idle_count == transport->max_connections) {
    unom_transfer_free(transfer);
    return;
  }
  transport->idle_count++;
  list_add(&transport->idle, transfer);
}
