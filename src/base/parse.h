/*
 * parse.h - what users type, read strictly.
 *
 * A failure is OUTCOME_USAGE with a hint, and nothing is stored then.
 */
#ifndef BASE_PARSE_H
#define BASE_PARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* Decimal digits with an optional sign, within the bounds (both included). */
bool parse_number(const char *text, int64_t minimum, int64_t maximum, int64_t *number,
                  Error *error);

/* "90s", "15m", "2h", "30d", "1w", "250ms"; also "1h30m".  Milliseconds, never negative. */
bool parse_duration(const char *text, int64_t *milliseconds, Error *error);

#endif
