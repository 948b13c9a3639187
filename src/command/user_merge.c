/* user merge - several users become one. */
#include "command/commands.h"

#include <string.h>

#include "admin/guard.h"
#include "admin/user_merge.h"
#include "base/cleanup.h"
#include "base/terminal.h"
#include "cli/options.h"
#include "command/change.h"
#include "command/session.h"
#include "command/user_logs.h"

enum { LONGEST_TYPED = 100 };

typedef struct {
    CommonOptions common;
    ChangeOptions change;
    LogOptions logs;
    Words accept_column;
} MergeOptions;

static const char *continuation(const UserMerge *merge)
{
    Arena *arena = merge->move.session->arena;
    const char *one =
        user_logs_continuation(arena, merge->from.items[0].user_id, merge->into.user_id);

    return merge->from.count == 1 ? one : arena_format(arena, "%s, and so for each of them", one);
}

static bool run_merge(const Call *call, Session *session, UserMerge *merge, ChangeDecision decision,
                      Error *error)
{
    const MergeOptions *options = call->options;
    OperationRequest request = {
        .plan = &merge->plan,
        .work = user_merge_work,
        .context = merge,
    };
    UserLogResult logs;

    if (!change_run(call, &options->change, session, &request, decision, OUTCOME_COMPLETED, error))
        return false;
    return decision == CHANGE_REHEARSES || merge->log_rows == 0 ||
           user_logs_move(&options->logs, &merge->move, continuation(merge), &logs, error);
}

/* The last one named is who stays. */
static bool read_operands(const Call *call, Words *from, const char **into, Error *error)
{
    if (call->operand_count < 2) {
        fail(error, OUTCOME_USAGE, "into whom is not said");
        return fail_hint(error, "Name those who go, then the user who stays.");
    }
    for (size_t at = 0; at + 1 < call->operand_count; at++)
        list_add(call->arena, from, call->operands[at]);
    *into = call->operands[call->operand_count - 1];
    return true;
}

/* An id that nobody can type is replaced by the plan's. */
static bool decide(const Call *call, const UserMerge *merge, ChangeDecision *decision, Error *error)
{
    const MergeOptions *options = call->options;
    const char *id = merge->into.user_id;
    bool is_typable =
        strlen(id) <= LONGEST_TYPED && strcmp(terminal_safe(call->arena, id), id) == 0;
    const char *word = is_typable ? id : merge->plan.id;
    const char *question = arena_format(call->arena, "Type the %s to merge, %s",
                                        is_typable ? "user_id of who stays" : "plan's id", word);

    return change_decide_typed(call, &options->change, &merge->plan, question, word, decision,
                               error);
}

static bool run(const Call *call, Error *error)
{
    const MergeOptions *options = call->options;
    Session *session CLEANUP(session_close) = NULL;
    Words from = {0};
    UserMergeRequest request = {
        .from = &from,
        .skip_logs = options->logs.skip_logs,
        .accepted = options->accept_column,
    };
    UserMerge merge;
    ChangeDecision decision;

    if (!read_operands(call, &from, &request.into, error) ||
        !command_session(call, SESSION_CHANGES, &session, error) ||
        !guard_accepted(session, &request.accepted, error) ||
        !user_merge_plan(session, &request, &merge, error) ||
        !decide(call, &merge, &decision, error))
        return false;
    return decision == CHANGE_STOPS || run_merge(call, session, &merge, decision, error);
}

static const Option OPTIONS[] = {
    WORDS(MergeOptions, accept_column, 0, "TABLE.COLUMN",
          "a column we do not know does not matter here"),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba user duplicates", "who may be one person"},
    {"litellm-dba user merge twin-1 twin-2 --dry-run", "the plan: twin-2 would stay"},
    {"litellm-dba user merge twin-1 twin-2 --yes", "twin-1 becomes twin-2"},
    NO_MORE_EXAMPLES,
};

const Command USER_MERGE = {
    .name = "merge",
    .summary = "make one user of several",
    .description =
        "The last one named stays and gets what the others have: keys, teams and their rosters, "
        "memberships, organisations, invitations, daily spend and spend, and the better role. "
        "Where a unique index allows one row only, spend, tokens and requests are added up in the "
        "row that stays, with its own budget; of secrets and the like the row of who stays is "
        "kept. E-mail and sso_user_id are taken over where there is none. Then the others' rows "
        "are deleted.\n\n"
        "All of that is one transaction, in which sums of spend by key, team, day and model are "
        "compared before and after. The request log, the audit log and the health checks follow "
        "in small transactions; each is an operation of its own.",
    .operands = "FROM INTO...",
    .options = OPTIONS,
    .groups = {INCLUDE_COMMON(MergeOptions, common), INCLUDE_CHANGE(MergeOptions, change),
               INCLUDE_LOGS(MergeOptions, logs)},
    .options_size = sizeof(MergeOptions),
    .examples = EXAMPLES,
    .run = run,
};
