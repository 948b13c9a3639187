/* logs prune - old rows go, into an archive first. */
#include "command/commands.h"

#include "admin/guard.h"
#include "admin/prune.h"
#include "admin/prune_after.h"
#include "admin/prune_before.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "cli/options.h"
#include "command/batches.h"
#include "command/logs_age.h"
#include "command/logs_prune_report.h"
#include "command/pace.h"
#include "command/session.h"

enum { QUARANTINE_MS = 3 * 24 * 3600 * 1000 };

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
    bool row_by_row;
    int64_t quarantine;
    Words accept_column;
} PruneOptions;

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
        .row_by_row = options->row_by_row,
        .quarantine_ms = options->quarantine,
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
    if (decision != CHANGE_REHEARSES)
        prune_rooms_settle(prune, &result, !options->no_vacuum, &rooms);
    logs_prune_report(call, prune, &rooms, &result);
    return batches_conclude(call, &result, error);
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
    DURATION(
        PruneOptions, quarantine, 0, "TIME",
        "how long a detached partition is kept before it is dropped, 3d unless told; 0s: no time"),
    SWITCH(PruneOptions, row_by_row, 0, "leave partitions attached, also those that have expired"),
    WORDS(PruneOptions, accept_column, 0, "TABLE.COLUMN",
          "a column we do not know does not matter here"),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba logs prune --older-than 90d --dry-run", "what would go, and nothing more"},
    {"litellm-dba logs prune --older-than 90d --yes --max-time 2h", "what a nightly job would run"},
    {"litellm-dba logs prune --older-than 60d --table all", "every table that may go by policy"},
    {"litellm-dba logs prune --before 2026-01-01T00:00:00Z --team team-research",
     "one team's requests, up to an instant"},
    NO_MORE_EXAMPLES,
};

static const PruneOptions DEFAULTS = {.quarantine = QUARANTINE_MS};

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
        "Days whose daily totals do not cover their requests are kept and named, and so are the "
        "rows of the two indexes that lead to them. Health checks "
        "keep the newest of each model; of keys only expired sessions of the dashboard go; daily "
        "totals go only when their table is named.\n\n"
        "Of a partitioned log, partitions that have expired as a whole are archived, detached in "
        "one "
        "short transaction, and kept in a schema of their own until a later run drops them; as "
        "long "
        "as they are there, undo attaches them again. The default partition always stays. What "
        "cannot leave as a whole goes row by row.\n\n"
        "At the end the tables are vacuumed, which frees the room of deleted rows for new ones: "
        "also after --max-rows and --max-time, which do not count that, but not after a signal or "
        "a stop file. "
        "Only what is empty at the end of a file goes back to the operating system.",
    .options = OPTIONS,
    .defaults = &DEFAULTS,
    .groups = {INCLUDE_COMMON(PruneOptions, common), INCLUDE_BATCHED_CHANGE(PruneOptions, change),
               INCLUDE_PACE(PruneOptions, pace), INCLUDE_AGE(PruneOptions, age),
               INCLUDE_CHOICE(PruneOptions, choice)},
    .options_size = sizeof(PruneOptions),
    .examples = EXAMPLES,
    .run = run,
};
