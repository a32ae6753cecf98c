/* status.c: what a status of HTTP that is not 2xx says of a request. See status.h.
 *
 * Invariant: the last row takes every status. */
#define _GNU_SOURCE
#include "api/status.h"

#include <limits.h>
#include <stddef.h>

// clang-format off

/* Read top down. */
static const struct unom_status statuses[] = {
  /* Redirects are not followed. One can mean that the request was done and where to see it (303). */
  {300, 399, UNOM_STATUS_PROVES_NOTHING, true, "redirects are not followed: check the base URL"},
  {401, 401, UNOM_STATUS_NOT_DONE, false, NULL},
  /* Not from the proxy that refuses a tunnel: this one came out of the tunnel. */
  {407, 407, UNOM_STATUS_PROVES_NOTHING, true, "a proxy asks for a user and a password"},
  /* Gateways give it after they have passed a request on. */
  {408, 408, UNOM_STATUS_PROVES_NOTHING, false, NULL},
  {421, 421, UNOM_STATUS_NOT_DONE, false, NULL}, /* this server does not serve the host */
  {425, 425, UNOM_STATUS_NOT_DONE, false, NULL}, /* too early: it was not processed */
  {429, 429, UNOM_STATUS_NOT_DONE, false, NULL},
  {400, 499, UNOM_STATUS_REFUSED, false, NULL},
  /* A gateway says so too where the carrier broke off after it took the request. */
  {503, 503, UNOM_STATUS_NOT_DONE_BY_CARRIER, false, NULL},
  {0, LONG_MAX, UNOM_STATUS_PROVES_NOTHING, false, NULL},
};

// clang-format on

const struct unom_status *unom_status_find(long status) {
  const struct unom_status *row = statuses;
  while (row->last != LONG_MAX && (status < row->first || status > row->last))
    row++;
  return row;
}
