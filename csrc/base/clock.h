/* clock.h: the monotonic clock, and the one that counts the sleep of the machine as well.
 *
 * Invariant: neither goes back, and no change of the wall clock moves them. */
#ifndef UNOM_CLOCK_H
#define UNOM_CLOCK_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* for clock_gettime, which C11 alone does not have */
#endif
#include <time.h>

static inline double unom_clock_read(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Seconds since some fixed moment, without those in which the machine slept. */
static inline double unom_clock_seconds(void) { return unom_clock_read(CLOCK_MONOTONIC); }

/* Seconds since the machine started, also those in which it slept. */
static inline double unom_clock_boot_seconds(void) { return unom_clock_read(CLOCK_BOOTTIME); }

/* By how much the second is ahead of the first: never less than the machine has slept, and more by
 * what passes between the two looks. */
static inline double unom_clock_slept_seconds(void) {
  double awake = unom_clock_seconds();
  return unom_clock_boot_seconds() - awake;
}

#endif
