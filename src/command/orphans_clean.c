/* orphans clean - away with rows that lost their owner. */
#include "command/commands.h"

#include <inttypes.h>
#include <stdlib.h>

#include "admin/guard.h"
#include "admin/orphans.h"
#include "admin/orphans_clean.h"
#include "base/cleanup.h"
#include "base/log.h"
#include "cli/options.h"
#include "command/change.h"
#include "command/session.h"

typedef struct {
    CommonOptions common;
    ChangeOptions change;
    bool all_safe;
    bool block_only;
    int64_t limit;
    int64_t in_use_within;
    Words accept_column;
} CleanOptions;

enum { IN_USE_WITHIN_MS = 15 * 60 * 1000 };

typedef LIST(const OrphanClass *) Classes;

static bool add_named(const Call *call, const OrphanInquiry *inquiry, Classes *classes,
                      Error *error)
{
    for (size_t at = 0; at < call->operand_count; at++) {
        const OrphanClass *class;
        bool is_new = true;

        if (!orphans_find_class(inquiry, call->operands[at], &class, error))
            return false;
        for (size_t other = 0; other < classes->count; other++)
            is_new &= classes->items[other] != class;
        if (is_new)
            list_add(call->arena, classes, class);
    }
    return true;
}

static bool check_block_only(const CleanOptions *options, const Classes *classes, Error *error)
{
    if (options->block_only && options->limit > 0)
        return fail(error, OUTCOME_USAGE, "--block-only takes no --limit");
    for (size_t at = 0; options->block_only && at < classes->count; at++)
        if (!classes->items[at]->is_keys) {
            fail(error, OUTCOME_USAGE, "--block-only is for keys, and \"%s\" are none",
                 classes->items[at]->name);
            return fail_hint(error, "Name the classes of keys that are to be blocked.");
        }
    return true;
}

/* Ends with NULL. */
static bool choose_classes(const Call *call, const OrphanInquiry *inquiry,
                           const OrphanClass *const **chosen, Error *error)
{
    const CleanOptions *options = call->options;
    Classes classes = {0};

    if (call->operand_count == 0 && !options->all_safe) {
        fail(error, OUTCOME_USAGE, "which classes are to be cleaned is not said");
        return fail_hint(error, "Name them, or say --all-safe; \"litellm-dba orphans\" lists "
                                "them.");
    }
    for (size_t at = 0; options->all_safe && at < ORPHAN_CLASS_COUNT; at++) {
        const OrphanClass *class = &ORPHAN_CLASSES[at];
        if (!class->only_when_named && (class->is_keys || !options->block_only))
            list_add(call->arena, &classes, class);
    }
    if (!add_named(call, inquiry, &classes, error) || !check_block_only(options, &classes, error))
        return false;
    list_add(call->arena, &classes, NULL);
    *chosen = classes.items;
    return true;
}

static bool fail_left(const OrphanClean *clean, Error *error)
{
    fail(error, OUTCOME_BACKLOG_LEFT, "%" PRId64 " more rows are left beyond the limit",
         clean->left);
    return fail_hint(error, "Run it again to go on.");
}

static bool run(const Call *call, Error *error)
{
    const CleanOptions *options = call->options;
    Session *session CLEANUP(session_close) = NULL;
    OrphanClean clean;
    ChangeDecision decision;

    if (!command_session(call, SESSION_CHANGES, &session, error))
        return false;

    OrphanInquiry inquiry = orphans_inquire(session, getenv("LITELLM_MASTER_KEY"));
    OrphanCleanRequest request = {
        .block_only = options->block_only,
        .limit = options->limit,
        .in_use_within_ms = options->in_use_within,
        .accepted = options->accept_column,
    };
    if (!guard_accepted(session, &request.accepted, error) ||
        !choose_classes(call, &inquiry, &request.classes, error) ||
        !orphans_plan(&inquiry, &request, &clean, error) ||
        !change_decide(call, &options->change, &clean.plan,
                       options->block_only ? "Block these keys?" : "Clean these orphans?",
                       &decision, error))
        return false;
    if (decision == CHANGE_STOPS)
        return true;

    OperationRequest operation = {
        .plan = &clean.plan,
        .work = orphans_work,
        .context = &clean,
    };
    return change_run(call, &options->change, session, &operation, decision, error) &&
           (clean.left == 0 || decision == CHANGE_REHEARSES || fail_left(&clean, error));
}

static const Option OPTIONS[] = {
    SWITCH(CleanOptions, all_safe, 0, "every class but those that must be named"),
    SWITCH(CleanOptions, block_only, 0, "block keys instead of deleting them, and see who calls"),
    NUMBER(CleanOptions, limit, 'n', "NUMBER", 1, INT64_MAX,
           "of each class and table only that many rows; exit code 9 when more are left"),
    DURATION(CleanOptions, in_use_within, 0, "TIME",
             "refuse keys that were used since then (15m; 0s: do not look)"),
    WORDS(CleanOptions, accept_column, 0, "TABLE.COLUMN",
          "a column we do not know does not matter here"),
    NO_MORE_OPTIONS,
};

static const CleanOptions DEFAULTS = {.in_use_within = IN_USE_WITHIN_MS};

static const Example EXAMPLES[] = {
    {"litellm-dba orphans clean key-without-user --dry-run", "the plan, and nothing more"},
    {"litellm-dba orphans clean --all-safe --yes", "what a nightly job would run"},
    {"litellm-dba orphans clean key-without-team --block-only", "see who calls before they go"},
    NO_MORE_EXAMPLES,
};

const Command ORPHANS_CLEAN = {
    .name = "clean",
    .summary = "remove orphans, in one transaction that can be undone",
    .description =
        "Shows the plan, asks, and does all of it in one transaction or nothing. What is deleted "
        "or edited is on disk before the commit. Deleted keys are copied to where LiteLLM keeps "
        "deleted keys, where the version has that table, so that its reports keep the names. "
        "Rosters are edited under LiteLLM's own team lock.\n\n"
        "Proxies cache keys for about a minute: one that was deleted or blocked may work for two "
        "minutes more.",
    .operands = "[CLASS...]",
    .operand_words = orphan_class_names,
    .options = OPTIONS,
    .defaults = &DEFAULTS,
    .groups = {INCLUDE_COMMON(CleanOptions, common), INCLUDE_CHANGE(CleanOptions, change)},
    .options_size = sizeof(CleanOptions),
    .examples = EXAMPLES,
    .run = run,
};
