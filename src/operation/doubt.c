#include "operation/doubt.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "file/file.h"
#include "file/lock.h"
#include "file/part.h"
#include "operation/record.h"
#include "operation/series_heal.h"
#include "operation/task.h"
#include "operation/witnesses.h"

static const char DECIDED[] = "A person decided it.";

/* The endings. */

static bool end(Incident *judged, Outcome outcome, const char *message, const char *proof,
                Error *error)
{
    bool is_completed = outcome == OUTCOME_COMPLETED;
    EndRecord record = {
        .outcome = outcome,
        .message = message,
        .rows = is_completed ? judged->prepared.rows : 0,
        .bytes = is_completed ? judged->prepared.bytes : 0,
        .healed_by = judged->session->command,
        .evidence = proof,
    };

    return journal_append(judged->session->journal, judged->operation, JOURNAL_ENDED,
                          record_ended(judged->session->arena, &record), error);
}

/* What somebody removed is no reason never to come to an end. */
static bool publish(const Incident *judged, Error *error)
{
    for (size_t at = 0; at < judged->prepared.file_count; at++) {
        const char *name = judged->prepared.files[at].name;
        if (judged->prepared.files[at].place != NULL)
            continue;
        if (part_stage(judged->folder, name) == PART_ABSENT)
            log_warning("\"%s\" is gone from \"%s\": its rows cannot be brought back", name,
                        judged->folder);
        else if (!part_publish(judged->folder, name, error))
            return false;
    }
    return !file_exists(judged->folder) || folder_sync(judged->folder, error);
}

static bool end_as_committed(Incident *judged, bool is_in_journal, const char *proof, Error *error)
{
    if (!is_in_journal && !journal_append(judged->session->journal, judged->operation,
                                          JOURNAL_COMMITTED, "{}", error))
        return false;
    if (!publish(judged, error) || !end(judged, OUTCOME_COMPLETED, NULL, proof, error))
        return false;
    log_warning("operation %" PRId64 " (%s) had been committed; the journal now says so",
                judged->operation, judged->planned.command);
    return true;
}

static bool end_as_aborted(Incident *judged, const char *proof, Error *error)
{
    if (!folder_remove(judged->folder, error) ||
        !end(judged, OUTCOME_INTERRUPTED, "the run ended before its commit; nothing was changed",
             proof, error))
        return false;
    log_warning("operation %" PRId64
                " (%s) had ended before its commit; nothing was changed, and the "
                "journal now says so",
                judged->operation, judged->planned.command);
    return true;
}

static bool end_series(Incident *judged, HealVerdict verdict, const char *proof, Error *error)
{
    SeriesHealed healed;
    EndRecord record = {
        .outcome = OUTCOME_INTERRUPTED,
        .message = "the run ended before its work did; what it had done stays",
        .healed_by = judged->session->command,
        .evidence = proof,
    };

    if (!series_heal(judged, verdict, &healed, error))
        return false;
    record.rows = healed.rows;
    record.bytes = healed.bytes;
    if (!journal_append(judged->session->journal, judged->operation, JOURNAL_ENDED,
                        record_ended(judged->session->arena, &record), error))
        return false;
    log_warning("operation %" PRId64 " (%s) had ended in the middle of its work; %s stay done, and "
                "the journal now says so",
                judged->operation, judged->planned.command,
                text_plural(judged->session->arena, healed.rows, "row", "rows"));
    return true;
}

static const char STOPPED[] = "the run ended before it was done; nothing was changed on the server";

/* What a task leaves behind is a set that nobody finished. */
static bool end_task(Incident *judged, Error *error)
{
    if (!task_sweep(judged->session, error) ||
        !end(judged, OUTCOME_INTERRUPTED, STOPPED, NULL, error))
        return false;
    log_warning("operation %" PRId64 " (%s) had ended before it was done; nothing was changed on "
                "the server, and the journal now says so",
                judged->operation, judged->planned.command);
    return true;
}

/* One operation. */

static bool is_here(const Incident *judged)
{
    const ServerIdentity *identity = judged->session->identity;

    return judged->session->server != NULL &&
           text_equal(judged->planned.system_identifier, identity->system_identifier) &&
           text_equal(judged->planned.database, identity->database) &&
           text_equal(judged->planned.schema, identity->schema);
}

static bool read_incident(Session *session, const JournalUnfinished *found, Incident *judged,
                          Error *error)
{
    *judged = (Incident){
        .session = session,
        .operation = found->operation,
        .folder = state_operation_folder(session->arena, &session->state, found->operation),
    };
    return record_read_planned(session->arena, found->planned, &judged->planned, error) &&
           (found->prepared == NULL ||
            record_read_prepared(session->arena, found->prepared, &judged->prepared, error));
}

/* One run at a time heals an operation: *lock stays NULL while its process, or another run that
 * heals it, is alive. */
static bool take_lock(const Incident *judged, Lock **lock, Error *error)
{
    Session *session = judged->session;
    const char *path = path_join(session->arena, session->state.operations, judged->planned.lock);
    bool is_held_by_other;

    return lock_is_held(path) || lock_try(session->arena, path, lock, &is_held_by_other, error);
}

static bool stays_in_doubt(const Incident *judged, const char *proof, Error *error)
{
    fail(error, OUTCOME_IN_DOUBT, "it is not known whether operation %" PRId64 " was committed",
         judged->operation);
    fail_detail(error, "%s", proof);
    return fail_hint(error,
                     "Its pre-images are in \"%s\". Compare them with the tables, then tell the "
                     "journal: litellm-dba journal settle %" PRId64
                     " --as completed (or interrupted).",
                     judged->folder, judged->operation);
}

static bool judge_prepared(Incident *judged, bool *was_committed, Error *error)
{
    Witnesses witnesses;

    if (!witnesses_hear(judged, &witnesses, error))
        return false;

    Verdict verdict = witnesses_verdict(&witnesses);
    const char *proof = witnesses_evidence(judged, &witnesses);
    *was_committed = verdict == VERDICT_COMMITTED;
    switch (verdict) {
        case VERDICT_COMMITTED:
            return end_as_committed(judged, false, proof, error);
        case VERDICT_ABORTED:
            return end_as_aborted(judged, proof, error);
        case VERDICT_IN_PROGRESS:
            fail(error, OUTCOME_LOCKED, "operation %" PRId64 " is still in progress on the server",
                 judged->operation);
            return fail_hint(error, "Its transaction ends by its own timeouts; try again later.");
        case VERDICT_MIXED:
        default:
            return stays_in_doubt(judged, proof, error);
    }
}

static bool waits(const Incident *judged)
{
    log_note("operation %" PRId64 " on database \"%s\" waits to be judged; any command on that "
             "database does it",
             judged->operation, judged->planned.database);
    return true;
}

static bool heal_series(Incident *judged, Error *error)
{
    bool needs_server;

    if (!series_needs_server(judged, &needs_server, error))
        return false;
    if (needs_server && !is_here(judged))
        return waits(judged);
    return end_series(judged, HEAL_JUDGES, NULL, error);
}

static bool heal_incident(Incident *judged, const JournalUnfinished *found, Error *error)
{
    bool was_committed;

    if (judged->planned.style == RECORD_SERIES)
        return heal_series(judged, error);
    if (judged->planned.style == RECORD_TASK)
        return end_task(judged, error);
    if (found->committed != NULL)
        return end_as_committed(judged, true, NULL, error);
    if (found->prepared == NULL)
        return end_as_aborted(judged, NULL, error);
    if (is_here(judged))
        return judge_prepared(judged, &was_committed, error);
    return waits(judged);
}

static bool look_up(Session *session, int64_t operation, JournalUnfinished *wanted,
                    bool *is_unfinished, Error *error)
{
    const JournalUnfinished *found;
    size_t count;

    *is_unfinished = false;
    if (!journal_unfinished(session->journal, session->arena, &found, &count, error))
        return false;
    for (size_t at = 0; at < count; at++)
        if (found[at].operation == operation) {
            *wanted = found[at];
            *is_unfinished = true;
        }
    return true;
}

/* Between the list and the lock its process may have come to a good end, so only what the
 * journal says now counts. */
static bool heal_dead(Incident *judged, Error *error)
{
    Session *session = judged->session;
    JournalUnfinished found;
    bool is_unfinished;

    if (!look_up(session, judged->operation, &found, &is_unfinished, error))
        return false;
    return !is_unfinished ||
           (read_incident(session, &found, judged, error) && heal_incident(judged, &found, error));
}

static bool heal_one(Session *session, const JournalUnfinished *found, Incident *judged,
                     Error *error)
{
    Lock *lock CLEANUP(lock_release) = NULL;

    return read_incident(session, found, judged, error) && take_lock(judged, &lock, error) &&
           (lock == NULL || heal_dead(judged, error));
}

/* Lock files of processes that died before their operation was in the journal, or after its end. */
static void sweep_locks(Session *session)
{
    const char *const *names;
    size_t count;
    Error ignored = {0};

    if (!folder_list(session->arena, session->state.operations, &names, &count, &ignored))
        return;
    for (size_t at = 0; at < count; at++) {
        const char *path = path_join(session->arena, session->state.operations, names[at]);
        Lock *lock CLEANUP(lock_release) = NULL;
        bool is_held;
        if (text_starts_with(names[at], RECORD_LOCK_PREFIX) && !lock_is_held(path))
            lock_try(session->arena, path, &lock, &is_held, &ignored);
    }
}

bool doubt_heal(Session *session, Error *error)
{
    const JournalUnfinished *found;
    size_t count;
    bool is_clear = true;

    if (!journal_unfinished(session->journal, session->arena, &found, &count, error))
        return false;
    for (size_t at = 0; at < count; at++) {
        Incident judged = {0};
        Error failure = {0};
        if (heal_one(session, &found[at], &judged, &failure))
            continue;
        if (failure.outcome != OUTCOME_IN_DOUBT && !is_here(&judged)) {
            log_warning("operation %" PRId64 " could not be healed: %s", found[at].operation,
                        failure.message);
            continue;
        }
        *error = failure;
        is_clear = false;
    }
    sweep_locks(session);
    return is_clear;
}

bool doubt_needs_server(Session *session)
{
    const JournalUnfinished *found;
    size_t count;
    Error ignored = {0};

    if (!journal_unfinished(session->journal, session->arena, &found, &count, &ignored))
        return false;
    for (size_t at = 0; at < count; at++) {
        Incident judged = {0};
        bool needs = found[at].prepared != NULL && found[at].committed == NULL;
        if (needs || (read_incident(session, &found[at], &judged, &ignored) &&
                      judged.planned.style == RECORD_SERIES &&
                      (!series_needs_server(&judged, &needs, &ignored) || needs)))
            return true;
    }
    return false;
}

static bool find_unfinished(Session *session, int64_t operation, JournalUnfinished *wanted,
                            Error *error)
{
    bool is_unfinished;

    if (!look_up(session, operation, wanted, &is_unfinished, error) || is_unfinished)
        return is_unfinished;
    fail(error, OUTCOME_REFUSED, "operation %" PRId64 " is not in doubt", operation);
    return fail_hint(error, "\"litellm-dba journal show %" PRId64 "\" says how it ended.",
                     operation);
}

static bool ask_again(Incident *judged, bool *was_committed, Error *error)
{
    if (!session_reconnect(judged->session, error))
        return false;
    if (!is_here(judged))
        return fail(error, OUTCOME_SERVER_ERROR, "the address leads to another database now");
    return judge_prepared(judged, was_committed, error);
}

/* The witnesses could not be heard, for now. */
static bool is_unheard(const Error *error)
{
    return error->outcome == OUTCOME_SERVER_ERROR || error->outcome == OUTCOME_LOCKED ||
           error->outcome == OUTCOME_INTERRUPTED || error->outcome == OUTCOME_TERMINATED;
}

bool doubt_settle(Session *session, int64_t operation, bool *was_committed, Error *error)
{
    JournalUnfinished found = {0};
    Incident judged = {0};

    if (!find_unfinished(session, operation, &found, error) ||
        !read_incident(session, &found, &judged, error))
        return false;
    if (ask_again(&judged, was_committed, error))
        return true;
    if (!is_unheard(error))
        return false;

    Error unheard = *error;
    stays_in_doubt(&judged, unheard.message, error);
    return fail_hint(error, "When the server is back, any command on this database finds out.");
}

bool doubt_decide(Session *session, int64_t operation, bool was_committed, Error *error)
{
    Lock *lock CLEANUP(lock_release) = NULL;
    JournalUnfinished found = {0};
    Incident judged = {0};

    if (!find_unfinished(session, operation, &found, error) ||
        !read_incident(session, &found, &judged, error) || !take_lock(&judged, &lock, error))
        return false;
    if (lock == NULL)
        return fail(error, OUTCOME_REFUSED, "operation %" PRId64 " is still running", operation);
    if (!find_unfinished(session, operation, &found, error) ||
        !read_incident(session, &found, &judged, error))
        return false;
    if (judged.planned.style == RECORD_SERIES)
        return end_series(&judged, was_committed ? HEAL_AS_COMMITTED : HEAL_AS_ABORTED, DECIDED,
                          error);
    if (found.prepared == NULL)
        return fail(error, OUTCOME_REFUSED, "operation %" PRId64 " was never prepared", operation);
    return was_committed ? end_as_committed(&judged, found.committed != NULL, DECIDED, error)
                         : end_as_aborted(&judged, DECIDED, error);
}
