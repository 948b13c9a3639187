#include "operation/undo.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "build/sql.h"
#include "operation/record.h"
#include "operation/undo_series.h"
#include "server/query.h"
#include "server/transaction.h"

/* The class of SQLSTATEs for foreign keys, unique indexes and the like. */
#define CONSTRAINT_VIOLATION "23"

static const SqlValue NO_VALUES[] = {{NULL, NULL}};

/* Which operation. */

/* A series stays in force as far as it came, however it ended. */
static bool was_in_force(const JournalOperation *found, const PlannedRecord *planned)
{
    if (planned->style == RECORD_SERIES)
        return text_equal(found->state, "ended") && found->rows > 0;
    return text_equal(found->outcome, outcome_name(OUTCOME_COMPLETED));
}

static bool require_known(const JournalOperation *found, int64_t operation, Error *error)
{
    if (found != NULL)
        return true;
    fail(error, OUTCOME_USAGE, "the journal has no operation %" PRId64, operation);
    return fail_hint(error, "\"litellm-dba journal list\" shows what there is.");
}

static bool require_in_force(const JournalOperation *found, const PlannedRecord *planned,
                             int64_t operation, Error *error)
{
    if (!was_in_force(found, planned)) {
        fail(error, OUTCOME_REFUSED, "operation %" PRId64 " changed nothing", operation);
        return fail_detail(error, "Its outcome is \"%s\".", found->outcome);
    }
    if (found->undone_by > 0) {
        fail(error, OUTCOME_REFUSED, "operation %" PRId64 " has been undone by operation %" PRId64,
             operation, found->undone_by);
        return fail_hint(error, "To have it again: litellm-dba undo %" PRId64 ".",
                         found->undone_by);
    }
    return true;
}

static bool require_change(const PlannedRecord *planned, int64_t operation, Error *error)
{
    if (planned->style != RECORD_TASK)
        return true;
    fail(error, OUTCOME_REFUSED, "operation %" PRId64 " (%s) changed nothing on the server",
         operation, planned->command);
    return fail_hint(error, "There is nothing to take back.");
}

static bool require_same_database(const Session *session, const PlannedRecord *planned,
                                  int64_t operation, Error *error)
{
    const ServerIdentity *here = session->identity;

    if (text_equal(planned->system_identifier, here->system_identifier) &&
        text_equal(planned->database, here->database) && text_equal(planned->schema, here->schema))
        return true;
    fail(error, OUTCOME_REFUSED, "operation %" PRId64 " was done on another database", operation);
    fail_detail(error,
                "It belongs to database \"%s\", schema \"%s\" of cluster %s; this is \"%s\", "
                "\"%s\" of %s.",
                planned->database, planned->schema, planned->system_identifier, here->database,
                here->schema, here->system_identifier);
    return fail_hint(error, "Name that database with --dbname.");
}

static bool read_events(Session *session, int64_t operation, PlannedRecord *planned,
                        PreparedRecord *prepared, Error *error)
{
    const JournalEvent *events;
    size_t count;

    if (!journal_events(session->journal, session->arena, operation, &events, &count, error))
        return false;
    for (size_t at = 0; at < count; at++) {
        if (text_equal(events[at].kind, journal_kind_name(JOURNAL_PLANNED)) &&
            !record_read_planned(session->arena, events[at].body, planned, error))
            return false;
        if (text_equal(events[at].kind, journal_kind_name(JOURNAL_PREPARED)) &&
            !record_read_prepared(session->arena, events[at].body, prepared, error))
            return false;
    }
    return true;
}

static bool verify_files(Session *session, const Undo *undo, Error *error)
{
    for (size_t at = 0; at < undo->file_count; at++) {
        const PreimageFile *file = &undo->files[at];
        const char *path = preimage_path(session->arena, session->state.path, undo->folder, file);

        if (!preimage_verify(path, file, error))
            return false;
    }
    return true;
}

/* The plan. */

static const char *const ACTIONS[] = {
    [PREIMAGE_DELETED] = "insert",
    [PREIMAGE_INSERTED] = "delete",
    [PREIMAGE_EDITED] = "restore",
    [PREIMAGE_ADDED] = "take back",
};

static const char *conflict_note(Session *session, const Undo *undo, const StageComparison *found)
{
    const char *kept = undo->keep == UNDO_KEEPS_MINE ? "overwritten" : "kept";
    Text *note = text_new(session->arena);

    if (found->as_before > 0)
        text_addf(note, "%" PRId64 " already so; ", found->as_before);
    if (found->changed > 0)
        text_addf(note, "%" PRId64 " changed by others since: %s; ", found->changed, kept);
    if (found->gone > 0)
        text_addf(note, "%" PRId64 " deleted by others since; ", found->gone);
    if (text_length(note) == 0)
        return NULL;
    return arena_copy_span(session->arena, text_value(note), text_length(note) - 2);
}

/* What the file's name says it came from: "key-without-user" of
 * "12-key-without-user.LiteLLM_VerificationToken.deleted.csv". */
static const char *origin(Arena *arena, const PreimageFile *file)
{
    const char *start = file->name + strspn(file->name, "0123456789");

    start += *start == '-';
    return arena_copy_span(arena, start, strcspn(start, "."));
}

static bool is_mergeable(const Session *session, const PreimageFile *file)
{
    if (file->kind == PREIMAGE_ADDED)
        return true;
    if (file->kind != PREIMAGE_EDITED)
        return false;
    const char *type =
        catalog_column(catalog_table(session->catalog, file->table), file->edited_column)->type;
    return text_equal(type, "text[]") || text_equal(type, "jsonb");
}

static void plan_file(Session *session, Undo *undo, const PreimageFile *file,
                      const StageComparison *found)
{
    bool is_mine = undo->keep == UNDO_KEEPS_MINE;
    const char *note = conflict_note(session, undo, found);

    if (!is_mine && found->changed > 0 && is_mergeable(session, file))
        note = arena_format(
            session->arena, "%" PRId64 " changed by others since: %s", found->changed,
            file->kind == PREIMAGE_ADDED ? "what they added stays" : "our removals are put back");
    undo->conflicts += found->changed;
    plan_warn_of_triggers(&undo->plan, session->arena,
                          catalog_table(session->catalog, file->table));
    plan_add(
        &undo->plan, session->arena,
        (PlanLine){
            .what = origin(session->arena, file),
            .action = ACTIONS[file->kind],
            .table = file->table,
            .rows = found->as_after + (is_mine || is_mergeable(session, file) ? found->changed : 0),
            .digest = file->sha256,
            .note = note,
        });
}

static bool plan_files(Session *session, Undo *undo, Error *error)
{
    undo->found = arena_array(session->arena, StageComparison, undo->file_count);
    for (size_t at = undo->file_count; at-- > 0;) {
        StageComparison *found = &undo->found[at];

        if (!stage_load(session, undo->folder, &undo->files[at], error) ||
            !stage_compare(session, &undo->files[at], found, error) || !stage_drop(session, error))
            return false;
        plan_file(session, undo, &undo->files[at], found);
    }
    return true;
}

int64_t undo_timeout_ms(const Undo *undo)
{
    int64_t rows = 0;

    for (size_t at = 0; at < undo->file_count; at++)
        rows += undo->files[at].rows;
    return stage_timeout_ms(rows);
}

/* What is there now decides what each file would do. */
static bool plan_change(Session *session, Undo *undo, Error *error)
{
    TransactionOptions options = {
        .kind = TRANSACTION_SCRATCH,
        .statement_timeout_ms = undo_timeout_ms(undo),
    };

    if (!verify_files(session, undo, error) || !transaction_begin(session->server, &options, error))
        return false;
    bool is_planned = plan_files(session, undo, error);
    transaction_rollback(session->server);
    return is_planned;
}

static bool plan_series(Session *session, Undo *undo, Error *error)
{
    if (undo->keep == UNDO_KEEPS_MINE) {
        fail(error, OUTCOME_USAGE, "--keep mine is not for work in batches");
        return fail_hint(error, "What others changed since stays as it is.");
    }
    return undo_series_plan(session, undo, error);
}

bool undo_plan(Session *session, int64_t operation, UndoKeep keep, Undo *undo, Error *error)
{
    const JournalOperation *found;
    PlannedRecord planned = {0};
    PreparedRecord prepared = {0};

    *undo = (Undo){.operation = operation, .keep = keep, .plan = {.command = session->command}};
    undo->plan.values = NO_VALUES;
    if (!journal_find(session->journal, session->arena, operation, &found, error) ||
        !require_known(found, operation, error) ||
        !read_events(session, operation, &planned, &prepared, error) ||
        !require_change(&planned, operation, error) ||
        !require_in_force(found, &planned, operation, error) ||
        !require_same_database(session, &planned, operation, error))
        return false;
    undo->files = prepared.files;
    undo->file_count = prepared.file_count;
    undo->folder = state_operation_folder(session->arena, &session->state, operation);
    if (planned.style == RECORD_SERIES ? !plan_series(session, undo, error)
                                       : !plan_change(session, undo, error))
        return false;
    plan_seal(&undo->plan, session->arena, session->fingerprint, "");
    return true;
}

/* The work. */

static bool change(Operation *operation, const PreimageFile *file, const SqlText *sql,
                   PreimageKind kind, Error *error)
{
    Step step = {
        .statement = stage_statement(operation_session(operation),
                                     operation_session(operation)->arena, file, sql),
        .values = SQL_NO_VALUES,
        .kind = kind,
        .what = origin(operation_session(operation)->arena, file),
        .table = file->table,
        .edited_column = file->edited_column,
    };
    int64_t rows;

    if (operation_change(operation, &step, &rows, error)) {
        operation_count(operation, rows);
        return true;
    }
    if (strncmp(error->sqlstate, CONSTRAINT_VIOLATION, strlen(CONSTRAINT_VIOLATION)) != 0)
        return false;
    error->outcome = OUTCOME_REFUSED;
    return fail_hint(error,
                     "A row of \"%s\" no longer fits: its parent is gone, or another row took "
                     "its place. Nothing was changed.",
                     file->table);
}

static bool lock(Operation *operation, const PreimageFile *file, Error *error)
{
    Session *session = operation_session(operation);
    Statement teams = stage_statement(session, session->arena, file, &SQL_SERVER_UNDO_LOCK_TEAMS);
    Statement rows = stage_statement(session, session->arena, file, &SQL_SERVER_UNDO_LOCK_ROWS);

    if (text_equal(file->table, "LiteLLM_TeamTable") &&
        !operation_prepare(operation, &teams, SQL_NO_VALUES, error))
        return false;
    return operation_prepare(operation, &rows, SQL_NO_VALUES, error);
}

static bool require_as_planned(Session *session, const PreimageFile *file,
                               const StageComparison *planned, Error *error)
{
    StageComparison now;

    if (!stage_compare(session, file, &now, error))
        return false;
    if (now.as_before == planned->as_before && now.as_after == planned->as_after &&
        now.changed == planned->changed && now.gone == planned->gone)
        return true;
    fail(error, OUTCOME_REFUSED, "the rows of \"%s\" are no longer those of the plan", file->table);
    fail_detail(error, "Somebody changed them since it was made.");
    return fail_hint(error, "Nothing was changed. Look at the plan again.");
}

/* All files before the first change: two of them may speak of the same rows. */
static bool lock_and_compare(Operation *operation, const Undo *undo, Error *error)
{
    Session *session = operation_session(operation);

    for (size_t at = undo->file_count; at-- > 0;)
        if (!stage_load(session, undo->folder, &undo->files[at], error) ||
            !lock(operation, &undo->files[at], error) ||
            !require_as_planned(session, &undo->files[at], &undo->found[at], error) ||
            !stage_drop(session, error))
            return false;
    return true;
}

static bool undo_deleted(Operation *operation, const Undo *undo, const PreimageFile *file,
                         Error *error)
{
    return (undo->keep == UNDO_KEEPS_THEIRS ||
            change(operation, file, &SQL_SERVER_UNDO_DELETE_DIFFERENT, PREIMAGE_DELETED, error)) &&
           change(operation, file, &SQL_SERVER_UNDO_INSERT_ABSENT, PREIMAGE_INSERTED, error);
}

static bool undo_inserted(Operation *operation, const Undo *undo, const PreimageFile *file,
                          Error *error)
{
    return change(operation, file, &SQL_SERVER_UNDO_DELETE_SAME, PREIMAGE_DELETED, error) &&
           (undo->keep == UNDO_KEEPS_THEIRS ||
            change(operation, file, &SQL_SERVER_UNDO_DELETE_DIFFERENT, PREIMAGE_DELETED, error));
}

static bool undo_edited(Operation *operation, const Undo *undo, const PreimageFile *file,
                        Error *error)
{
    Session *session = operation_session(operation);

    if (undo->keep == UNDO_KEEPS_MINE)
        return change(operation, file, &SQL_SERVER_UNDO_RESTORE_ALL, PREIMAGE_EDITED, error);
    if (!is_mergeable(session, file))
        return change(operation, file, &SQL_SERVER_UNDO_RESTORE_SAME, PREIMAGE_EDITED, error);

    /* The merge comes first: what it leaves is neither old nor new, and stays. */
    const char *type =
        catalog_column(catalog_table(session->catalog, file->table), file->edited_column)->type;
    const SqlText *merge =
        text_equal(type, "jsonb") ? &SQL_SERVER_UNDO_MERGE_ROSTER : &SQL_SERVER_UNDO_MERGE_ARRAY;
    return change(operation, file, merge, PREIMAGE_EDITED, error) &&
           change(operation, file, &SQL_SERVER_UNDO_RESTORE_SAME, PREIMAGE_EDITED, error);
}

/* What others added since stays: unchanged numbers first, for a sum may happen to be as we left it.
 */
static bool undo_added(Operation *operation, const Undo *undo, const PreimageFile *file,
                       Error *error)
{
    if (undo->keep == UNDO_KEEPS_MINE)
        return change(operation, file, &SQL_SERVER_UNDO_RESTORE_ALL, PREIMAGE_EDITED, error);
    return change(operation, file, &SQL_SERVER_UNDO_RESTORE_SAME, PREIMAGE_ADDED, error) &&
           change(operation, file, &SQL_SERVER_UNDO_TAKE_SUM_BACK, PREIMAGE_ADDED, error);
}

static bool undo_file(Operation *operation, const Undo *undo, const PreimageFile *file,
                      Error *error)
{
    switch (file->kind) {
        case PREIMAGE_DELETED:
            return undo_deleted(operation, undo, file, error);
        case PREIMAGE_INSERTED:
            return undo_inserted(operation, undo, file, error);
        case PREIMAGE_EDITED:
            return undo_edited(operation, undo, file, error);
        case PREIMAGE_ADDED:
            return undo_added(operation, undo, file, error);
        case PREIMAGE_REWRITTEN: /* only a series keeps such files: see undo_series.c */
            break;
    }
    return fail(error, OUTCOME_FILE_ERROR, "the kind of \"%s\" is not known", file->name);
}

bool undo_work(Operation *operation, void *context, Error *error)
{
    const Undo *undo = context;
    Session *session = operation_session(operation);

    if (!lock_and_compare(operation, undo, error))
        return false;
    for (size_t at = undo->file_count; at-- > 0;) {
        const PreimageFile *file = &undo->files[at];

        if (!stage_load(session, undo->folder, file, error) ||
            !undo_file(operation, undo, file, error) || !stage_drop(session, error))
            return false;
    }
    return true;
}
