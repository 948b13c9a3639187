/*
 * set_report.h - a set, as the commands on sets show it.
 */
#ifndef COMMAND_SET_REPORT_H
#define COMMAND_SET_REPORT_H

#include "base/json.h"
#include "file/set.h"

/* Fills an empty object with the facts about the set as a whole. */
void set_describe(Document *object, const Set *set);

/* "1 hour ago" is nothing for scripts: milliseconds since the set was made, by the clock. */
int64_t set_age_ms(const Set *set);

#endif
