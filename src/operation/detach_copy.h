/*
 * detach_copy.h - the rows of a partition, day by day, into drafts of files.
 *
 * For detach.c and detach_settle.c: a partition is copied before it is detached, and once more, as
 * far as it was changed in between, afterwards.
 */
#ifndef OPERATION_DETACH_COPY_H
#define OPERATION_DETACH_COPY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "operation/detach_step.h"
#include "operation/session.h"
#include "server/statement.h"

/* A step at work, in a run of its own or while it is healed. */
typedef struct {
    Session *session;
    Arena *arena; /* lives as long as the step */
    int64_t operation;
    int64_t *file_count; /* the number of the operation's last file so far */
    DetachStep *step;
} Detach;

/* A statement of sql/server/partition made ready for the table where it is now. */
Statement detach_statement(const Detach *detach, Arena *arena, const SqlText *sql);

enum { DETACH_READ_TIMEOUT_MS = 6 * 3600 * 1000 }; /* of a partition, however slow the disk */

/* How many rows there are of each day, and which versions of them.  In a transaction of its own, or
 * in the one that is open. */
bool detach_read_days(Detach *detach, DetachDays *days, Error *error);
bool detach_ask_days(Detach *detach, DetachDays *days, Error *error);

bool detach_is_same_day(const DetachDay *left, const DetachDay *right);

/*
 * Copies one day into a draft, reads it back, and says what was copied: no rows, no draft.
 * OUTCOME_LOCKED when another run of ours is at work, OUTCOME_FILE_ERROR when what is on the disk
 * is not what was sent.
 */
bool detach_copy_day(Detach *detach, const char *day, DetachDay *copied, Error *error);

/* The drafts that the step's days name become files, the others go.  false: all of them go.  The
 * sizes are added to the two numbers. */
bool detach_finish_files(Detach *detach, bool are_kept, int64_t *csv_bytes, int64_t *file_bytes,
                         Error *error);

#endif
