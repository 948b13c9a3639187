/* logs prune - old rows go, into an archive first. */
#include "command/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "admin/guard.h"
#include "admin/prune.h"
#include "admin/prune_after.h"
#include "admin/prune_before.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "cli/options.h"
#include "cli/table.h"
#include "command/batches.h"
#include "command/logs_age.h"
#include "command/pace.h"
#include "command/session.h"

typedef struct {
    CommonOptions common;
    ChangeOptions change;
    PaceOptions pace;
    AgeOptions age;
    Words table;
    ChoiceOptions choice;
    bool no_archive;
    bool no_ledger;
    bool require_rollup;
    bool allow_uncovered;
    bool allow_short;
    bool no_vacuum;
    Words accept_column;
} PruneOptions;

static const Column TABLE_COLUMNS[] = {
    {"table", NULL, COLUMN_TEXT},
    {"rows", NULL, COLUMN_COUNT},
    {"days_kept", NULL, COLUMN_COUNT},
    {"reusable_bytes", "free for new rows", COLUMN_BYTES},
    {"returned_bytes", "given back", COLUMN_BYTES},
    {"note", NULL, COLUMN_TEXT}, /* for people it stands below */
};

enum { TABLE_COLUMN_COUNT = sizeof TABLE_COLUMNS / sizeof *TABLE_COLUMNS };

static PruneRoom room_of(const PruneRooms *rooms, const char *table)
{
    for (size_t at = 0; at < rooms->count; at++)
        if (text_equal(rooms->items[at].table, table))
            return rooms->items[at];
    return (PruneRoom){.table = table};
}

static Table *tables_of(const Call *call, const Prune *prune, const PruneRooms *rooms)
{
    bool is_shown = common_format(common_options(call)) == FORMAT_TABLE;
    size_t columns = is_shown ? TABLE_COLUMN_COUNT - 1 : TABLE_COLUMN_COUNT;
    Table *table = table_new(call->arena, TABLE_COLUMNS, columns);

    for (size_t at = 0; at < prune->pruned.count; at++) {
        const PrunedTable *pruned = &prune->pruned.items[at];
        PruneRoom room = room_of(rooms, pruned->table);
        const Cell cells[] = {
            cell_text(pruned->table),
            cell_number(pruned->rows),
            cell_number((int64_t) pruned->uncovered.count),
            room.was_vacuumed ? cell_number(room.reusable_bytes) : cell_null(),
            cell_number(room.returned_bytes),
            cell_text(room.note),
        };
        table_add_row(table, cells, columns);
    }
    return table;
}

/* Why not more went back: the same words once. */
static void print_notes(const PruneRooms *rooms)
{
    for (size_t at = 0; at < rooms->count; at++) {
        const char *note = rooms->items[at].note;
        bool is_said = note == NULL;
        for (size_t before = 0; before < at; before++)
            is_said |= text_equal(rooms->items[before].note, note);
        if (!is_said)
            printf("%s\n", note);
    }
}

/* Days whose money would be known nowhere else. */
static void warn_of_kept_days(const Call *call, const PrunedTable *pruned)
{
    for (size_t at = 0; at < pruned->uncovered.count; at++) {
        const UncoveredDay *day = &pruned->uncovered.items[at];
        log_warning("%s is kept: its daily totals lack %s and $%.4f of what is in %s", day->day,
                    text_plural(call->arena, day->missing_requests, "request", "requests"),
                    day->missing_spend, pruned->table);
    }
    if (pruned->uncovered.count > 0)
        log_note("--allow-uncovered prunes such days too");
}

static void report(const Call *call, const Prune *prune, const PruneRooms *rooms,
                   const SeriesResult *result)
{
    TableFormat format = common_format(common_options(call));
    Table *tables = tables_of(call, prune, rooms);

    for (size_t at = 0; at < prune->pruned.count; at++)
        warn_of_kept_days(call, &prune->pruned.items[at]);
    if (format == FORMAT_JSON) {
        Document *document CLEANUP(document_release) = batches_document(&prune->plan, result);
        document_set_text(document, "before", prune->before);
        document_set_number(document, "forecast_bytes", prune->forecast_bytes);
        document_set(document, "tables", table_document(tables));
        document_print(document, stdout);
        return;
    }
    table_print(tables, format, stdout);
    if (format == FORMAT_TABLE) {
        putchar('\n');
        print_notes(rooms);
        batches_print(call, &prune->plan, result);
    }
}

static bool request_of(const Call *call, PruneRequest *request, Error *error)
{
    const PruneOptions *options = call->options;

    *request = (PruneRequest){
        .now = clock_now(),
        .tables = options->table,
        .choice = choice_of(&options->choice),
        .no_archive = options->no_archive,
        .no_ledger = options->no_ledger,
        .allow_uncovered = options->allow_uncovered,
        .allow_short = options->allow_short,
        .is_exact = options->change.expect_rows != NOT_GIVEN,
        .accepted = options->accept_column,
        .pace = pace_of(&options->pace, &options->change),
    };
    if (options->require_rollup && options->allow_uncovered) {
        fail(error, OUTCOME_USAGE, "--require-rollup and --allow-uncovered exclude each other");
        return fail_hint(error, "Give one of them.");
    }
    return age_cutoff(&options->age, request->now, &request->before, error);
}

static bool prune_and_tell(const Call *call, Prune *prune, ChangeDecision decision, Error *error)
{
    const PruneOptions *options = call->options;
    SeriesRequest series = {.plan = &prune->plan, .work = prune_work, .context = prune};
    PruneRooms rooms;
    SeriesResult result;

    if (!prune_rooms_read(prune, &rooms, error) ||
        !batches_run(call, &options->change, prune->session, &series, decision, &result, error))
        return false;
    bool is_settled = decision == CHANGE_REHEARSES ||
                      prune_rooms_settle(prune, &result, !options->no_vacuum, &rooms, error);
    report(call, prune, &rooms, &result);
    return is_settled && batches_conclude(call, &result, error);
}

static bool run(const Call *call, Error *error)
{
    const PruneOptions *options = call->options;
    Session *session CLEANUP(session_close) = NULL;
    PruneRequest request;
    Prune prune;
    ChangeDecision decision;

    if (!request_of(call, &request, error) ||
        !command_session(call, SESSION_CHANGES, &session, error) ||
        !guard_accepted(session, &request.accepted, error) ||
        !prune_plan(session, &request, &prune, error))
        return false;
    log_info("rows before %s UTC", prune.before);
    if (!prune_before(&prune, error))
        return false;
    if (!batches_decide(call, &options->change, &prune.plan, "Prune these rows?", &decision, error))
        return false;
    return decision == CHANGE_STOPS || prune_and_tell(call, &prune, decision, error);
}

static const Option OPTIONS[] = {
    WORDS(PruneOptions, table, 0, "TABLE",
          "a table that grows, again for more; \"all\" is every one that may go by policy"),
    SWITCH(PruneOptions, no_archive, 0, "delete without keeping the rows: there is no undo then"),
    SWITCH(PruneOptions, no_ledger, 0, "do not keep what the requests cost"),
    SWITCH(PruneOptions, require_rollup, 0,
           "keep days whose daily totals do not cover their requests (as it does unless told)"),
    SWITCH(PruneOptions, allow_uncovered, 0, "prune such days too"),
    SWITCH(PruneOptions, allow_short, 0,
           "prune requests that are younger than the longest window of a budget"),
    SWITCH(PruneOptions, no_vacuum, 0, "leave VACUUM to the server"),
    WORDS(PruneOptions, accept_column, 0, "TABLE.COLUMN",
          "a column we do not know does not matter here"),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba logs prune --older-than 90d --dry-run", "what would go, and nothing more"},
    {"litellm-dba logs prune --older-than 90d --yes --max-time 2h", "what a nightly job would run"},
    {"litellm-dba logs prune --older-than 30d --table all", "every table that may go by policy"},
    {"litellm-dba logs prune --before 2026-01-01T00:00:00Z --team team-research",
     "one team's requests, up to an instant"},
    NO_MORE_EXAMPLES,
};

const Command LOGS_PRUNE = {
    .name = "prune",
    .summary = "delete old rows, into an archive first",
    .description =
        "Deletes rows that are older than the cutoff from the log of requests and its two indexes, "
        "or from other tables that grow. Archive and delete are one statement, so what is archived "
        "is what was deleted; both are on disk before a batch is committed. What the requests cost "
        "stays in a ledger, by day, team, user, key and model.\n\n"
        "The cutoff is one instant in UTC for all of it. Batches follow time, each reads only what "
        "it deletes, and by default they are small and followed by a rest, so that the proxy does "
        "not notice. It may be stopped at any time, by a signal, a file, a budget of time or rows: "
        "the batch in hand ends, the exit code is 9, and the next run goes on.\n\n"
        "Days whose daily totals do not cover their requests are kept and named. Health checks "
        "keep the newest of each model; of keys only expired sessions of the dashboard go; daily "
        "totals go only when their table is named.\n\n"
        "At the end the tables are vacuumed, which frees the room of deleted rows for new ones. "
        "Only what is empty at the end of a file goes back to the operating system.",
    .options = OPTIONS,
    .groups = {INCLUDE_COMMON(PruneOptions, common), INCLUDE_BATCHED_CHANGE(PruneOptions, change),
               INCLUDE_PACE(PruneOptions, pace), INCLUDE_AGE(PruneOptions, age),
               INCLUDE_CHOICE(PruneOptions, choice)},
    .options_size = sizeof(PruneOptions),
    .examples = EXAMPLES,
    .run = run,
};
