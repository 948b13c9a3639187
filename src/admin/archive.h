/*
 * archive.h - what lies in the archives: runs, days, files.
 *
 * Everything here is read from the state folder; nothing asks a database.
 */
#ifndef ADMIN_ARCHIVE_H
#define ADMIN_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/list.h"
#include "base/text.h"
#include "file/archive_run.h"
#include "operation/session.h"

typedef struct {
    const char *name; /* "LiteLLM_SpendLogs" */
    const ArchiveRun *runs;
    size_t run_count;
} Archive;

typedef LIST(Archive) Archives;

/* The archives of the names (none: every one there is), in their order, and where recorded is not
 * NULL those of it as well.  OUTCOME_USAGE for one that is not there. */
bool archives_choose(Session *session, const char *const *names, size_t count,
                     const Archives *recorded, Words *chosen, Error *error);

/* Whether an archive is one of the names; none: every one is. */
bool archive_is_named(const char *const *names, size_t count, const char *archive);

/* Those on disk, with their runs. */
bool archives_read(Session *session, const char *const *names, size_t count, Archives *archives,
                   Error *error);

/* Whether the run's rows were in the database and the schema of the session. */
bool archive_run_is_of_here(const Session *session, const ArchiveRun *run);

/* Fails as OUTCOME_USAGE: no archive has rows of that run. */
bool archive_fail_no_run(int64_t run, Error *error);

/* One file, with the run that wrote it. */
typedef struct {
    const Archive *archive;
    const ArchiveRun *run;
    const ArchiveFile *file;
} ArchivedFile;

typedef LIST(ArchivedFile) ArchivedFiles;

/* "2026-11-01" of "archives/LiteLLM_SpendLogs/date=2026-11-01". */
const char *archive_day(Arena *arena, const ArchiveFile *file);

/* A line of a list: what one run put into an archive, or what it has of one day. */
typedef struct {
    const char *archive;
    const char *day;       /* NULL: a line of a run */
    const ArchiveRun *run; /* NULL: a line of a day */
    int64_t undone_by;     /* the operation that put the run's rows back, and stands; 0: none */
    int64_t rows;
    int64_t files;
    int64_t csv_bytes;
    int64_t file_bytes;
    const char *first; /* the oldest and the newest time, or NULL */
    const char *last;
} ArchiveLine;

typedef LIST(ArchiveLine) ArchiveLines;

bool archive_lines_by_run(Session *session, const Archives *archives, ArchiveLines *lines,
                          Error *error);
void archive_lines_by_day(Session *session, const Archives *archives, ArchiveLines *lines);

#endif
