/*
 * calendar.h - days of the Gregorian calendar, as far back and ahead as PostgreSQL counts them.
 */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdint.h>

/* From 1970-01-01 to that day.  The year before 1 is 0. */
int64_t calendar_days_since_1970(int64_t year, int month, int day);

int calendar_days_in_month(int64_t year, int month);

#endif
