/* transport.h: exchanges with the carrier over libcurl's multi interface. Knows no Lua.
 *
 * Invariant: an exchange that changes something is written to the wire at most once per send, and
 * every send ends with an answer that says whether the carrier may have seen it. */
#ifndef UNOM_TRANSPORT_H
#define UNOM_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>

/* The most bytes a reply may have. */
enum { UNOM_REPLY_CAP = 16 * 1024 * 1024 };

/* Did the carrier see the request? */
enum unom_sent {
  UNOM_SENT_NO,    /* it cannot have */
  UNOM_SENT_MAYBE, /* it may have acted and nothing tells */
  UNOM_SENT_YES,   /* it answered */
};

enum unom_failure {
  UNOM_FAILURE_NONE,    /* a whole reply came */
  UNOM_FAILURE_NETWORK, /* no connection, or it was lost */
  UNOM_FAILURE_TIMEOUT,
  UNOM_FAILURE_PROTOCOL,    /* what came is no HTTP reply, or is larger than the cap */
  UNOM_FAILURE_INTERRUPTED, /* unom_transport_cut */
};

/* How a send ended. `bytes` and `message` live until the exchange is released or sent again. */
struct unom_answer {
  enum unom_failure failure;
  enum unom_sent sent;
  long status;           /* 0: none came */
  long long retry_after; /* seconds; 0: the reply named none */
  double seconds;        /* how long it took */
  const char *message;   /* of a failure, in words */
  const char *bytes;     /* the reply's body */
  size_t length;
};

struct unom_transport_options {
  const char *ca_file; /* NULL: the system's own */
  double connect_timeout;
  bool plain_loopback; /* the host is loopback: http is allowed, proxies are not asked */
};

struct unom_transport;
struct unom_exchange;

/* NULL when memory is out. */
struct unom_transport *unom_transport_new(const struct unom_transport_options *options);

/* Cuts every connection and frees every exchange. NULL is fine. */
void unom_transport_free(struct unom_transport *transport);

/* An exchange that is ready to be sent, or NULL when memory is out. Copies all it is given; `body`
 * may be NULL. `owner` is the caller's own. */
struct unom_exchange *unom_transport_prepare(struct unom_transport *transport, const char *method,
                                             const char *url, const char *body, size_t length,
                                             bool changes, void *owner);

/* Starts to send it, and does so once more for one that has been answered. `bearer` (may be NULL)
 * is the access token; `timeout` covers all until the answer, in seconds. Never fails: what goes
 * wrong becomes the answer. Nothing moves before `unom_transport_perform`. */
void unom_transport_send(struct unom_transport *transport, struct unom_exchange *exchange,
                         const char *bearer, double timeout);

/* Moves what can be moved without waiting. */
void unom_transport_perform(struct unom_transport *transport);

/* Waits until something can be moved, `seconds` have passed, or `extra_fd` (-1: none) is readable.
 */
void unom_transport_poll(struct unom_transport *transport, double seconds, int extra_fd);

/* The exchange that was answered first of those answered and neither released nor sent again; NULL
 * when there is none. */
struct unom_exchange *unom_transport_answered(struct unom_transport *transport);

/* Ends an exchange at once: it is answered with UNOM_FAILURE_INTERRUPTED if it was not yet
 * answered. */
void unom_transport_cut(struct unom_transport *transport, struct unom_exchange *exchange);

/* Wipes the exchange and takes it back. */
void unom_transport_release(struct unom_transport *transport, struct unom_exchange *exchange);

/* Ids are given in the order of preparation and only increase. */
long long unom_exchange_id(const struct unom_exchange *exchange);
void *unom_exchange_owner(const struct unom_exchange *exchange);
const char *unom_exchange_url(const struct unom_exchange *exchange);
const char *unom_exchange_method(const struct unom_exchange *exchange);
const struct unom_answer *unom_exchange_answer(const struct unom_exchange *exchange);

#endif
