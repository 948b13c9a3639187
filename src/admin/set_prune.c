#include "admin/set_prune.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "file/file.h"
#include "operation/task.h"

/* A restore into empty tables has no pre-images of its own: what it put there is in the set. */
static bool keep_what_undo_needs(Session *session, SetFate *fate, Error *error)
{
    const char *folder = path_join(session->arena, session->state.sets, fate->entry->name);
    int64_t operation;

    if (fate->reasons != NULL)
        return true;
    if (!journal_find_needing(session->journal, state_place(&session->state, folder), &operation,
                              error))
        return false;
    if (operation > 0)
        fate->reasons =
            arena_format(session->arena, "undo of operation %" PRId64 " needs it", operation);
    return true;
}

bool set_prune_plan(Session *session, const SetPolicy *policy, SetPrune *prune, Error *error)
{
    *prune = (SetPrune){0};
    if (!sets_list(session->arena, session->state.sets, &prune->entries, error) ||
        !set_policy_apply(session->arena, policy, &prune->entries, clock_now(), &prune->fates,
                          &prune->fate_count, error))
        return false;
    for (size_t at = 0; at < prune->fate_count; at++) {
        if (!keep_what_undo_needs(session, &prune->fates[at], error))
            return false;
        if (prune->fates[at].reasons == NULL) {
            prune->removed++;
            prune->bytes += set_file_bytes(&prune->fates[at].entry->set);
        }
    }
    for (size_t at = 0; at < prune->entries.count; at++) {
        const SetEntry *entry = &prune->entries.items[at];
        if (entry->is_unfinished && !entry->is_owned)
            list_add(session->arena, &prune->unfinished, entry->name);
    }
    return true;
}

typedef struct {
    Session *session;
    SetPrune *prune;
} Pruning;

static bool run(void *context, TaskResult *task, Error *error)
{
    Pruning *pruning = context;
    Session *session = pruning->session;
    SetPrune *prune = pruning->prune;

    prune->operation = task->operation;
    prune->unfinished.count = 0;
    if (!sets_sweep(session->arena, session->state.sets, &prune->unfinished, error))
        return false;
    for (size_t left = prune->fate_count; left > 0; left--) {
        const SetFate *fate = &prune->fates[left - 1];
        if (fate->reasons != NULL)
            continue;
        if (interrupt_requested())
            return interrupt_fail(error);
        if (!sets_remove(session->arena, session->state.sets, fate->entry->name, error))
            return false;
        task->rows++;
        task->bytes += set_file_bytes(&fate->entry->set);
    }
    return true;
}

static Plan plan(Session *session, const SetPrune *prune)
{
    static const SqlValue NO_VALUES[] = {{NULL, NULL}};
    Plan plan = {.command = session->command, .values = NO_VALUES};

    for (size_t at = 0; at < prune->fate_count; at++) {
        const SetFate *fate = &prune->fates[at];
        plan_add(&plan, session->arena,
                 (PlanLine){
                     .what = fate->entry->name,
                     .action = fate->reasons == NULL ? "remove" : "keep",
                     .rows = fate->reasons == NULL,
                     .note = fate->reasons,
                 });
    }
    return plan;
}

bool set_prune_run(Session *session, SetPrune *prune, Error *error)
{
    Pruning pruning = {session, prune};
    Plan planned = plan(session, prune);
    TaskResult task;

    return task_run(session, &(TaskRequest){.plan = &planned, .work = run, .context = &pruning},
                    &task, error);
}
