/*
 * archive_restore.h - rows of an archive back into their tables.
 *
 * Repeatable: a row whose key is there already stays as it is. Columns that the table got since
 * have their defaults. What requests cost goes off the ledger again, for they are counted where
 * they are.
 */
#ifndef ADMIN_ARCHIVE_RESTORE_H
#define ADMIN_ARCHIVE_RESTORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "admin/archive_compare.h"
#include "admin/archive_filter.h"
#include "base/error.h"
#include "operation/plan.h"
#include "operation/series.h"
#include "operation/session.h"
#include "operation/throttle.h"

typedef struct {
    const char *const *names; /* of archives; none: all */
    size_t count;
    ArchiveChoice choice;
    bool compare;      /* hold what is there already against the archive, for the plan */
    bool drop_columns; /* leave out what the table no longer has */
    bool any_database; /* also rows of other databases than this one */
    Pace pace;
} ArchiveRestoreRequest;

/* What becomes of one archive. */
typedef struct {
    const Archive *archive;
    const char *table;
    PreimageKind kind;
    int64_t files;
    ArchiveComparison found; /* for the plan; only meant without a comparison */
    int64_t meant;           /* by the work */
    int64_t changed;         /* of those; the others were there */
} RestoredArchive;

typedef struct {
    Session *session;
    const ArchiveRestoreRequest *request;
    ArchivedFiles files;
    LIST(RestoredArchive) archives;
    ArchiveDifferences differences;
    int64_t different; /* rows that are there with other values */
    Plan plan;
} ArchiveRestore;

/*
 * Chooses and verifies the files, and counts.  OUTCOME_REFUSED when a table or a column is gone, or
 * the run that was named was undone or is another database's; OUTCOME_FILE_ERROR when a file is not
 * what it was, or a run is missing that the journal knows of and that may have such rows.
 */
bool archive_restore_plan(Session *session, const ArchiveRestoreRequest *request,
                          ArchiveRestore *restore, Error *error);

/* The change of the plan, for series_run; context is the ArchiveRestore. */
SeriesWork archive_restore_work;

#endif
