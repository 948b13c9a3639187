#include "base/calendar.h"

#include <stdbool.h>

enum { YEARS = 400, DAYS = 146097 }; /* after so many the calendar repeats itself */

/* Years are counted from March, so that the leap day is a year's last. */
int64_t calendar_days_since_1970(int64_t year, int month, int day)
{
    int64_t shifted = month > 2 ? year : year - 1;
    int64_t era = (shifted >= 0 ? shifted : shifted - (YEARS - 1)) / YEARS;
    int64_t year_of_era = shifted - era * YEARS;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

    return era * DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

int calendar_days_in_month(int64_t year, int month)
{
    static const int LENGTHS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % YEARS == 0;

    return month == 2 && is_leap ? 29 : LENGTHS[month - 1];
}
