/* transport.h: the transfers in flight, over libcurl's multi interface. Knows no Lua.
 *
 * Invariant: every send ends with an answer, and nothing is sent again unless the caller sends it.
 */
#ifndef UNOM_TRANSPORT_H
#define UNOM_TRANSPORT_H

#include "http/transfer.h"

struct unom_transport;

/* NULL when memory is out. The options' strings outlive the transport. */
struct unom_transport *unom_transport_new(const struct unom_transfer_options *options);

/* Cuts every connection and frees every transfer. NULL is fine. */
void unom_transport_free(struct unom_transport *transport);

/* A transfer that holds the request and is not sent yet, or NULL when memory is out. */
struct unom_transfer *unom_transport_queue(struct unom_transport *transport,
                                           const struct unom_transfer_request *request);

/* The id that the next transfer prepared will have. */
long long unom_transport_next_id(const struct unom_transport *transport);

/* Starts to send a transfer that is held. `bearer` and `timeout` as for `unom_transfer_prepare`.
 * Never fails: what goes wrong becomes the answer. Nothing moves before `unom_transport_perform`.
 */
void unom_transport_start(struct unom_transport *transport, struct unom_transfer *transfer,
                          const char *bearer, double timeout);

/* Moves what can be moved without waiting. */
void unom_transport_perform(struct unom_transport *transport);

/* Waits until something can be moved, `seconds` have passed, or `extra_fd` (-1: none) is readable.
 */
void unom_transport_poll(struct unom_transport *transport, double seconds, int extra_fd);

/* The transfer that has been answered longest, or NULL; it stays so until it is released or held.
 */
struct unom_transfer *unom_transport_completed(struct unom_transport *transport);

/* Holds an answered transfer, to be sent once more. */
void unom_transport_requeue(struct unom_transport *transport, struct unom_transfer *transfer);

/* Answers a transfer that is not answered yet with UNOM_FAILURE_INTERRUPTED. */
void unom_transport_abort(struct unom_transport *transport, struct unom_transfer *transfer);

/* Wipes the transfer, cut off if need be, and takes it back. */
void unom_transport_release(struct unom_transport *transport, struct unom_transfer *transfer);

#endif
