/*
 * bulk.h - whole files into tables, each in a transaction of its own, over several connections.
 *
 *     journal: planned                                                     on disk
 *     for each file      BEGIN ... all of its rows
 *                        journal: progress, the transaction's id           on disk
 *                        COMMIT
 *                        journal: progress, done                           on disk
 *     journal: ended, with what came of it
 *
 * A series (see series.h) whose files were there before: they are the pre-images.  What was
 * committed stays, however the run ends; what is in doubt is judged by the next run.
 */
#ifndef OPERATION_BULK_H
#define OPERATION_BULK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "file/preimage.h"
#include "operation/load.h"
#include "operation/operation.h"
#include "operation/plan.h"
#include "operation/session.h"

typedef struct {
    PreimageFile file; /* inserted, with a place */
    LoadRequest load;
} BulkFile;

typedef struct {
    const Plan *plan;
    const BulkFile *files;
    size_t file_count;
    int64_t jobs; /* connections, the session's own one included */
    int64_t statement_timeout_ms;
    void (*tell)(int64_t rows); /* so many more rows are sent, now and then; may be NULL */
} BulkRequest;

/* *result is filled in either case. */
bool bulk_run(Session *session, const BulkRequest *request, OperationResult *result, Error *error);

#endif
