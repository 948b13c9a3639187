/* restore - rows of a backup set back into a database. */
#include "command/commands.h"

#include <inttypes.h>
#include <string.h>

#include "admin/restore.h"
#include "admin/restore_jobs.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/parse.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "command/change.h"
#include "command/session.h"
#include "command/set_report.h"
#include "file/sets.h"

typedef struct {
    CommonOptions common;
    ChangeOptions change;
    bool merge;
    bool replace;
    const char *on_conflict;
    Words table;
    Words user;
    Words team;
    Words key;
    const char *since;
    const char *before;
    int64_t jobs;
    bool drop_columns;
    bool while_running;
    const char *identity;
} RestoreOptions;

static const char KEEP[] = "keep";
static const char REPLACE[] = "replace";
static const char *const CONFLICTS[] = {KEEP, REPLACE, NULL};

static bool selects(const RestoreOptions *options)
{
    return options->user.count + options->team.count + options->key.count > 0;
}

static bool check_selection(const RestoreOptions *options, Error *error)
{
    if (!selects(options))
        return true;
    if (options->table.count > 0) {
        fail(error, OUTCOME_USAGE, "--table does not go with --user, --team and --key");
        return fail_hint(error, "What belongs to them lies in many tables, which are found.");
    }
    if (options->replace) {
        fail(error, OUTCOME_USAGE, "--replace does not go with --user, --team and --key");
        return fail_hint(error, "What is absent is inserted; --on-conflict replace gives rows that "
                                "differ the set's values.");
    }
    return true;
}

static bool check_options(const RestoreOptions *options, Error *error)
{
    if (options->merge && options->replace) {
        fail(error, OUTCOME_USAGE, "--merge and --replace exclude each other");
        return fail_hint(error, "--merge keeps what is there, --replace makes the tables those of "
                                "the set.");
    }
    if (options->on_conflict != NULL && !options->merge && !selects(options)) {
        fail(error, OUTCOME_USAGE,
             "--on-conflict goes with --merge, or with --user, --team, --key");
        return fail_hint(error,
                         "Into empty tables nothing conflicts, and --replace takes the set's "
                         "rows.");
    }
    if (options->replace && (options->since != NULL || options->before != NULL)) {
        fail(error, OUTCOME_USAGE, "--replace does not go with --since and --before");
        return fail_hint(error, "It would delete the rows of all other times. Use --merge.");
    }
    return check_selection(options, error);
}

/* Into instants. */
static bool read_time(const Call *call, const char *given, const char **instant, Error *error)
{
    int64_t microseconds;

    if (given == NULL)
        return true;
    if (!parse_past(given, clock_now(), &microseconds, error))
        return false;
    *instant = clock_format_utc(call->arena, microseconds);
    return true;
}

static bool read_times(const Call *call, RestoreRequest *request, Error *error)
{
    const RestoreOptions *options = call->options;

    if (!read_time(call, options->since, &request->since, error) ||
        !read_time(call, options->before, &request->before, error))
        return false;
    if (request->since == NULL || request->before == NULL ||
        strcmp(request->since, request->before) < 0)
        return true;
    fail(error, OUTCOME_USAGE, "--since is not before --before");
    return fail_hint(error, "No row is of %s or later and older than %s.", request->since,
                     request->before);
}

static bool make_request(const Call *call, RestoreRequest *request, Error *error)
{
    const RestoreOptions *options = call->options;

    *request = (RestoreRequest){
        .mode = options->replace                     ? RESTORE_REPLACES
                : options->merge || selects(options) ? RESTORE_MERGES
                                                     : RESTORE_FILLS,
        .replaces_rows = options->on_conflict != NULL && strcmp(options->on_conflict, REPLACE) == 0,
        .tables = options->table,
        .wishes = {options->user, options->team, options->key},
        .jobs = options->jobs,
        .drops_columns = options->drop_columns,
        .while_running = options->while_running,
        .tell = progress_step,
    };
    return read_times(call, request, error);
}

static bool plan(const Call *call, Session *session, Restore *restore, Error *error)
{
    const RestoreOptions *options = call->options;
    RestoreRequest request;
    const char *folder;

    if (options->identity != NULL)
        session->identity_file = options->identity;
    if (!make_request(call, &request, error) ||
        !sets_find(session->arena, session->state.sets, call->operands[0], &folder, error))
        return false;
    progress_begin("comparing", -1, "rows");
    bool is_planned = restore_plan(session, folder, &request, restore, error);
    progress_end();
    return is_planned;
}

/* What is compared with what. */

static void tell_set(const Restore *restore)
{
    Arena *arena = restore->session->arena;
    const Set *set = &restore->set;

    log_info("the set %s is of database \"%s\" on %s, %s old: %s in %s", set->name,
             set->source.database, set->source.host, text_duration(arena, set_age_ms(set)),
             text_plural(arena, set_rows(set), "row", "rows"),
             text_plural(arena, (int64_t) set->table_count, "table", "tables"));
}

/* Into empty tables all rows are absent, as the plan says. */
static void tell_counts(const Restore *restore)
{
    Arena *arena = restore->session->arena;
    RestoreCounts sum = {0};

    if (restore->request.mode == RESTORE_FILLS)
        return;
    for (size_t at = 0; at < restore->tables.count; at++) {
        const RestoreCounts *counts = &restore->tables.items[at].counts;
        sum.absent += counts->absent;
        sum.same += counts->same;
        sum.differs += counts->differs;
    }
    log_info("of the rows in the set %s are absent, %s equal, %s differ",
             text_count(arena, sum.absent), text_count(arena, sum.same),
             text_count(arena, sum.differs));
}

static void tell_conflicts(const Restore *restore)
{
    for (size_t at = 0; at < restore->tables.count; at++) {
        const RestoreTable *table = &restore->tables.items[at];
        int64_t more = table->counts.differs - (int64_t) table->conflicts.count;

        for (size_t row = 0; row < table->conflicts.count; row++) {
            const RestoreConflict *conflict = &table->conflicts.items[row];
            log_info("%s %s differs in %s", table->target->name, conflict->key,
                     conflict->columns == NULL ? "the last bit" : conflict->columns);
        }
        if (more > 0)
            log_info(
                "%s: %s", table->target->name,
                text_plural(restore->session->arena, more, "more row differs", "more rows differ"));
    }
}

/* Table and indexes take about as much as the rows do as CSV. */
static void tell_room(const Restore *restore)
{
    Arena *arena = restore->session->arena;

    if (restore->csv_bytes > 0)
        log_info("the server needs room for about %s%s%s", text_bytes(arena, restore->csv_bytes),
                 restore->staged_bytes == 0 ? "" : ", and for a while for ",
                 restore->staged_bytes == 0
                     ? ""
                     : arena_format(arena, "%s more", text_bytes(arena, restore->staged_bytes)));
}

static void tell_remaining(const Restore *restore)
{
    Words remaining = restore_remaining(restore);

    for (size_t at = 0; at < remaining.count; at++)
        log_note("%s", remaining.items[at]);
}

/* In two operations: the one that is done last is the one to undo first. */
static void report_jobs(const Call *call, Restore *restore, const OperationResult *first,
                        const OperationResult *bulk)
{
    OperationResult both = *bulk;
    int64_t before = restore->resumes > 0 ? restore->resumes : first->operation;

    both.rows += first->rows;
    both.bytes += first->bytes;
    both.duration_ms += first->duration_ms;
    both.folder = restore->folder;
    document_set_number(restore->details, "first_operation", before);
    change_report(call, &restore->plan, OUTCOME_COMPLETED, &both);
    log_note("Undo operation %" PRId64 " first, then operation %" PRId64
             ", which has all tables but "
             "the large ones.",
             bulk->operation, before);
}

static bool run_jobs(const Call *call, Restore *restore, Error *error)
{
    OperationResult first, bulk;

    progress_begin(call->name, restore->plan.rows, "rows");
    bool is_done = restore_jobs_run(restore, &first, &bulk, error);
    progress_end();
    if (is_done)
        report_jobs(call, restore, &first, &bulk);
    return is_done;
}

/* A rehearsal is one transaction, however many connections there will be. */
static bool run_all(const Call *call, Session *session, Restore *restore, ChangeDecision decision,
                    Error *error)
{
    const RestoreOptions *options = call->options;
    OperationRequest operation = {
        .plan = &restore->plan,
        .statement_timeout_ms = RESTORE_STATEMENT_MS,
        .work = restore_work,
        .context = restore,
    };

    if (decision == CHANGE_RUNS && restore_jobs_are_needed(restore))
        return run_jobs(call, restore, error);
    restore_jobs_forget(restore);
    return change_run(call, &options->change, session, &operation, decision, OUTCOME_COMPLETED,
                      error);
}

static bool execute(const Call *call, Session *session, Restore *restore, Error *error)
{
    const RestoreOptions *options = call->options;
    ChangeDecision decision;

    tell_set(restore);
    tell_conflicts(restore);
    tell_counts(restore);
    tell_room(restore);
    if (!change_decide(call, &options->change, &restore->plan,
                       arena_format(call->arena, "Restore %s into database \"%s\"?",
                                    restore->set.name, session->identity->database),
                       &decision, error))
        return false;
    if (decision == CHANGE_STOPS)
        return true;
    if (!run_all(call, session, restore, decision, error))
        return false;
    if (decision == CHANGE_RUNS) {
        restore_analyze(restore);
        tell_remaining(restore);
    }
    return true;
}

static bool run(const Call *call, Error *error)
{
    Session *session CLEANUP(session_close) = NULL;
    Restore restore CLEANUP(restore_release) = {0};

    return check_options(call->options, error) &&
           command_session(call, SESSION_CHANGES, &session, error) &&
           plan(call, session, &restore, error) && execute(call, session, &restore, error);
}

static const Option OPTIONS[] = {
    SWITCH(RestoreOptions, merge, 0, "insert what is absent; what is there stays"),
    CHOICE(RestoreOptions, on_conflict, 0, "HOW", CONFLICTS,
           "with --merge: rows that differ are kept, or get the set's values"),
    SWITCH(RestoreOptions, replace, 0,
           "make the tables those of the set; what they hold now becomes a set first"),
    WORDS(RestoreOptions, table, 't', "NAME",
          "only this table; a pattern fits several: 'LiteLLM_Daily*'"),
    WORDS(RestoreOptions, user, 'u', "ID",
          "only this user, with keys, memberships, invitations, budgets, permissions"),
    WORDS(RestoreOptions, team, 0, "ID", "only this team, with its keys and what hangs on it"),
    WORDS(RestoreOptions, key, 0, "HASH", "only this key, by its hash or alias"),
    TEXT(RestoreOptions, since, 0, "TIME", "of logs only what is not older: 30d, or 2026-11-21"),
    TEXT(RestoreOptions, before, 0, "TIME", "of logs only what is older"),
    NUMBER(RestoreOptions, jobs, 'j', "NUMBER", 1, 64,
           "connections for large tables that are empty; 1 unless told: all in one transaction"),
    SWITCH(RestoreOptions, drop_columns, 0, "leave out what the database has no column for"),
    SWITCH(RestoreOptions, while_running, 0, "although a proxy is connected"),
    TEXT(RestoreOptions, identity, 0, "FILE", "age's identity, for an encrypted set",
         .from_environment = true, .completion = COMPLETE_FILES),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba restore 20261121 --jobs 2", "that set, into empty tables"},
    {"litellm-dba restore latest --merge --dry-run",
     "what has gone or changed since, nothing more"},
    {"litellm-dba restore latest --merge", "what has gone since comes back, the rest stays"},
    {"litellm-dba restore latest --user ID", "one user, with all that is theirs"},
    {"litellm-dba restore latest --replace --table LiteLLM_Config", "one table as it was"},
    NO_MORE_EXAMPLES,
};

const Command RESTORE = {
    .name = "restore",
    .summary = "bring a set, or parts of it, back into a database",
    .description =
        "Proves first that the set's files are what was written, and shows the plan: what would be "
        "inserted, what is equal, what differs. Then all of it in one transaction, or nothing. "
        "Keys "
        "are restored as the hashes they are, so nobody needs a new one.\n\n"
        "Without --merge or --replace the tables must be empty. Columns are matched by name: a set "
        "goes into an older or a newer schema of LiteLLM as well. Prisma's own table is never "
        "restored.\n\n"
        "A proxy that is connected is a reason to refuse. undo takes a restore back.",
    .operands = "SET",
    .options = OPTIONS,
    .groups = {INCLUDE_COMMON(RestoreOptions, common), INCLUDE_CHANGE(RestoreOptions, change)},
    .options_size = sizeof(RestoreOptions),
    .examples = EXAMPLES,
    .run = run,
};
