#include "admin/verify.h"

#include <inttypes.h>

#include "admin/set_plan.h"
#include "admin/verify_files.h"
#include "admin/verify_references.h"
#include "base/clock.h"
#include "base/log.h"
#include "operation/task.h"

bool verify_read(Arena *arena, const char *scratch, const Set *set, const VerifyRequest *request,
                 VerifyFindings *findings, Error *error)
{
    if (!verify_files(arena, set, request, findings, error))
        return false;
    /* What cannot be read cannot be looked up either. */
    return findings->count > 0 || verify_references(arena, scratch, set, request, findings, error);
}

typedef struct {
    Session *session;
    const VerifyRequest *request;
    VerifyResult *result;
} Verification;

/* What is known to be damaged can no longer be said to be restorable. */
static void change(Set *set, void *context)
{
    SetCheck *check = context;

    set->verified = check;
    if (check == NULL)
        set->rehearsed = NULL;
}

/* A set that cannot be written to may be verified all the same. */
static void note(const Verification *verification, int64_t operation)
{
    Arena *arena = verification->session->arena;
    VerifyResult *result = verification->result;
    SetCheck check = {
        .at = clock_format_utc(arena, clock_now()),
        .tool_version = VERSION,
        .operation = operation,
    };
    Error failure;

    if (!set_rewrite(arena, verification->request->folder, change,
                     result->findings.count == 0 ? &check : NULL, &failure))
        log_warning("the set does not remember it: %s", failure.message);
}

static bool fail_found(const Verification *verification, Error *error)
{
    const VerifyResult *result = verification->result;
    const VerifyFinding *first = &result->findings.items[0];

    fail(error, OUTCOME_FOUND, "the set %s is not as it was written", result->set.name);
    fail_detail(error, "%s", first->text);
    return fail_hint(error, "Take the set from a copy, or make a new one.");
}

static bool run(void *context, TaskResult *task, Error *error)
{
    Verification *verification = context;
    VerifyResult *result = verification->result;

    result->operation = task->operation;
    if (!verify_read(verification->session->arena, verification->session->state.path, &result->set,
                     verification->request, &result->findings, error))
        return false;
    task->rows = set_rows(&result->set);
    task->bytes = set_file_bytes(&result->set);
    note(verification, task->operation);
    return result->findings.count == 0 || fail_found(verification, error);
}

bool verify_set(Session *session, const VerifyRequest *request, VerifyResult *result, Error *error)
{
    Verification verification = {session, request, result};
    TaskResult task;

    *result = (VerifyResult){0};
    if (!set_read(session->arena, request->folder, &result->set, error))
        return false;

    Plan planned = set_plan(session, &result->set, "verify");
    TaskRequest wanted = {.plan = &planned, .work = run, .context = &verification};
    bool is_done = task_run(session, &wanted, &task, error);
    result->duration_ms = task.duration_ms;
    return is_done;
}
