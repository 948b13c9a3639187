#include "journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "build/sql.h"
#include "journal/chain.h"
#include "journal/internal.h"
#include "journal/ledger_check.h"
#include "journal/schema.h"

enum { BUSY_TIMEOUT_MS = 10 * 1000, BUSY_PAUSE_MS = 20 };

static const char *const KIND_NAMES[] = {
    [JOURNAL_PLANNED] = "planned",   [JOURNAL_PROGRESS] = "progress",
    [JOURNAL_PREPARED] = "prepared", [JOURNAL_COMMITTED] = "committed",
    [JOURNAL_ENDED] = "ended",
};

const char *journal_kind_name(JournalKind kind)
{
    return KIND_NAMES[kind];
}

static bool fail_path(Error *error, int number, const char *action, const char *path)
{
    fail_errno(error, OUTCOME_JOURNAL_ERROR, number, "could not %s the journal \"%s\"", action,
               path);
    if (number == ENOSPC || number == EDQUOT)
        return fail_hint(error, "The disk with that folder is full. Nothing was changed; make room "
                                "and run again.");
    return fail_hint(error, "Nothing is changed without a journal. Make its folder writable for "
                            "you, or name another one with --state or LITELLM_DBA_STATE.");
}

/* SQLite refuses symbolic links anywhere in a path; only the last name is to be checked. */
static bool resolve(Arena *arena, const char *path, const char **folder, const char **resolved,
                    Error *error)
{
    const char *slash = strrchr(path, '/');
    const char *above = slash == NULL   ? "."
                        : slash == path ? "/"
                                        : arena_copy_span(arena, path, (size_t) (slash - path));
    char *real = realpath(above, NULL);

    if (real == NULL)
        return fail_path(error, errno, "open", path);
    *folder = arena_copy(arena, real);
    *resolved = arena_format(arena, "%s/%s", strcmp(real, "/") == 0 ? "" : real,
                             slash == NULL ? path : slash + 1);
    free(real);
    return true;
}

static void close_file(int *file)
{
    if (*file >= 0)
        close(*file);
    *file = -1;
}

/* SQLite gives -wal and -shm the mode of the file it finds. */
static bool create_file(const char *folder, const char *path, Error *error)
{
    int file CLEANUP(close_file) =
        open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    int place CLEANUP(close_file) = -1;

    if (file < 0 && errno == EEXIST)
        return true;
    if (file < 0)
        return fail_path(error, errno, "create", path);
    place = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fsync(file) != 0 || place < 0 || fsync(place) != 0)
        return fail_path(error, errno, "create", path);
    return true;
}

/* Changing the mode needs the file alone for a moment, and SQLite does not always wait for that. */
static bool use_wal(const Database *database, Error *error)
{
    int64_t patience_ends = clock_monotonic_ms() + BUSY_TIMEOUT_MS;

    while (!database_execute(database, &SQL_JOURNAL_USE_WAL, SQL_NO_VALUES, error)) {
        if (error->outcome != OUTCOME_LOCKED || clock_monotonic_ms() > patience_ends)
            return false;
        clock_sleep_ms(clock_jitter_ms(BUSY_PAUSE_MS));
    }
    return true;
}

static bool prepare_database(const Database *database, bool is_for_writing, Error *error)
{
    bool is_read_only;

    sqlite3_extended_result_codes(database->handle, 1);
    sqlite3_busy_timeout(database->handle, BUSY_TIMEOUT_MS);
    /* Reads the first page as well: a file that is no database or not ours is left alone. */
    if (!schema_migrate(database, 0, error))
        return false;
    is_read_only = sqlite3_db_readonly(database->handle, "main") == 1;
    if (is_read_only && is_for_writing)
        return database_fail(database, SQLITE_READONLY, "write", error);
    if (!database_run(database, &SQL_JOURNAL_SESSION, error))
        return false;
    return is_read_only ||
           (use_wal(database, error) && schema_migrate(database, schema_newest_version(), error));
}

static bool open_database(const char *path, bool is_for_writing, Journal **journal, Error *error)
{
    Arena *arena = arena_new();
    Journal *opened CLEANUP(journal_close) = arena_alloc(arena, sizeof *opened);
    const char *folder = "";
    int code;

    opened->arena = arena;
    if (!resolve(opened->arena, path, &folder, &opened->database.path, error))
        return false;
    if (is_for_writing && !create_file(folder, opened->database.path, error))
        return false;
    code =
        sqlite3_open_v2(opened->database.path, &opened->database.handle,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK)
        return database_fail(&opened->database, code, "open", error);
    if (!prepare_database(&opened->database, is_for_writing, error))
        return false;
    *journal = opened;
    opened = NULL;
    return true;
}

bool journal_open(const char *path, Journal **journal, Error *error)
{
    return open_database(path, true, journal, error);
}

bool journal_open_existing(const char *path, Journal **journal, Error *error)
{
    struct stat facts;

    *journal = NULL;
    if (lstat(path, &facts) != 0)
        return errno == ENOENT || errno == ENOTDIR || fail_path(error, errno, "open", path);
    return open_database(path, false, journal, error);
}

void journal_close(Journal **journal)
{
    Arena *arena;

    if (*journal == NULL)
        return;
    arena = (*journal)->arena;
    sqlite3_close((*journal)->database.handle);
    arena_release(&arena);
    *journal = NULL;
}

/* "2026-11-21T03:00:00.123456Z": as long for every instant, so that text sorts as time. */
static const char *instant_text(Arena *arena, int64_t instant)
{
    int microseconds = (int) (((instant % 1000000) + 1000000) % 1000000);
    const char *seconds = clock_format_iso(arena, instant - microseconds);

    return arena_format(arena, "%.19s.%06dZ", seconds, microseconds);
}

static const char *number_text(Arena *arena, int64_t number)
{
    return arena_format(arena, "%" PRId64, number);
}

static int64_t largest(int64_t first, int64_t second, int64_t third)
{
    int64_t larger = first > second ? first : second;
    return larger > third ? larger : third;
}

/* Where the next event goes: behind the last one, with a number never given before. */
static bool read_place(Journal *journal, Arena *arena, JournalEvent *event, Error *error)
{
    sqlite3_stmt *head CLEANUP(statement_finalize) = NULL;
    bool has_row;
    const char *hash;

    if (!database_find(&journal->database, &SQL_JOURNAL_READ_HEAD, SQL_NO_VALUES, &head, &has_row,
                       error))
        return false;
    event->sequence = 1 + largest(column_number(head, "sequence"), column_number(head, "counter"),
                                  column_number(head, "sealed"));
    hash = column_text(head, "hash");
    event->previous = arena_copy(arena, hash == NULL ? CHAIN_START : hash);
    return true;
}

static bool insert_event(Journal *journal, JournalEvent *event, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    if (!read_place(journal, arena, event, error))
        return false;
    event->at = instant_text(arena, clock_now());
    event->hash = chain_hash(arena, event);
    return database_execute(&journal->database, &SQL_JOURNAL_APPEND_EVENT,
                            SQL_VALUES({"sequence", number_text(arena, event->sequence)},
                                       {"operation", number_text(arena, event->operation)},
                                       {"kind", event->kind}, {"at", event->at},
                                       {"body", event->body}, {"previous", event->previous},
                                       {"hash", event->hash}),
                            error) &&
           database_execute(
               &journal->database, &SQL_JOURNAL_APPEND_SEAL,
               SQL_VALUES({"sequence", number_text(arena, event->sequence)}, {"hash", event->hash}),
               error);
}

static bool next_operation(Journal *journal, int64_t *operation, Error *error)
{
    sqlite3_stmt *statement CLEANUP(statement_finalize) = NULL;
    bool has_row;

    if (!database_find(&journal->database, &SQL_JOURNAL_NEXT_OPERATION, SQL_NO_VALUES, &statement,
                       &has_row, error))
        return false;
    *operation = column_number(statement, "operation");
    return true;
}

static bool fail_progress(const JournalEvent *event, const char *what, Error *error)
{
    fail(error, OUTCOME_JOURNAL_ERROR, "operation %" PRId64 " cannot be noted as \"%s\"",
         event->operation, event->kind);
    fail_detail(error, "%s", what);
    return fail_hint(error,
                     "Another run took it for dead and brought it to an end; see \"journal "
                     "show %" PRId64 "\".",
                     event->operation);
}

static bool check_progress(Journal *journal, const JournalEvent *event, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    sqlite3_stmt *progress CLEANUP(statement_finalize) = NULL;
    bool has_row;

    if (!database_prepare(
            &journal->database, &SQL_JOURNAL_READ_PROGRESS,
            SQL_VALUES({"operation", number_text(arena, event->operation)}, {"kind", event->kind}),
            &progress, error) ||
        !database_step(&journal->database, progress, &has_row, error))
        return false;
    if (!column_number(progress, "is_planned"))
        return fail_progress(event, "it was never planned", error);
    if (column_number(progress, "is_ended"))
        return fail_progress(event, "it has ended already", error);
    if (column_number(progress, "has_kind"))
        return fail_progress(event, "it is so already", error);
    return true;
}

/* The lines that come with an event. */
typedef struct {
    const LedgerLine *items;
    size_t count;
} Lines;

static bool append_inside(Journal *journal, JournalEvent *event, const Lines *lines, Error *error)
{
    bool is_new = event->operation == 0;

    if (is_new ? !next_operation(journal, &event->operation, error)
               : !check_progress(journal, event, error))
        return false;
    if (!insert_event(journal, event, error))
        return false;
    return ledger_insert(journal, event->sequence, lines->items, lines->count, error) &&
           database_run(&journal->database, &SQL_JOURNAL_COMMIT, error);
}

static bool append(Journal *journal, JournalEvent *event, const Lines *lines, Error *error)
{
    Error ignored;

    if (!database_run(&journal->database, &SQL_JOURNAL_BEGIN_WRITE, error))
        return false;
    if (append_inside(journal, event, lines, error))
        return true;
    if (sqlite3_get_autocommit(journal->database.handle) == 0)
        database_run(&journal->database, &SQL_JOURNAL_ROLLBACK, &ignored);
    return false;
}

bool journal_begin_operation(Journal *journal, const char *body, int64_t *operation, Error *error)
{
    JournalEvent event = {.kind = KIND_NAMES[JOURNAL_PLANNED], .body = body};

    if (!append(journal, &event, &(Lines){0}, error))
        return false;
    *operation = event.operation;
    return true;
}

bool journal_append(Journal *journal, int64_t operation, JournalKind kind, const char *body,
                    Error *error)
{
    JournalEvent event = {.operation = operation, .kind = KIND_NAMES[kind], .body = body};

    return append(journal, &event, &(Lines){0}, error);
}

bool journal_append_ledger(Journal *journal, int64_t operation, const char *body,
                           const LedgerLine *lines, size_t count, Error *error)
{
    JournalEvent event = {
        .operation = operation,
        .kind = KIND_NAMES[JOURNAL_PROGRESS],
        .body = body,
    };

    return append(journal, &event, &(Lines){lines, count}, error);
}
