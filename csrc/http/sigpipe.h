/* sigpipe.h: no SIGPIPE while libcurl may write. Knows no Lua and no curl.
 *
 * A write to a connection that the peer has closed raises SIGPIPE, which ends a process that does
 * not expect it. The signal belongs to the host program, so it is kept from this thread alone, and
 * only for the time between the two calls.
 *
 * Invariant: afterwards the thread's mask, and a SIGPIPE that was pending before, are as they
 * were. */
#ifndef UNOM_SIGPIPE_H
#define UNOM_SIGPIPE_H

#include <signal.h>
#include <stdbool.h>

struct unom_sigpipe {
  sigset_t mask; /* of the thread, before */
  bool was_pending;
};

void unom_sigpipe_block(struct unom_sigpipe *sigpipe);

void unom_sigpipe_restore(const struct unom_sigpipe *sigpipe);

#endif
