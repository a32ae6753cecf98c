/* calendar.h: days as the API writes them, YYYYMMDD, as an unsigned. Knows no Lua.
 *
 * Invariant: every day here is a day in Japan, as are all dates of the API. */
#ifndef UNOM_CALENDAR_H
#define UNOM_CALENDAR_H

#include <stdbool.h>
#include <time.h>

/* Is it a calendar day of the years 1 to 9999? */
bool unom_calendar_is_day(unsigned day);

/* The day in Japan at `now`; 0 where it is outside the years 1970 to 9999. */
unsigned unom_calendar_today(time_t now);

/* The first and the last day of the month after that of `day`. */
unsigned unom_calendar_next_month_first(unsigned day);
unsigned unom_calendar_next_month_last(unsigned day);

/* The day that comes so many days before `day`, and the one that comes after it. */
unsigned unom_calendar_days_before(unsigned day, unsigned days);
unsigned unom_calendar_day_after(unsigned day);

#endif
