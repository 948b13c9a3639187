/*
 * record.h - what an operation writes into the journal: the bodies of its events.
 */
#ifndef OPERATION_RECORD_H
#define OPERATION_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/outcome.h"
#include "file/preimage.h"
#include "operation/plan.h"
#include "operation/session.h"

/* How the name of a lock file begins, in the folder of operations. */
#define RECORD_LOCK_PREFIX ".running-"

/* How an operation does its work, which decides how one that was left behind is judged. */
typedef enum {
    RECORD_CHANGE, /* in one transaction: see operation.h */
    RECORD_SERIES, /* in many: see series.h */
    RECORD_TASK,   /* it changes nothing on the server */
} RecordStyle;

/* Who, where, what: the body of "planned".  lock is the name of the lock file that is held
 * while the operation's process lives. */
const char *record_planned(const Session *session, const Plan *plan, RecordStyle style,
                           int64_t undoes, const char *lock);

/* One statement that ran. */
typedef struct {
    const char *what;
    const char *sql;
    int64_t rows;
    int64_t duration_ms;
} StepRecord;

const char *record_prepared(const Session *session, const char *xid, int64_t rows,
                            const PreimageFile *files, size_t file_count, const StepRecord *steps,
                            size_t step_count);

typedef struct {
    Outcome outcome;
    const char *message; /* why, or NULL */
    int64_t rows;
    int64_t bytes;
    int64_t duration_ms;
    const char *healed_by; /* the command of the run that healed it, or NULL */
    const char *evidence;  /* what the witnesses said, or NULL */
} EndRecord;

const char *record_ended(Arena *arena, const EndRecord *end);

/* What the events of an unfinished operation say. */
typedef struct {
    const char *command;
    RecordStyle style;
    const char *lock;
    const char *started;
    const char *host; /* of the server, with what follows */
    const char *system_identifier;
    int64_t timeline;
    const char *server_version;
    const char *database;
    const char *schema;
    const char *fingerprint;
} PlannedRecord;

typedef struct {
    const char *xid;
    int64_t rows;
    int64_t bytes;
    const PreimageFile *files;
    size_t file_count;
} PreparedRecord;

bool record_read_planned(Arena *arena, const char *body, PlannedRecord *planned, Error *error);
bool record_read_prepared(Arena *arena, const char *body, PreparedRecord *prepared, Error *error);

#endif
