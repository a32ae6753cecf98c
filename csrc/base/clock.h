/* clock.h: the time that only grows.
 *
 * Invariant: no change of the wall clock moves it. */
#ifndef UNOM_CLOCK_H
#define UNOM_CLOCK_H

#include <time.h>

/* Seconds since some fixed moment. */
static inline double unom_clock_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

#endif
