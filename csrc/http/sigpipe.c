/* sigpipe.c: no SIGPIPE while libcurl may write. See sigpipe.h.
 *
 * Invariant: errno is left as it is. */
#define _GNU_SOURCE
#include "http/sigpipe.h"

#include <errno.h>
#include <stddef.h>
#include <time.h>

static bool is_pending(void) {
  sigset_t pending;
  sigemptyset(&pending);
  sigpending(&pending);
  return sigismember(&pending, SIGPIPE) == 1;
}

static void only_sigpipe(sigset_t *set) {
  sigemptyset(set);
  sigaddset(set, SIGPIPE);
}

void unom_sigpipe_block(struct unom_sigpipe *sigpipe) {
  sigset_t set;
  only_sigpipe(&set);
  pthread_sigmask(SIG_BLOCK, &set, &sigpipe->mask);
  /* one that was not blocked was delivered at once, and is not pending */
  sigpipe->was_pending = sigismember(&sigpipe->mask, SIGPIPE) == 1 && is_pending();
}

void unom_sigpipe_restore(const struct unom_sigpipe *sigpipe) {
  int kept = errno;
  if (!sigpipe->was_pending && is_pending()) { /* ours: taken off before it can be delivered */
    sigset_t set;
    only_sigpipe(&set);
    const struct timespec now = {.tv_sec = 0};
    while (sigtimedwait(&set, NULL, &now) < 0 && errno == EINTR) {
    }
  }
  pthread_sigmask(SIG_SETMASK, &sigpipe->mask, NULL);
  errno = kept;
}
