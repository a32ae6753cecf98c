/* calendar.c: days as the API writes them. See calendar.h.
 *
 * Invariant: pure arithmetic: no time zone of the process matters. */
#define _GNU_SOURCE
#include "base/calendar.h"

enum {
  JAPAN_AHEAD = 9 * 60 * 60, /* seconds ahead of UTC; there is no summer time */
  SECONDS_A_DAY = 24 * 60 * 60,
  DAYS_BEFORE_1970 = 719468,   /* from 1 March of the year 0 */
  DAYS_BEFORE_10000 = 3652364, /* from 1 March of the year 0 to 31 December 9999 */
};

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

/* No gmtime: a check of a million rows calls this a million times, and gmtime takes a lock. Years
 * begin with March here, so that a leap day is the last of its year; 400 years have 146097 days. */
unsigned unom_calendar_today(time_t now) {
  long long days = ((long long)now + JAPAN_AHEAD) / SECONDS_A_DAY + DAYS_BEFORE_1970;
  if (now < 0 || days > DAYS_BEFORE_10000)
    return 0;
  unsigned of_era = (unsigned)(days % 146097), era = (unsigned)(days / 146097);
  unsigned year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
  unsigned from_march = (5 * of_year + 2) / 153;
  unsigned day = of_year - (153 * from_march + 2) / 5 + 1;
  unsigned month = from_march < 10 ? from_march + 3 : from_march - 9;
  return (year + era * 400 + (month <= 2)) * 10000 + month * 100 + day;
}

unsigned unom_calendar_next_month_first(unsigned day) {
  unsigned month = day / 100;
  return (month % 100 == 12 ? month + 89 : month + 1) * 100 + 1;
}

unsigned unom_calendar_next_month_last(unsigned day) {
  unsigned first = unom_calendar_next_month_first(day);
  return first - 1 + days_in_month(first / 10000, first / 100 % 100);
}

unsigned unom_calendar_days_before(unsigned day, unsigned days) {
  while (days >= day % 100) { /* the last day of the month before */
    unsigned month = day / 100, before = month % 100 == 1 ? month - 89 : month - 1;
    days -= day % 100;
    day = before * 100 + days_in_month(before / 100, before % 100);
  }
  return day - days;
}

unsigned unom_calendar_day_after(unsigned day) {
  return unom_calendar_is_day(day + 1) ? day + 1 : unom_calendar_next_month_first(day);
}
