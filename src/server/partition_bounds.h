/*
 * partition_bounds.h - which times a partition is for, as the catalog has it.
 *
 *     FOR VALUES FROM ('2026-11-01 00:00:00') TO ('2026-11-02 00:00:00')
 *     FOR VALUES FROM (MINVALUE) TO ('2026-11-01 00:00:00+00')
 *     DEFAULT
 *
 * Read strictly: whatever else a bound may look like (a list, several columns, another type) is not
 * understood, and nobody guesses.
 */
#ifndef SERVER_PARTITION_BOUNDS_H
#define SERVER_PARTITION_BOUNDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct {
    bool is_default;
    const char *from; /* UTC, as clock_format_utc; NULL: there is no lower bound */
    const char *to;   /* the first instant behind it; NULL: there is no upper bound */
    int64_t from_us;
    int64_t to_us;
} PartitionBounds;

/* text is that of pg_get_expr, in a transaction of ours (UTC, ISO dates).  false: not understood.
 */
bool partition_bounds_parse(Arena *arena, const char *text, PartitionBounds *bounds);

#endif
