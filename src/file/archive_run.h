/*
 * archive_run.h - what one run put into an archive, beside the rows themselves.
 *
 *     archives/LiteLLM_SpendLogs/date=2026-11-01/part-000042-0001.csv.zst
 *     archives/LiteLLM_SpendLogs/_runs/000042.json
 *
 * An archive is laid out for the engines that people read such files with: one folder for each UTC
 * day, named as Hive names partitions, and what is not data begins with "_", which they pass over.
 * With the run beside them the files can be verified and put back without the journal.
 */
#ifndef FILE_ARCHIVE_RUN_H
#define FILE_ARCHIVE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "file/preimage.h"

typedef struct {
    PreimageFile file; /* its place is below the state folder */
    int64_t csv_bytes;
    const char *csv_sha256;
    const char *first; /* the oldest and the newest time in it, or NULL */
    const char *last;
} ArchiveFile;

typedef struct {
    const char *archive; /* "LiteLLM_SpendLogs": the folder below archives/ */
    int64_t operation;
    const char *command;
    const char *started; /* UTC */
    const char *host;    /* of the server, with what follows */
    const char *database;
    const char *schema;
    const char *system_identifier;
    const char *server_version;
    const char *fingerprint; /* of the schema then */
    const char *tool_version;
    const char *journal_head; /* an anchor, as in kit.h */
    int64_t journal_sequence;
    const ArchiveFile *files;
    size_t file_count;
} ArchiveRun;

/* "archives/LiteLLM_SpendLogs/date=2026-11-01" */
const char *archive_place(Arena *arena, const char *archive, const char *day);

/* "LiteLLM_SpendLogs" of such a place; NULL when it is none. */
const char *archive_of_place(Arena *arena, const char *place);

/* "archives/LiteLLM_SpendLogs/_drafts", where segments of it grow; NULL as well. */
const char *archive_drafts(Arena *arena, const char *place);

/* "000042.json", what an operation's run is written to, and the path of it. */
const char *archive_run_name(Arena *arena, int64_t operation);
const char *archive_run_path(Arena *arena, const char *state, const char *archive,
                             int64_t operation);

/* state is the state folder. */
bool archive_run_write(const char *state, const ArchiveRun *run, Error *error);

/* The names of an archive's runs, oldest first, and one of them.  OUTCOME_FILE_ERROR for one that
 * cannot be read. */
bool archive_run_names(Arena *arena, const char *state, const char *archive, Words *names,
                       Error *error);
bool archive_run_read(Arena *arena, const char *state, const char *archive, const char *name,
                      ArchiveRun *run, Error *error);

/* Every run of one archive, oldest first; a run that cannot be read is a failure. */
bool archive_runs_read(Arena *arena, const char *state, const char *archive,
                       const ArchiveRun **runs, size_t *count, Error *error);

/* The archives there are, sorted. */
bool archive_names(Arena *arena, const char *state, const char *const **names, size_t *count,
                   Error *error);

#endif
