#include "command/user_leave.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/terminal.h"
#include "operation/operation.h"

enum { LONGEST_TYPED = 200, STEP_MS = 500, SHOWN = 5 };

bool user_leave_ids(const Call *call, const char *from, Words *ids, Error *error)
{
    for (size_t at = 0; at < call->operand_count; at++)
        user_add_id(call->arena, ids, call->operands[at]);
    if (from != NULL && !user_read_ids(from, call->arena, ids, error))
        return false;
    if (ids->count > 0)
        return true;
    fail(error, OUTCOME_USAGE, "which users is not said");
    return fail_hint(error, "Name them, or give --from FILE with one id a line.");
}

/* An id that nobody can type is replaced by the plan's. */
static const char *word_to_type(const Call *call, const UserDelete *delete)
{
    const char *id = delete->users.items[0].user_id;

    if (delete->users.count > 1)
        return arena_format(call->arena, "%zu", delete->users.count);
    return strlen(id) <= LONGEST_TYPED && strcmp(terminal_safe(call->arena, id), id) == 0
               ? id
               : delete->plan.id;
}

/* Somebody may have been named by an e-mail: the plan alone does not say who is meant. */
static void tell_whom(const Call *call, const UserDelete *delete, const char *verb)
{
    Text *whom = text_new(call->arena);

    for (size_t at = 0; at < delete->users.count && at < SHOWN; at++)
        text_addf(whom, "%s\"%s\"", at > 0 ? ", " : "",
                  user_shown(call->arena, delete->users.items[at].user_id));
    if (delete->users.count > SHOWN)
        text_addf(whom, " and %zu more", delete->users.count - SHOWN);
    log_info("to %s: %s", verb, text_value(whom));
}

bool user_leave_decide(const Call *call, const ChangeOptions *options, const UserDelete *delete,
                       const char *verb, ChangeDecision *decision, Error *error)
{
    const char *word = word_to_type(call, delete);
    const char *question =
        delete->users.count > 1
            ? arena_format(call->arena, "Type how many users to %s, %s", verb, word)
        : strcmp(word, delete->plan.id) == 0
            ? arena_format(call->arena, "Type the plan's id to %s the user, %s", verb, word)
            : arena_format(call->arena, "Type the user_id to %s it, %s", verb, word);

    tell_whom(call, delete, verb);
    return change_decide_typed(call, options, &delete->plan, question, word, decision, error);
}

/* What is done is done: a look that fails is a warning. */
static void look_at_once(const UserDelete *delete)
{
    Words found = {0};
    Error error = {0};

    if (!user_delete_look_again(delete, &found, &error)) {
        log_warning("could not look again: %s", error.message);
        return;
    }
    for (size_t at = 0; at < found.count; at++)
        log_warning("a proxy was faster: there is something new in %s; run it again",
                    found.items[at]);
}

bool user_leave_run(const Call *call, const ChangeOptions *options, UserDelete *delete,
                    ChangeDecision decision, Error *error)
{
    OperationRequest request = {
        .plan = &delete->plan,
        .work = user_delete_work,
        .context = delete,
    };

    if (!change_run(call, options, delete->session, &request, decision, OUTCOME_COMPLETED, error))
        return false;
    if (decision == CHANGE_REHEARSES)
        return true;
    look_at_once(delete);
    for (size_t at = 0; at < delete->notes.count; at++)
        log_info("note: %s", delete->notes.items[at]);
    return true;
}

static bool sleep_for(int64_t milliseconds, Error *error)
{
    int64_t end = clock_monotonic_ms() + milliseconds;

    for (int64_t left = milliseconds; left > 0; left = end - clock_monotonic_ms()) {
        if (interrupt_requested())
            return interrupt_fail(error);
        clock_sleep_ms(left < STEP_MS ? left : STEP_MS);
    }
    return true;
}

bool user_leave_block(const ChangeOptions *options, Session *session, const Words *ids,
                      const UserDeleteRequest *request, int64_t wait_ms, Error *error)
{
    UserDeleteRequest blocking = *request;
    UserDelete block;
    OperationRequest operation = {
        .plan = &block.plan,
        .statement_timeout_ms = options->statement_timeout,
        .work = user_delete_work,
        .context = &block,
    };
    OperationResult result;

    blocking.fate = (UserFate){.end = USER_ENDS_BLOCKED, .blocks_keys = true};
    if (!user_delete_plan(session, ids, &blocking, &block, error))
        return false;
    if (block.plan.rows == 0)
        return true;
    if (!operation_run(session, &operation, &result, error))
        return false;
    log_info("operation %" PRId64 " blocked the keys; waiting %s for the proxies' caches",
             result.operation, text_duration(session->arena, wait_ms));
    if (sleep_for(wait_ms, error))
        return true;
    return fail_hint(error, "The keys stay blocked; to take that back: litellm-dba undo %" PRId64,
                     result.operation);
}

bool user_leave_check_later(const UserDelete *delete, int64_t after_ms, Error *error)
{
    Words found = {0};

    log_info("looking again in %s, when the proxy's reset job has run",
             text_duration(delete->session->arena, after_ms));
    if (!sleep_for(after_ms, error))
        return fail_hint(error, "The change itself is completed.");
    if (!user_delete_look_again(delete, &found, error))
        return false;
    if (found.count == 0) {
        log_info("nothing has come back");
        return true;
    }
    fail(error, OUTCOME_FOUND, "something has come back");
    fail_detail(error, "%s.", text_join(delete->session->arena, found.items, found.count, ", "));
    return fail_hint(error,
                     "A proxy wrote it, or somebody signed in again: run the command again.");
}
