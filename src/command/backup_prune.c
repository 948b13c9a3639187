/* backup prune - old sets go, by rules that say what is kept. */
#include "command/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "admin/set_prune.h"
#include "base/cleanup.h"
#include "base/log.h"
#include "cli/options.h"
#include "cli/prompt.h"
#include "cli/table.h"
#include "command/session.h"
#include "command/set_report.h"

typedef struct {
    CommonOptions common;
    int64_t keep_within;
    int64_t keep_last;
    int64_t keep_daily;
    int64_t keep_weekly;
    int64_t keep_monthly;
    int64_t keep_yearly;
    bool dry_run;
    bool yes;
} PruneOptions;

static const Column COLUMNS[] = {
    {"set", NULL, COLUMN_TEXT},     {"age_ms", "age", COLUMN_DURATION},
    {"created", NULL, COLUMN_TIME}, {"bytes", NULL, COLUMN_BYTES},
    {"action", NULL, COLUMN_TEXT},  {"reasons", NULL, COLUMN_TEXT},
};

/* What will be done, or was. */
static void print(const Call *call, const SetPrune *prune, TableFormat format, FILE *stream)
{
    Table *table = table_new(call->arena, COLUMNS, sizeof COLUMNS / sizeof *COLUMNS);

    for (size_t at = 0; at < prune->fate_count; at++) {
        const SetFate *fate = &prune->fates[at];
        const Set *set = &fate->entry->set;
        bool is_read = fate->entry->damage == NULL;
        table_add(table, cell_text(fate->entry->name),
                  is_read ? cell_number(set_age_ms(set)) : cell_null(),
                  cell_text(is_read ? set->created : NULL),
                  is_read ? cell_number(set_file_bytes(set)) : cell_null(),
                  cell_text(fate->reasons == NULL ? "remove" : "keep"), cell_text(fate->reasons));
    }
    for (size_t at = 0; at < prune->unfinished.count; at++)
        table_add(table, cell_text(prune->unfinished.items[at]), cell_null(), cell_null(),
                  cell_null(), cell_text("remove"), cell_text("unfinished, and no run owns it"));
    table_print(table, format, stream);
}

static const char *question(Arena *arena, const SetPrune *prune)
{
    return arena_format(
        arena, "Remove %s, %s?",
        text_plural(arena, prune->removed + (int64_t) prune->unfinished.count, "set", "sets"),
        text_bytes(arena, prune->bytes));
}

static bool get_yes(const Call *call, const SetPrune *prune, Error *error)
{
    const PruneOptions *options = call->options;

    if (options->yes)
        return true;
    print(call, prune, FORMAT_TABLE, stderr);
    if (prompt_yes(question(call->arena, prune), error))
        return true;
    if (error->outcome == OUTCOME_REFUSED && !prompt_is_possible())
        fail_hint(error, "Give --yes; --dry-run shows what would go.");
    return false;
}

static bool prune_sets(const Call *call, Session *session, SetPrune *prune, Error *error)
{
    const PruneOptions *options = call->options;
    TableFormat format = common_format(common_options(call));
    bool has_work = prune->removed > 0 || prune->unfinished.count > 0;

    if (has_work && !options->dry_run &&
        (!get_yes(call, prune, error) || !set_prune_run(session, prune, error)))
        return false;
    print(call, prune, format, stdout);
    if (!has_work)
        log_info("there is nothing to do");
    else if (!options->dry_run)
        log_info("%s removed, %s",
                 text_plural(call->arena, prune->removed + (int64_t) prune->unfinished.count, "set",
                             "sets"),
                 text_bytes(call->arena, prune->bytes));
    return true;
}

static bool run(const Call *call, Error *error)
{
    const PruneOptions *options = call->options;
    const SetPolicy policy = {
        .last = options->keep_last,
        .daily = options->keep_daily,
        .weekly = options->keep_weekly,
        .monthly = options->keep_monthly,
        .yearly = options->keep_yearly,
        .within_ms = options->keep_within,
    };
    Session *session CLEANUP(session_close) = NULL;
    SetPrune prune;

    return command_session(call, options->dry_run ? SESSION_JOURNAL : SESSION_FILES, &session,
                           error) &&
           set_prune_plan(session, &policy, &prune, error) &&
           prune_sets(call, session, &prune, error);
}

static const Option OPTIONS[] = {
    DURATION(PruneOptions, keep_within, 0, "TIME", "keep all that are not older: 30d"),
    NUMBER(PruneOptions, keep_last, 0, "NUMBER", 1, 100000, "keep so many of the newest"),
    NUMBER(PruneOptions, keep_daily, 0, "NUMBER", 1, 100000,
           "keep the newest of so many days that have one"),
    NUMBER(PruneOptions, keep_weekly, 0, "NUMBER", 1, 100000, "... of so many weeks"),
    NUMBER(PruneOptions, keep_monthly, 0, "NUMBER", 1, 100000, "... of so many months"),
    NUMBER(PruneOptions, keep_yearly, 0, "NUMBER", 1, 100000, "... of so many years"),
    SWITCH(PruneOptions, dry_run, 0, "show what would be kept and removed, and why"),
    SWITCH(PruneOptions, yes, 'y', "do it without asking"),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba backup prune --keep-within 30d --keep-monthly 12 --dry-run",
     "what would go, and why the others stay"},
    {"litellm-dba backup prune --keep-within 30d --keep-monthly 12 --yes", "for cron"},
    NO_MORE_EXAMPLES,
};

const Command BACKUP_PRUNE = {
    .name = "prune",
    .summary = "remove old sets, by rules that say what is kept",
    .description =
        "A set is kept when one rule says so, and every reason is shown. --keep-within is the rule "
        "to begin with: it looks at the time alone, so no number of new sets can push out what is "
        "younger. The others keep the newest set of each of the last days, weeks, months or years "
        "on which there is one, UTC. Sets of one database and one kind (all but logs, with logs, "
        "the same tables, masked) are counted together.\n\n"
        "These never go: pinned sets, the newest of each kind, the newest verified and the newest "
        "rehearsed one, those that an undo needs, and sets that are dated in the future, which "
        "count for no rule. Unfinished sets are removed when no run owns them.",
    .options = OPTIONS,
    .groups = {INCLUDE_COMMON(PruneOptions, common)},
    .options_size = sizeof(PruneOptions),
    .examples = EXAMPLES,
    .run = run,
};
