#include "operation/witnesses.h"

#include <inttypes.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "build/sql.h"
#include "file/file.h"
#include "operation/stage.h"
#include "server/query.h"
#include "server/transaction.h"

/* A dead client's transaction ends by its own timeouts at the latest: statement, then idle. */
enum { WAIT_LIMIT_MS = 90 * 1000, WAIT_STEP_MS = 250 };

static const char IN_PROGRESS[] = "in progress";

static bool read_status(const Incident *incident, const char **status, Error *error)
{
    Session *session = incident->session;
    Statement statement =
        statement_make(session->arena, &SQL_SERVER_OPERATION_TRANSACTION_STATUS, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement, SQL_VALUES({"xid", incident->prepared.xid}), &rows,
               error))
        return false;
    *status = arena_copy(session->arena, rows_text(rows, 0, "status"));
    return true;
}

static bool count_rows(const Incident *incident, Witnesses *witnesses, Error *error)
{
    Session *session = incident->session;

    for (size_t at = 0; at < incident->prepared.file_count; at++) {
        const PreimageFile *file = &incident->prepared.files[at];
        StageComparison found;

        if (!file_exists(
                preimage_path(session->arena, session->state.path, incident->folder, file))) {
            witnesses->files_gone++;
            continue;
        }
        if (!stage_load(session, incident->folder, file, error) ||
            !stage_compare(session, file, &found, error) || !stage_drop(session, error))
            return false;
        witnesses->as_before += found.as_before;
        witnesses->as_after += found.as_after;
        witnesses->undecided += found.changed + found.gone;
    }
    return true;
}

/* The rows say nothing as long as the transaction is in progress. */
static bool hear_once(const Incident *incident, Witnesses *witnesses, Error *error)
{
    Server *server = incident->session->server;
    TransactionOptions options = {
        .kind = TRANSACTION_SCRATCH,
        .statement_timeout_ms = stage_timeout_ms(incident->prepared.rows),
    };

    *witnesses = (Witnesses){0};
    if (!transaction_begin(server, &options, error))
        return false;
    /* Not before: the connection may just have been made anew. */
    witnesses->same_timeline = incident->planned.timeline == incident->session->identity->timeline;
    bool is_heard =
        read_status(incident, &witnesses->status, error) &&
        (text_equal(witnesses->status, IN_PROGRESS) || count_rows(incident, witnesses, error));
    transaction_rollback(server);
    return is_heard;
}

bool witnesses_hear(const Incident *incident, Witnesses *witnesses, Error *error)
{
    int64_t until = clock_monotonic_ms() + WAIT_LIMIT_MS;

    for (bool is_told = false;;) {
        if (!hear_once(incident, witnesses, error))
            return false;
        if (!text_equal(witnesses->status, IN_PROGRESS) || clock_monotonic_ms() > until)
            return true;
        if (!is_told)
            log_note("operation %" PRId64 " is still in progress on the server; waiting",
                     incident->operation);
        is_told = true;
        clock_sleep_ms(WAIT_STEP_MS);
    }
}

Verdict witnesses_verdict(const Witnesses *witnesses)
{
    if (text_equal(witnesses->status, IN_PROGRESS))
        return VERDICT_IN_PROGRESS;
    if (!witnesses->same_timeline)
        return VERDICT_MIXED;
    if (text_equal(witnesses->status, "committed") && witnesses->as_before == 0)
        return VERDICT_COMMITTED;
    if (text_equal(witnesses->status, "aborted") && witnesses->as_after == 0)
        return VERDICT_ABORTED;
    return VERDICT_MIXED;
}

const char *witnesses_evidence(const Incident *incident, const Witnesses *witnesses)
{
    return arena_format(
        incident->session->arena,
        "The server says of transaction %s: %s. Rows as before the operation: %" PRId64
        ", as after it: %" PRId64 ", changed by others since: %" PRId64 ", files gone: %" PRId64
        ". The timeline is %s.",
        incident->prepared.xid,
        witnesses->status == NULL ? "too long ago to say" : witnesses->status, witnesses->as_before,
        witnesses->as_after, witnesses->undecided, witnesses->files_gone,
        witnesses->same_timeline ? "the same" : "another one");
}
