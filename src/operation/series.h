/*
 * series.h - a change in many small transactions: retention, and whatever is too large for one.
 *
 *     journal: planned                                             on disk
 *     for each segment   journal: progress, it is begun            on disk
 *         for each file
 *             for each batch     BEGIN ... rows go to the segment as the statement returns them
 *                                the rows and a note with the transaction's id   on disk, one fsync
 *                                COMMIT
 *         it is divided into its files; journal: progress, done    on disk
 *     journal: ended, with what came of it
 *
 * Batches that were committed stay, however the run ends; only the last one can be in doubt, and
 * its note is what it is judged by (see series_heal.h).  Signals wait for the end of a batch.
 */
#ifndef OPERATION_SERIES_H
#define OPERATION_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sql.h"
#include "file/preimage.h"
#include "operation/plan.h"
#include "operation/session.h"

typedef struct Series Series;

/* The whole of it; the server is the session's, and no transaction is open between batches. */
typedef bool SeriesWork(Series *series, void *context, Error *error);

typedef struct {
    const Plan *plan;
    int64_t undoes;               /* the operation this one takes back, or 0 */
    bool rehearse;                /* every batch is rolled back: no journal, no files */
    int64_t statement_timeout_ms; /* 0: the default */
    /* After each batch: so many more rows are done, and so many bytes of CSV kept; may be NULL. */
    void (*tell)(int64_t rows, int64_t bytes);
    SeriesWork *work;
    void *context;
} SeriesRequest;

typedef struct {
    int64_t operation; /* its number; 0 for a rehearsal */
    int64_t rows;
    int64_t batches;
    int64_t csv_bytes;  /* of the rows, before they were compressed; 0 without an archive */
    int64_t file_bytes; /* of the files that are done */
    int64_t wal_bytes;  /* what the server logged in our batches, extrapolated from samples */
    int64_t duration_ms;
    int64_t longest_us; /* the longest transaction */
    Outcome outcome;
    const char *stopped; /* why it ended before there was nothing left; NULL: it did not */
} SeriesResult;

/*
 * Runs the work.  *result is filled in either case: a failure in the middle leaves what was
 * committed before, and says so.  OUTCOME_LOCKED when another run of ours keeps the schema.
 */
bool series_run(Session *session, const SeriesRequest *request, SeriesResult *result, Error *error);

/* For the work: it stops before its end, in good order, for this reason (a sentence's end: "the
 * time is up").  The outcome is OUTCOME_BACKLOG_LEFT. */
void series_stop(Series *series, const char *why);

/* For the work: a file for the rows of the batches that follow, if there will be any. */
typedef struct {
    PreimageKind kind;
    const char *table;
    const char *place;          /* the folder below the state folder */
    const char *const *columns; /* of the rows, ends with NULL; NULL: only notes are kept */
    bool keeps_rows;            /* false: what they cost, or nothing, is wanted of them */
    const char *day;            /* the ledger gets what they cost on that day; NULL: it does not */
    int cost_sign; /* 1: it is added, -1: taken off again, 0: it has never been there */
    int64_t step;  /* of a step that is no batch: see below; 0: of batches */
} SeriesFile;

/* The operation's own folder, for files that belong nowhere else. */
const char *series_place(const Series *series, Arena *arena);

bool series_open_file(Series *series, const SeriesFile *file, Error *error);

/* The batches that follow have no file. */
void series_close_file(Series *series);

/* All files so far have their names, and the journal knows them; at the end at the latest.  Without
 * it that waits for more of them: what a file costs is dear for little rows. */
bool series_flush_files(Series *series, Error *error);

/* One batch, for its work and for whoever ran it. */
typedef struct {
    Arena *arena;      /* lives as long as the batch */
    int64_t rows;      /* how many it changed; 0: it is rolled back and leaves nothing */
    const char *first; /* the oldest and the newest time among them, or NULL; in the arena */
    const char *last;

    /* Filled in on the way and at the end. */
    bool has_file;
    int64_t bytes;   /* of rows that are kept */
    int64_t turn_us; /* one round trip, with as little for the server to do as there can be */
    int64_t trips;   /* so many were there before COMMIT */
    int64_t work_us; /* from BEGIN to what is before COMMIT */
    int64_t idle_us; /* of it: the server waited for the disk on our side */
    int64_t commit_us;
    int64_t wal_bytes; /* 0: not measured this time */
} SeriesBatch;

typedef struct {
    const char *table; /* that it may change */
    bool (*work)(Series *series, void *context, SeriesBatch *batch, Error *error);
    void *context;
    const SqlValue *settings; /* for a COPY of it, when they are known before: they cost nothing */
} BatchRequest;

/*
 * Runs the work in a transaction and commits.  May run it again after a deadlock, a lock timeout or
 * a COMMIT that turned out not to have happened.  *batch is valid until the next one.
 */
bool series_batch(Series *series, const BatchRequest *request, const SeriesBatch **batch,
                  Error *error);

/* For the work of a batch: one whole row of CSV into the file, as a CopyReader. */
bool series_take_row(void *series, const char *row, size_t size, Error *error);

/*
 * For steps that are no batches (see detach.h), between two files: they count the operation's files
 * on, write their own events, and bring their files to an end themselves.
 */
int64_t *series_file_count_of(Series *series);

/* While a step is under way the operation gets no end in the journal, so that the next run heals
 * what is left of it. */
void series_set_unsettled(Series *series, bool is_unsettled);

/* What a step has done; and rows for the progress. */
void series_add_result(Series *series, int64_t rows, int64_t csv_bytes, int64_t file_bytes);
void series_tell(Series *series, int64_t rows, int64_t bytes);

Session *series_session(const Series *series);
bool series_is_rehearsal(const Series *series);
const SeriesResult *series_so_far(const Series *series);

#endif
