/*
 * detach_settle.h - what became of a partition that was about to be detached, and the end of its
 * step.
 *
 * For detach.c, and for the next run after one that died: both go on from what the journal and the
 * catalog say.
 */
#ifndef OPERATION_DETACH_SETTLE_H
#define OPERATION_DETACH_SETTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "operation/detach_copy.h"
#include "operation/witnesses.h"

/* The comment on a table that we detach, by which it is known again. */
const char *detach_comment(const Detach *detach, Arena *arena, const char *detached);

/* What such a comment says; texts are the arena's. */
typedef struct {
    int64_t operation;
    int64_t step;
    int64_t detached; /* when, an instant */
    const char *table;
    const char *schema;
    const char *bound;
} DetachComment;

/* false: it is none of ours. */
bool detach_comment_read(Arena *arena, const char *text, DetachComment *comment);

typedef enum {
    FATE_ATTACHED, /* it is a partition as before */
    FATE_DETACHED, /* by us */
    FATE_TAKEN,    /* by somebody else: it is a table of its own, and none of our business */
    FATE_GONE,     /* there is no such table any more */
} DetachFate;

/* Asks the catalog, once no transaction of the step is in progress any more.  step->schema says
 * afterwards where the table is. */
bool detach_find_fate(Detach *detach, DetachFate *fate, Error *error);

/*
 * Brings a step to its end: of a detached table what was changed since it was copied is copied
 * again, then the files get their final names.  Of one that stays, nothing is kept.  A table that
 * somebody else dropped after all of it was copied leaves its copy.  The sizes of the files are
 * added.
 */
bool detach_settle(Detach *detach, DetachFate fate, int64_t *csv_bytes, int64_t *file_bytes,
                   Error *error);

/* Every step of an operation that a dead run left behind; rows of those in force are added. */
bool detach_heal(const Incident *incident, int64_t *rows, int64_t *bytes, Error *error);

/* The same when a person said what is true: all of them are, or are not, in force. */
bool detach_heal_as(const Incident *incident, bool is_in_force, int64_t *rows, int64_t *bytes,
                    Error *error);

/* Whether some step has not come to its end. */
bool detach_is_pending(const Incident *incident, bool *is_pending, Error *error);

#endif
