/* clock.h: the monotonic clock.
 *
 * Invariant: it never goes back, and no change of the wall clock moves it. */
#ifndef UNOM_CLOCK_H
#define UNOM_CLOCK_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* for clock_gettime, which C11 alone does not have */
#endif
#include <time.h>

/* Seconds since some fixed moment. */
static inline double unom_clock_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

#endif
