/*
 * archive_filter.h - which rows of an archive are meant, told without a database.
 */
#ifndef ADMIN_ARCHIVE_FILTER_H
#define ADMIN_ARCHIVE_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/archive.h"
#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"
#include "litellm/growing_tables.h"

/* As the user says it; what is empty means all.  Ids only: names are not known without a database.
 */
typedef struct {
    const char *since; /* UTC, as PostgreSQL writes it; NULL: from the beginning */
    const char *until; /* before this instant */
    int64_t run;       /* an operation; 0: all */
    Words request_ids;
    Words users;
    Words teams;
    Words keys; /* hashes */
    Words models;
} ArchiveChoice;

enum { ARCHIVE_FILTER_WORDS = 5 };

/* The choice for the columns of one file. */
typedef struct {
    const ArchiveChoice *choice;
    AgeForm form;
    size_t time;
    bool looks_at_time; /* some rows of the file may lie outside */
    size_t places[ARCHIVE_FILTER_WORDS];
} ArchiveFilter;

/* OUTCOME_USAGE for a choice by what the file does not have. */
bool archive_filter_make(const ArchiveChoice *choice, const ArchivedFile *file,
                         ArchiveFilter *filter, Error *error);

/* Whether that is possible for all of them.  OUTCOME_USAGE for a key in clear as well. */
bool archive_filter_check(const ArchiveChoice *choice, const ArchivedFiles *files, Error *error);

/* Whether every row of the file is meant. */
bool archive_filter_is_all(const ArchiveFilter *filter);

/* Whether one is; a ChunkFilter, whose context is the ArchiveFilter. */
bool archive_filter_row(const SheetRow *row, const void *filter);

/* The files that may have such rows, by day and then by run.  Those of runs that were undone are
 * left out unless the run is named: their rows went back.  *undone_runs: how many. */
bool archive_files(Session *session, const Archives *archives, const ArchiveChoice *choice,
                   ArchivedFiles *files, int64_t *undone_runs, Error *error);

#endif
