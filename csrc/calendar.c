/* calendar.c: days as the API writes them. See calendar.h. */
#define _GNU_SOURCE
#include "calendar.h"

enum { JAPAN_AHEAD = 9 * 60 * 60 }; /* seconds before UTC; there is no summer time */

static unsigned days_in_month(unsigned year, unsigned month) {
  static const unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

bool unom_calendar_is_day(unsigned day) {
  unsigned year = day / 10000, month = day / 100 % 100, of_month = day % 100;
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && of_month >= 1 &&
         of_month <= days_in_month(year, month);
}

unsigned unom_calendar_today(time_t now) {
  struct tm day;
  time_t in_japan = now + JAPAN_AHEAD;
  if (!gmtime_r(&in_japan, &day))
    return 0;
  return (unsigned)(day.tm_year + 1900) * 10000 + (unsigned)(day.tm_mon + 1) * 100 +
         (unsigned)day.tm_mday;
}

unsigned unom_calendar_next_month_first(unsigned day) {
  unsigned month = day / 100;
  return (month % 100 == 12 ? month + 89 : month + 1) * 100 + 1;
}

unsigned unom_calendar_next_month_last(unsigned day) {
  unsigned first = unom_calendar_next_month_first(day);
  return first - 1 + days_in_month(first / 10000, first / 100 % 100);
}
