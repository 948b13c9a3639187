#include "operation/announce.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "file/file.h"

static const char *lock_name(Arena *arena)
{
    return arena_format(arena, RECORD_LOCK_PREFIX "%ld-%" PRIx64, (long) getpid(),
                        (uint64_t) clock_now());
}

/* A journal that was lost starts its numbers again, and would take old folders for its own. */
static bool require_known_folders(Session *session, Error *error)
{
    const JournalOperation *newest;
    const char *const *names;
    size_t count, found;

    if (!folder_list(session->arena, session->state.operations, &names, &count, error) ||
        !journal_list(session->journal, session->arena, &(JournalFilter){.limit = 1}, &newest,
                      &found, error))
        return false;
    const char *last = count > 0 ? names[count - 1] : "";
    if (strtoll(last, NULL, 10) <= (found > 0 ? newest->operation : 0))
        return true;
    fail(error, OUTCOME_JOURNAL_ERROR, "the journal knows nothing of \"%s\" beside it", last);
    fail_detail(error, "It was lost, or put back from an older copy.");
    return fail_hint(error, "Move \"%s\" away, or bring the journal that belongs to it.",
                     session->state.operations);
}

bool announce(Session *session, const Plan *plan, RecordStyle style, int64_t undoes, Lock **lock,
              int64_t *operation, Error *error)
{
    const char *name = lock_name(session->arena);
    bool is_held_by_other;

    return require_known_folders(session, error) &&
           lock_try(session->arena, path_join(session->arena, session->state.operations, name),
                    lock, &is_held_by_other, error) &&
           journal_begin_operation(session->journal,
                                   record_planned(session, plan, style, undoes, name), operation,
                                   error);
}
