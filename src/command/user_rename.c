/* user rename - another user_id, everywhere it stands. */
#include "command/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "admin/guard.h"
#include "admin/user_rename.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "cli/options.h"
#include "command/change.h"
#include "command/session.h"
#include "command/user_logs.h"

typedef struct {
    CommonOptions common;
    ChangeOptions change;
    LogOptions logs;
    bool logs_only;
    Words accept_column;
} RenameOptions;

/* With --logs-only there is no other result. */
static void report_logs(const Call *call, const UserLogResult *result)
{
    Document *document CLEANUP(document_release) = document_object();

    if (common_format(common_options(call)) != FORMAT_JSON) {
        printf("Operations %" PRId64 " to %" PRId64 " completed: %s of the logs.\n",
               result->first_operation, result->last_operation,
               text_plural(call->arena, result->rows, "row", "rows"));
        return;
    }
    document_set_text(document, "outcome",
                      outcome_name(result->is_complete ? OUTCOME_COMPLETED : OUTCOME_BACKLOG_LEFT));
    document_set_number(document, "rows", result->rows);
    document_set_number(document, "first_operation", result->first_operation);
    document_set_number(document, "last_operation", result->last_operation);
    document_print(document, stdout);
}

static bool run_rename(const Call *call, Session *session, UserRename *rename,
                       ChangeDecision decision, Error *error)
{
    const RenameOptions *options = call->options;
    OperationRequest request = {
        .plan = &rename->plan,
        .work = user_rename_work,
        .context = rename,
    };
    UserLogResult logs;

    if (!options->logs_only &&
        !change_run(call, &options->change, session, &request, decision, OUTCOME_COMPLETED, error))
        return false;
    if (decision == CHANGE_REHEARSES || rename->log_rows == 0)
        return true;

    const char *again =
        user_logs_continuation(call->arena, rename->plan.values[0].value, rename->move.new_id);
    bool is_moved = user_logs_move(&options->logs, &rename->move, again, &logs, error);
    if (options->logs_only && logs.rows > 0)
        report_logs(call, &logs);
    return is_moved;
}

static bool run(const Call *call, Error *error)
{
    const RenameOptions *options = call->options;
    Session *session CLEANUP(session_close) = NULL;
    UserRename rename;
    ChangeDecision decision;

    UserRenameRequest request = {
        .from = call->operands[0],
        .to = call->operands[1],
        .only_logs = options->logs_only,
        .skip_logs = options->logs.skip_logs,
        .accepted = options->accept_column,
    };
    if (!command_session(call, SESSION_CHANGES, &session, error) ||
        !guard_accepted(session, &request.accepted, error) ||
        !user_rename_plan(session, &request, &rename, error) ||
        !change_decide(call, &options->change, &rename.plan, "Rename this user?", &decision, error))
        return false;
    return decision == CHANGE_STOPS || run_rename(call, session, &rename, decision, error);
}

static const Option OPTIONS[] = {
    SWITCH(RenameOptions, logs_only, 0, "the user was renamed before: only what logs were left"),
    WORDS(RenameOptions, accept_column, 0, "TABLE.COLUMN",
          "a column we do not know does not matter here"),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba user rename 0f8e2a90-joao joao --dry-run", "the plan, and nothing more"},
    {"litellm-dba user rename 0f8e2a90-joao joao --skip-logs --yes", "all but the request log"},
    {"litellm-dba user rename 0f8e2a90-joao joao --logs-only --max-time 10m --yes",
     "some of the log, later"},
    NO_MORE_EXAMPLES,
};

const Command USER_RENAME = {
    .name = "rename",
    .summary = "give a user another user_id, everywhere it stands",
    .description =
        "In one transaction: the user's row, keys, memberships, invitations, rosters and lists of "
        "all teams, daily spend, and who made what; foreign keys carry their rows along. The new "
        "user_id must not be in use. Sums of spend by key, team, day and model are compared before "
        "and after, in the transaction. Keys keep working; sso_user_id and e-mail stay.\n\n"
        "Then the request log, the audit log and the health checks, in small transactions with as "
        "much rest between them as they took; each is an operation of its own. What is left when "
        "the time is used up (exit code 9) is continued with --logs-only. To take the logs back: "
        "undo those operations, or rename back with --logs-only.\n\n"
        "What a proxy still has in memory is written under the old user_id for about a minute, so "
        "it is best done when the user is idle.",
    .operands = "OLD NEW",
    .options = OPTIONS,
    .groups = {INCLUDE_COMMON(RenameOptions, common), INCLUDE_CHANGE(RenameOptions, change),
               INCLUDE_LOGS(RenameOptions, logs)},
    .options_size = sizeof(RenameOptions),
    .examples = EXAMPLES,
    .run = run,
};
