/*
 * prune_after.h - what a prune gave back, and VACUUM, without which it gives back nothing.
 *
 * What is told of room is about: of the rows that went, their share of their table.
 */
#ifndef ADMIN_PRUNE_AFTER_H
#define ADMIN_PRUNE_AFTER_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/prune.h"
#include "base/error.h"
#include "base/list.h"
#include "operation/series.h"

typedef struct {
    const char *table;
    int64_t bytes; /* of heap, TOAST and indexes, before */
    double rows;   /* before, about */
    bool was_vacuumed;
    int64_t reusable_bytes; /* free for new rows; 0 before a VACUUM */
    int64_t returned_bytes; /* gone back to the operating system */
    const char *note;       /* why not more; NULL: nothing went */
} PruneRoom;

typedef LIST(PruneRoom) PruneRooms;

/* Before the work: how large the tables of the plan are. */
bool prune_rooms_read(Prune *prune, PruneRooms *rooms, Error *error);

/*
 * After it: VACUUM (ANALYZE) of the tables that rows went from, unless it is not wanted, and
 * what that gave back.  A run that ended by its bounds of time or rows is vacuumed too, as the next
 * one would walk over its dead rows; one that a signal or a stop file ended leaves it to
 * autovacuum, and a signal ends a VACUUM. What does not work is in the notes: the prune itself is
 * done by then.
 */
void prune_rooms_settle(Prune *prune, const SeriesResult *result, bool vacuums, PruneRooms *rooms);

#endif
