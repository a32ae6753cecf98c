/* transfer.h: one request and its answer, on a libcurl handle of its own. Knows no Lua.
 *
 * Invariant: a transfer that changes something is written to the wire at most once per send, and
 * its answer says whether the carrier may have seen it. */
#ifndef UNOM_TRANSFER_H
#define UNOM_TRANSFER_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

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
  UNOM_FAILURE_INTERRUPTED, /* unom_transport_abort */
};

/* How a send ended. `bytes` and `message` live until the transfer is released or sent again. */
struct unom_transfer_response {
  enum unom_failure failure;
  enum unom_sent sent;
  long status;           /* 0: none came */
  long long retry_after; /* seconds; 0: the reply named none */
  double seconds;        /* from the send to the answer */
  const char *message;   /* of a failure, in words */
  const char *bytes;     /* the reply's body */
  size_t length;
};

/* What to send. Method and owner are the caller's and outlive the transfer; the rest is copied. */
struct unom_transfer_request {
  const char *method;
  const char *url;
  const char *body; /* NULL: none */
  size_t length;
  bool changes; /* must reach the carrier at most once */
  void *owner;  /* the caller's own */
};

struct unom_transfer_options {
  const char *ca_file; /* NULL: the system's own */
  double connect_timeout;
  bool plain_loopback; /* the host is loopback: http is allowed, proxies are not asked */
};

/* Where a transfer is in its life; the transport moves it. */
enum unom_transfer_state { UNOM_TRANSFER_QUEUED, UNOM_TRANSFER_IN_FLIGHT, UNOM_TRANSFER_COMPLETE };

struct unom_transfer {
  /* for the transport's clients to read */
  long long id; /* ids are given in the order of preparation and only increase */
  struct unom_transfer_request request;
  struct unom_transfer_response response;
  /* private */
  struct unom_transfer *previous, *next;
  enum unom_transfer_state state;
  CURL *easy;
  struct curl_slist *headers;
  struct unom_buffer url, body, reply;
  double sent_at;
  unsigned attempts; /* times libcurl was about to write the request, in this send */
  bool out_of_memory;
  char words[CURL_ERROR_SIZE];
};

/* NULL when memory is out. */
struct unom_transfer *unom_transfer_new(const struct unom_transfer_options *options);

void unom_transfer_free(struct unom_transfer *transfer);

/* Takes the request in. false when memory is out or it is too long. */
bool unom_transfer_set_request(struct unom_transfer *transfer,
                               const struct unom_transfer_request *request);

/* Makes the handle ready for one send. `bearer` (may be NULL) is the access token; `timeout` covers
 * all until the answer, in seconds. false when memory is out. */
bool unom_transfer_prepare(struct unom_transfer *transfer, const char *bearer, double timeout);

/* Writes `answer` from what libcurl says of the send, its handle still being in the multi handle.
 */
void unom_transfer_complete_curl(struct unom_transfer *transfer, CURLcode code);

/* Writes `answer` for a send that ends otherwise. */
void unom_transfer_complete(struct unom_transfer *transfer, enum unom_failure failure,
                            const char *message);

/* Wipes what may be secret and forgets the request; the handle is kept for the next one. */
void unom_transfer_reset(struct unom_transfer *transfer);

#endif
