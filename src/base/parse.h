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

/* "20MB", "1.5 GB", "512kB", "1000B": bytes, 1024 each step, as text_bytes writes them. */
bool parse_size(const char *text, int64_t *bytes, Error *error);

/* "2.5": digits with a point, never negative. */
bool parse_real(const char *text, double *real, Error *error);

/* "30d" is that long before now; or an instant, or the beginning of a day: "2026-11-21". */
bool parse_past(const char *text, int64_t now, int64_t *instant, Error *error);

#endif
