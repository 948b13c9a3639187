/*
 * undo.h - takes a committed operation back, and is an operation itself.
 *
 * Its files are read from the last to the first: what was deleted is inserted, what was
 * inserted is deleted, what was edited gets its old value.  A row that somebody changed
 * since is kept as it is, unless told otherwise; of an array or a roster that somebody
 * changed since, exactly our removals are put back.
 */
#ifndef OPERATION_UNDO_H
#define OPERATION_UNDO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "operation/operation.h"
#include "operation/plan.h"
#include "operation/series_record.h"
#include "operation/quarantine.h"
#include "operation/session.h"
#include "operation/stage.h"

/* Which version of a row stays when somebody changed it since. */
typedef enum {
    UNDO_KEEPS_THEIRS,
    UNDO_KEEPS_MINE, /* the file's */
} UndoKeep;

typedef struct {
    int64_t operation;
    bool is_series; /* it worked in many transactions, and is taken back so: see undo_series.h */
    UndoKeep keep;
    const char *folder;
    const PreimageFile *files;
    size_t file_count;
    const SeriesRecord *const *file_records; /* of a series: where each file comes from */
    AsideTables aside;      /* partitions that can be attached: see undo_partitions.h */
    StageComparison *found; /* of each file, when the plan was made */
    int64_t conflicts;      /* rows that somebody changed since */
    Plan plan;
} Undo;

/*
 * Reads and verifies the operation's files and counts what undoing would do.  Fails as
 * OUTCOME_REFUSED when the operation was never in force, has been undone already or belongs
 * to another database, as OUTCOME_FILE_ERROR when a file is not what it was.
 */
bool undo_plan(Session *session, int64_t operation, UndoKeep keep, Undo *undo, Error *error);

/* What a statement of the work may take, unless somebody says otherwise. */
int64_t undo_timeout_ms(const Undo *undo);

/* The change of the plan, for operation_run; context is the Undo.  OUTCOME_REFUSED when somebody
 * changed a row between the plan and now. */
OperationWork undo_work;

#endif
