/* transport.h: the transfers in flight, over libcurl's multi interface. Knows no Lua.
 *
 * Invariant: every send ends with a response filled in, and nothing is sent again unless the caller
 * sends it. */
#ifndef UNOM_TRANSPORT_H
#define UNOM_TRANSPORT_H

#include "http/transfer.h"

/* The most connections that may be allowed. */
enum { UNOM_MOST_CONNECTIONS = 256 };

struct unom_transport;

/* Returns NULL when memory is out. The strings of the options outlive the transport, which has a
 * table of sockets of its own. */
struct unom_transport *unom_transport_new(const struct unom_transfer_options *options);

/* How many transfers the caller will have in flight at once: so many connections are kept alive. */
void unom_transport_set_max_connections(struct unom_transport *transport, unsigned connections);
unsigned unom_transport_max_connections(const struct unom_transport *transport);

/* Was it made by this process? Else a fork has copied it, and the replies on its connections are another's. */
bool unom_transport_is_own(const struct unom_transport *transport);

/* Closes every connection and frees every transfer. `transport` may be NULL, or another process's,
 * which is not touched. */
void unom_transport_free(struct unom_transport *transport);

/* Returns a queued transfer with a copy of the request, or NULL when memory is out. */
struct unom_transfer *unom_transport_queue(struct unom_transport *transport,
                                           const struct unom_transfer_request *request);

/* Starts to send a queued transfer. `bearer` is that of `unom_transfer_prepare`. Never fails: an error becomes the response. `unom_transport_perform` writes the first byte. */
void unom_transport_start(struct unom_transport *transport, struct unom_transfer *transfer,
                          const char *bearer);

/* Reads and writes what can be read and written without waiting. A transfer that is due
 * is ended only once all that has arrived is read. */
void unom_transport_perform(struct unom_transport *transport);

/* The same where a transfer was started since. */
void unom_transport_perform_new(struct unom_transport *transport);

/* The same until the transfer is written, for as long as that takes no waiting. */
void unom_transport_send_now(struct unom_transport *transport, struct unom_transfer *transfer);

/* Waits until `unom_transport_perform` has something to do or a transfer is complete, the time on
 * unom_clock_seconds is `until`, or `extra_fd` (-1: none) is readable. */
void unom_transport_poll(struct unom_transport *transport, double until, int extra_fd);

/* A descriptor that is readable once `unom_transport_perform` has something to read or write, or
 * `extra_fd` (-1: none) is readable. It stays the same until the transport is freed. -1, with errno:
 * there is none. */
int unom_transport_fd(struct unom_transport *transport, int extra_fd);

/* When, on unom_clock_seconds, `unom_transport_perform` or the completed transfers have to be seen
 * to at the latest. INFINITY: nothing is in flight. */
double unom_transport_due(const struct unom_transport *transport);

/* The oldest completed transfer, or NULL. Returned again until it is released or requeued. */
struct unom_transfer *unom_transport_completed(struct unom_transport *transport);

/* Queues a completed transfer, to be sent once more. */
void unom_transport_requeue(struct unom_transport *transport, struct unom_transfer *transfer);

/* Completes a transfer with UNOM_FAILURE_INTERRUPTED. false: it is complete already. */
bool unom_transport_abort(struct unom_transport *transport, struct unom_transfer *transfer);

/* Wipes the transfer, aborting it where it is in flight, and takes it back. */
void unom_transport_release(struct unom_transport *transport, struct unom_transfer *transfer);

#endif
