/*
 * clock.h - what time it is, and how to write it down.
 *
 * An instant is microseconds since 1970-01-01 00:00:00 UTC, as PostgreSQL keeps
 * them.  Years 1 to 9999 can be written and read; nothing here knows time zones.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

int64_t clock_now(void);

/* For measuring only: starts anywhere, never goes back. */
int64_t clock_monotonic_ms(void);
int64_t clock_monotonic_us(void);

const char *clock_format_utc(Arena *arena, int64_t instant);     /* "2026-11-21 03:00:00.123456" */
const char *clock_format_iso(Arena *arena, int64_t instant);     /* "2026-11-21T03:00:00Z" */
const char *clock_format_compact(Arena *arena, int64_t instant); /* "20261121T030000Z" */

/* Reads the first two forms, with or without a fraction.  OUTCOME_USAGE otherwise. */
bool clock_parse_utc(const char *text, int64_t *instant, Error *error);

/* Sleeps; a signal with a handler ends the sleep early. */
void clock_sleep_ms(int64_t milliseconds);
void clock_sleep_us(int64_t microseconds);

/* Between half and one and a half times as long, so that retries do not march in step. */
int64_t clock_jitter_ms(int64_t milliseconds);

/*
 * For tests: from now on the clock stands still at this instant, and sleeping
 * moves both clocks instead of waiting.  clock_resume goes back to real time.
 */
void clock_stop_at(int64_t instant);
void clock_resume(void);

#endif
