/* status.h: what a status of HTTP that is not 2xx says of a request. No Lua, no curl.
 *
 * Invariant: a status proves that nothing was done only where no gateway gives it after it has
 * passed the request on. */
#ifndef UNOM_STATUS_H
#define UNOM_STATUS_H

#include <stdbool.h>

enum unom_status_meaning {
  UNOM_STATUS_PROVES_NOTHING,      /* the request may have been acted on */
  UNOM_STATUS_NOT_DONE,            /* it was not */
  UNOM_STATUS_NOT_DONE_BY_CARRIER, /* it was not, where the carrier itself says so in the body */
  UNOM_STATUS_REFUSED,             /* it was refused, and will be again */
};

struct unom_status {
  long first, last; /* the range of statuses */
  enum unom_status_meaning meaning;
  bool permanent;     /* no waiting makes it better */
  const char *advice; /* what to do about it, or NULL */
};

/* Never NULL. */
const struct unom_status *unom_status_find(long status);

#endif
