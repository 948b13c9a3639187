#include "admin/restore.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "admin/restore_choice.h"
#include "admin/restore_guard.h"
#include "admin/restore_jobs.h"
#include "admin/restore_members.h"
#include "admin/restore_stage.h"
#include "base/cleanup.h"
#include "base/digest.h"
#include "build/sql.h"
#include "operation/stage.h"
#include "server/transaction.h"

static const char *const MODES[] = {
    [RESTORE_FILLS] = "fill",
    [RESTORE_MERGES] = "merge",
    [RESTORE_REPLACES] = "replace",
};

/* Counting. */

static bool compare(Restore *restore, RestoreTable *table, Error *error)
{
    return restore_stage(restore, table, &table->stray_count, error) &&
           restore_stage_compare(restore, table, &table->counts, error) &&
           restore_stage_conflicts(restore, table, error) && stage_drop(restore->session, error);
}

/* Beside an empty table every row is absent. */
static bool count_table(Restore *restore, RestoreTable *table, Error *error)
{
    if (!restore_stage_look(restore, table, error))
        return false;
    table->counts.absent = table->source->rows;
    if (!restore_jobs_take(restore, table, error))
        return false;
    if (table->is_bulk || table->is_done)
        return true;
    if (table->filter != NULL ||
        (table->counts.present > 0 && restore->request.mode != RESTORE_FILLS))
        return compare(restore, table, error);
    return true;
}

static bool fail_not_empty(Restore *restore, const Text *names, Error *error)
{
    fail(error, OUTCOME_REFUSED, "there are rows already in the tables of database \"%s\"",
         restore->session->identity->database);
    fail_detail(error, "%s.", text_value(names));
    return fail_hint(error,
                     "%s--merge inserts what is absent; --replace makes the tables those of "
                     "the set, and saves what they hold now.",
                     restore_jobs_were_stopped(restore)
                         ? "A restore of this set with --jobs was stopped: with --jobs it goes on. "
                         : "");
}

static bool require_empty(Restore *restore, Error *error)
{
    Text *names = text_new(restore->session->arena);

    for (size_t at = 0; at < restore->tables.count; at++) {
        const RestoreTable *table = &restore->tables.items[at];
        if (table->counts.present > 0 && !table->is_done)
            text_addf(names, "%s%s (%s)", text_length(names) > 0 ? ", " : "", table->target->name,
                      text_plural(restore->session->arena, table->counts.present, "row", "rows"));
    }
    return text_length(names) == 0 || fail_not_empty(restore, names, error);
}

static bool count_tables(Restore *restore, Error *error)
{
    for (size_t at = 0; at < restore->tables.count; at++)
        if (!count_table(restore, &restore->tables.items[at], error))
            return false;
    return restore->request.mode != RESTORE_FILLS || require_empty(restore, error);
}

/* The plan. */

/* The rows that are meant, whatever the files are called. */
static const char *digest_of(Arena *arena, const SetTable *table)
{
    Text *all = text_new(arena);

    for (size_t at = 0; at < table->file_count; at++)
        text_add(all, table->files[at].facts.csv_sha256);
    return sha256_hex(arena, text_value(all), text_length(all));
}

static void add_line(Restore *restore, const RestoreTable *table, const char *action,
                     const SqlText *sql, int64_t rows, const char *note)
{
    Arena *arena = restore->session->arena;

    if (rows > 0)
        plan_add(&restore->plan, arena,
                 (PlanLine){
                     .what = MODES[restore->request.mode],
                     .action = action,
                     .table = table->target->name,
                     .sql = sql,
                     .rows = rows,
                     .digest = digest_of(arena, table->source),
                     .note = note,
                 });
}

/* Of the rows that are there already. */
static const char *note_of(const Restore *restore, const RestoreTable *table)
{
    Arena *arena = restore->session->arena;
    const RestoreCounts *counts = &table->counts;
    const char *same = arena_format(arena, "%s equal", text_count(arena, counts->same));

    if (counts->differs > 0 && !restore_changes_rows(restore, table))
        return arena_format(arena, "%s, %s differ and stay", same,
                            text_count(arena, counts->differs));
    return counts->same > 0 ? same : NULL;
}

static void plan_table(Restore *restore, RestoreTable *table)
{
    const RestoreCounts *counts = &table->counts;
    const char *note = note_of(restore, table);
    size_t before = restore->plan.lines.count;

    add_line(restore, table, "delete", &SQL_SERVER_RESTORE_DELETE_SURPLUS, counts->surplus,
             "not in the set");
    add_line(restore, table, "insert",
             table->is_direct ? &SQL_SERVER_LOAD_TABLE_BINARY : &SQL_SERVER_UNDO_INSERT_ABSENT,
             counts->absent, note);
    if (restore_changes_rows(restore, table))
        add_line(restore, table, "edit", &SQL_SERVER_RESTORE_EDIT_COLUMN, counts->differs,
                 restore->plan.lines.count > before ? NULL : note);
}

/* What the plan's lines do not say, for JSON and the journal. */

static Document *set_words(Document *object, const char *key, const Words *words)
{
    Document *array = document_set_array(object, key);

    for (size_t at = 0; at < words->count; at++)
        document_add_text(array, words->items[at]);
    return array;
}

static void describe_table(Document *tables, const RestoreTable *table)
{
    const RestoreCounts *counts = &table->counts;
    Document *object = document_add_object(tables);

    document_set_text(object, "table", table->target->name);
    document_set_number(object, "in_set", table->source->rows);
    document_set_number(object, "in_target", counts->present);
    document_set_number(object, "insert", counts->absent);
    document_set_number(object, "equal", counts->same);
    document_set_number(object, "conflicting", counts->differs);
    document_set_number(object, "delete", counts->surplus);
    Document *conflicts = document_set_array(object, "conflicts");
    for (size_t at = 0; at < table->conflicts.count; at++) {
        Document *conflict = document_add_object(conflicts);
        document_set_text(conflict, "key", table->conflicts.items[at].key);
        document_set_text(conflict, "columns", table->conflicts.items[at].columns);
    }
    set_words(object, "left_out", &table->lost);
    set_words(object, "defaults", &table->filled);
}

static Document *describe(const Restore *restore)
{
    Document *object = document_object();
    Words remaining = restore_remaining(restore);

    document_set_text(object, "set", restore->set.name);
    document_set_text(object, "mode", MODES[restore->request.mode]);
    document_set_text(object, "snapshot", restore->set.source.snapshot);
    document_set_text(object, "set_schema", restore->set.schema.nearest_version);
    document_set_number(object, "csv_bytes", restore->csv_bytes);
    document_set_number(object, "staged_bytes", restore->staged_bytes);
    Document *tables = document_set_array(object, "tables");
    for (size_t at = 0; at < restore->tables.count; at++)
        describe_table(tables, &restore->tables.items[at]);
    set_words(object, "remaining", &remaining);
    return object;
}

/* What the server's disk must have room for: the rows, and those that are compared once more. */
static void weigh(Restore *restore)
{
    for (size_t at = 0; at < restore->tables.count; at++) {
        const RestoreTable *table = &restore->tables.items[at];

        for (size_t part = 0; part < table->source->file_count; part++) {
            int64_t bytes = table->source->files[part].facts.csv_bytes;
            restore->csv_bytes += table->counts.absent > 0 ? bytes : 0;
            restore->staged_bytes += table->is_direct || table->counts.present == 0 ? 0 : bytes;
        }
    }
}

static void plan_member(Restore *restore, const RestoreMember *member)
{
    Arena *arena = restore->session->arena;

    plan_add(
        &restore->plan, arena,
        (PlanLine){
            .what = "members",
            .action = "edit",
            .table = member->table.target->name,
            .sql = member->is_roster ? &SQL_SERVER_RESTORE_MEMBER_ENTRY_ADD
                                     : &SQL_SERVER_RESTORE_MEMBER_ELEMENT_ADD,
            .rows = member->rows,
            .digest = digest_of(arena, member->table.source),
            .note = arena_format(arena, "the %s is put back into %s", member->kind, member->column),
        });
}

static void warn_of_strays(Restore *restore, const RestoreTable *table)
{
    Arena *arena = restore->session->arena;

    if (table->stray_count > 0)
        list_add(arena, &restore->plan.warnings,
                 arena_format(arena, "%s of %s stay out: who made them is no longer there",
                              text_plural(arena, table->stray_count, "row", "rows"),
                              table->target->name));
}

static void finish_plan(Restore *restore)
{
    Session *session = restore->session;
    SqlValue *values = arena_array(session->arena, SqlValue, 4);

    values[0] = (SqlValue){"set", restore->set.name};
    values[1] = (SqlValue){"mode", MODES[restore->request.mode]};
    values[2] = (SqlValue){"conflicts", restore->request.replaces_rows ? "replace" : "keep"};
    restore->plan.values = values;
    for (size_t at = 0; at < restore->tables.count; at++)
        plan_table(restore, &restore->tables.items[at]);
    for (size_t at = 0; at < restore->members.count; at++)
        plan_member(restore, &restore->members.items[at]);
    for (size_t at = 0; at < restore->tables.count; at++)
        warn_of_strays(restore, &restore->tables.items[at]);
    weigh(restore);
    restore->details = describe(restore);
    restore->plan.details = restore->details;
    plan_seal(&restore->plan, session->arena, session->fingerprint, "");
    if (restore_jobs_are_needed(restore))
        restore_jobs_part(restore);
}

/* Below the state folder an operation can refer to the set's files where they are. */
static const char *place_of(const Session *session, const char *folder)
{
    const char *place = state_place(&session->state, folder);

    return place != NULL && preimage_is_place(session->arena, place) ? place : NULL;
}

static bool inquire(Restore *restore, const RestoreTables *all, Error *error)
{
    return restore_guard_proxies(restore, error) && restore_warn(restore, error) &&
           restore_choice_warn(restore, error) && restore_jobs_look_back(restore, error) &&
           count_tables(restore, error) && restore_members_find(restore, all, error);
}

static bool inquire_in_transaction(Restore *restore, const RestoreTables *all, Error *error)
{
    TransactionOptions options = {
        .kind = TRANSACTION_SCRATCH,
        .statement_timeout_ms = RESTORE_STATEMENT_MS,
    };

    if (!transaction_begin(restore->session->server, &options, error))
        return false;
    bool is_done = inquire(restore, all, error);
    transaction_rollback(restore->session->server);
    return is_done;
}

bool restore_plan(Session *session, const char *folder, const RestoreRequest *request,
                  Restore *restore, Error *error)
{
    RestoreTables all = {0};

    *restore = (Restore){
        .session = session,
        .request = *request,
        .folder = folder,
        .place = place_of(session, folder),
        .plan = {.command = session->command},
    };
    if (!set_read(session->arena, folder, &restore->set, error) ||
        !restore_guard_set(restore, error) || !restore_choose(restore, &all, error) ||
        !restore_guard_identity(restore, error) || !inquire_in_transaction(restore, &all, error))
        return false;
    finish_plan(restore);
    return true;
}

bool restore_changes_rows(const Restore *restore, const RestoreTable *table)
{
    if (table->keeps_rows)
        return false;
    return restore->request.mode == RESTORE_REPLACES || restore->request.replaces_rows;
}

void restore_release(Restore *restore)
{
    document_release(&restore->details);
}

Words restore_remaining(const Restore *restore)
{
    Arena *arena = restore->session->arena;
    Words remaining = {0};

    if (restore->lacks_views)
        list_add(arena, &remaining,
                 "Start LiteLLM once so that it makes its views and runs its migrations.");
    if (restore->set.salt_fingerprint != NULL)
        list_add(arena, &remaining,
                 arena_format(arena,
                              "LiteLLM must have the %s with which the set was encrypted, or it "
                              "cannot read its models and credentials.",
                              restore->set.salt_source));
    if (restore->set.omission_count > 0)
        list_add(arena, &remaining,
                 "Passwords and open invitations were left out of the set: users set new ones.");
    list_add(arena, &remaining,
             "Start or restart every proxy: it keeps users, teams, keys and models in memory.");
    return remaining;
}
