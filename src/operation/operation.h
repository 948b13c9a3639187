/*
 * operation.h - one execution of a change: planned, prepared, committed, ended.
 *
 *     journal: planned                                         on disk
 *     BEGIN ... the work: each statement's rows go to a file as it returns them
 *     the files on disk under a provisional name
 *     journal: prepared, with the transaction's id             on disk
 *     COMMIT
 *     the files get their final names; journal: committed, ended
 *
 * A crash, a cut connection or a full disk at any point leaves something that doubt.h
 * recognises.  Nothing is committed before "prepared" is on disk.
 */
#ifndef OPERATION_OPERATION_H
#define OPERATION_OPERATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sql.h"
#include "file/preimage.h"
#include "operation/plan.h"
#include "operation/session.h"
#include "server/statement.h"

typedef struct Operation Operation;

/* One statement that changes rows of one table and returns what undo needs. */
typedef struct {
    Statement statement;
    const SqlValue *values;
    PreimageKind kind; /* whole rows, or key, old, new */
    const char *what;  /* goes into the file's name: "key-without-user" */
    const char *table;
    const char *edited_column; /* of PREIMAGE_EDITED and PREIMAGE_ADDED, else NULL */
} Step;

/* Runs inside the transaction; may run again after a deadlock or a lock timeout. */
typedef bool OperationWork(Operation *operation, void *context, Error *error);

typedef struct {
    const Plan *plan;
    int64_t undoes;               /* the operation this one takes back, or 0 */
    bool rehearse;                /* do it all, measure, roll back: no journal, no files */
    int64_t statement_timeout_ms; /* 0: the default */
    void (*tell)(int64_t rows);   /* so many more rows are kept, now and then; may be NULL */
    OperationWork *work;
    void *context;
} OperationRequest;

typedef struct {
    int64_t operation; /* its number; 0 for a rehearsal */
    int64_t rows;      /* as the plan counts them */
    int64_t bytes;     /* of pre-images */
    int64_t wal_bytes; /* what the server logged meanwhile, others' work included */
    int64_t duration_ms;
    const char *folder; /* where the pre-images are; NULL for a rehearsal */
} OperationResult;

/* OUTCOME_LOCKED when another run of ours is at work in the schema; OUTCOME_IN_DOUBT when the
 * connection broke at COMMIT and it could not be found out what became of it. */
bool operation_run(Session *session, const OperationRequest *request, OperationResult *result,
                   Error *error);

/* For the work: runs the step and keeps what it returns; *rows is how many it changed. */
bool operation_change(Operation *operation, const Step *step, int64_t *rows, Error *error);

/* For the work: what it inserted or deleted are exactly the rows of a file that is on disk already,
 * a part of a backup.  All of the file's texts must live as long as the session. */
void operation_refer(Operation *operation, const PreimageFile *file);

/* For the work: a file that lies elsewhere is copied into the operation's folder, where it can be
 * referred to; file->place is set. */
bool operation_adopt(Operation *operation, const char *path, PreimageFile *file, Error *error);

/* For the work: so many rows of the plan are done, as the plan counts them. */
void operation_count(Operation *operation, int64_t rows);

/* For the work: a statement that locks or checks and changes nothing. */
bool operation_prepare(Operation *operation, const Statement *statement, const SqlValue *values,
                       Error *error);

Session *operation_session(Operation *operation);

/* 0 in a rehearsal. */
int64_t operation_number(const Operation *operation);

#endif
