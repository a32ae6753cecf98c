/* transfer.h: one request and its response, on a libcurl handle of its own. Knows no Lua.
 *
 * Invariant: a request that changes something is written to the wire at most once per send, and
 * its response says whether the carrier may have seen it. */
#ifndef UNOM_TRANSFER_H
#define UNOM_TRANSFER_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/buffer.h"
#include "http/headers.h"
#include "http/sockets.h"

/* The most bytes that a response may have: its body, and its heads and trailers together. Newer
 * libcurls end a head at 300 KiB, as a lost connection. */
enum { UNOM_REPLY_CAP = 16 * 1024 * 1024, UNOM_HEAD_CAP = 192 * 1024 };

/* Did the carrier see the request? */
enum unom_sent {
  UNOM_SENT_NO,    /* it cannot have */
  UNOM_SENT_MAYBE, /* it may have acted, and nothing shows whether it did */
  UNOM_SENT_YES,   /* it responded */
};

enum unom_failure {
  UNOM_FAILURE_NONE,    /* a whole response came */
  UNOM_FAILURE_NETWORK, /* no connection, or it was lost */
  UNOM_FAILURE_TIMEOUT,
  UNOM_FAILURE_PROTOCOL,    /* what came is no HTTP response, or is larger than the cap */
  UNOM_FAILURE_INTERRUPTED, /* by unom_transport_abort */
};

/* How a send ended. `bytes` and `message` are valid until the transfer is released or resent. */
struct unom_transfer_response {
  enum unom_failure failure;
  enum unom_sent sent;
  long status;           /* of HTTP; 0: none came */
  long long retry_after; /* seconds, 0 to a day; 0: the response named none, or a moment gone by */
  bool permanent;        /* no waiting makes it better */
  double seconds;        /* from the send to its end */
  const char *message;   /* says what failed */
  const char *bytes;     /* the body, never NULL */
  size_t length;
};

/* What to send. Method and owner belong to the caller and outlive the transfer; the rest is
 * copied. */
struct unom_transfer_request {
  const char *method;
  const char *url;
  const char *body; /* NULL: none */
  size_t length;
  double timeout;      /* seconds from unom_transfer_set_request until it is ended */
  double leave_within; /* seconds from there until it has to have begun to leave, the sleep of the
                          machine counted; INFINITY: no limit */
  bool changes;        /* must reach the carrier at most once */
  void *owner;         /* for the caller to find what it sent */
};

struct unom_transfer_options {
  const char *ca_file;          /* NULL: the system's certificates */
  const char *proxy;            /* secret, its URL; NULL: what the environment names */
  const char *user_agent;       /* NULL: ours */
  double connect_timeout;       /* seconds */
  struct unom_sockets *sockets; /* outlives the transfers and their connections */
  bool is_loopback;             /* the host is loopback: http is allowed, and no proxy is used */
};

/* Where a transfer is in its life; the transport moves it. */
enum unom_transfer_state { UNOM_TRANSFER_QUEUED, UNOM_TRANSFER_IN_FLIGHT, UNOM_TRANSFER_COMPLETE };

struct unom_transfer {
  /* for the transport's callers to read */
  struct unom_transfer_request request;
  struct unom_transfer_response response;
  time_t left_at; /* of the day: when the request began to leave, last */
  /* private */
  struct unom_transfer *previous, *next;
  enum unom_transfer_state state;
  struct unom_sockets *sockets;
  CURL *easy;
  CURLU *target; /* the URL of the request, read */
  struct unom_headers headers;
  struct unom_buffer url, body, reply;
  double sent_at, deadline; /* on unom_clock_seconds */
  double leave_by;          /* on unom_clock_boot_seconds */
  unsigned attempts;        /* times libcurl was about to write the request, in this send */
  bool is_fresh;            /* this send has to open a connection of its own */
  bool was_stale; /* the connection it was given could not be used: not a byte was written */
  bool was_late;  /* there was a connection to write to only after it was due */
  bool out_of_memory;
  size_t head_length; /* of all heads and trailers of this send */
  char curl_message[CURL_ERROR_SIZE], message[CURL_ERROR_SIZE];
};

/* Returns NULL when memory is out. */
struct unom_transfer *unom_transfer_new(const struct unom_transfer_options *options);

void unom_transfer_free(struct unom_transfer *transfer);

/* Copies the request into the transfer. false when memory is out or the request is too long. */
bool unom_transfer_set_request(struct unom_transfer *transfer,
                               const struct unom_transfer_request *request);

/* When it has to be ended, on unom_clock_seconds: at its deadline, or before, when it should have
 * begun to leave and has not. */
double unom_transfer_due(const struct unom_transfer *transfer);

/* When it would have to be ended if it were sent again now: what acts, while some of its time is left. */
double unom_transfer_resend_due(const struct unom_transfer *transfer);

/* "not begun to leave within 10 s" where that is why it is due, else NULL. Valid as long as the
 * response. */
const char *unom_transfer_unsent_message(struct unom_transfer *transfer);

/* Makes the handle ready for one send. `bearer` (may be NULL) is the access token. false when memory
 * is out. */
bool unom_transfer_prepare(struct unom_transfer *transfer, const char *bearer);

/* Did the send end, with that code, because the kept connection that it was given was closed or
 * held bytes already? Then nothing was written, and it is ready to go out on a new connection. */
bool unom_transfer_needs_fresh_connection(struct unom_transfer *transfer, CURLcode code);

/* Fills in `response` from the code with which libcurl ended the send. The handle is still in the
 * multi handle. */
void unom_transfer_complete(struct unom_transfer *transfer, CURLcode code);

/* Fills in `response` for a send that is ended because it was due. */
void unom_transfer_time_out(struct unom_transfer *transfer);

/* Fills in `response` for a send that libcurl did not end: it could not start, or it is aborted.
 * `message` outlives the response. */
void unom_transfer_fail(struct unom_transfer *transfer, enum unom_failure failure,
                        const char *message);

/* Wipes what may be secret and forgets the request. The handle is kept for the next request, and so
 * are its headers, with the access token, which is likely to be that of the next one too. */
void unom_transfer_reset(struct unom_transfer *transfer);

#endif
