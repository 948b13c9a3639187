#include "operation/operation.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/list.h"
#include "base/log.h"
#include "build/sql.h"
#include "file/file.h"
#include "file/kit.h"
#include "file/lock.h"
#include "file/part.h"
#include "operation/announce.h"
#include "operation/doubt.h"
#include "operation/keeper.h"
#include "operation/record.h"
#include "server/query.h"
#include "server/transaction.h"

enum { ATTEMPTS = 5, FIRST_PAUSE_MS = 200 };

struct Operation {
    Session *session;
    const OperationRequest *request;
    OperationResult *result;
    Lock *lock;
    LIST(PreimageFile) files;
    LIST(StepRecord) steps;
    const char *wal_before;
    const char *started;
    int64_t began_ms;
    bool is_prepared; /* "prepared" is in the journal: COMMIT may have happened */
};

Session *operation_session(Operation *operation)
{
    return operation->session;
}

int64_t operation_number(const Operation *operation)
{
    return operation->result->operation;
}

bool operation_change(Operation *operation, const Step *step, int64_t *rows, Error *error)
{
    Session *session = operation->session;
    int64_t began = clock_monotonic_ms();
    Kept kept;

    if (!keeper_run(session, step, operation->result->folder, operation->files.count + 1,
                    operation->request->tell, &kept, error))
        return false;
    if (kept.has_file)
        list_add(session->arena, &operation->files, kept.file);
    list_add(session->arena, &operation->steps,
             (StepRecord){step->what, step->statement.sql->name, kept.rows,
                          clock_monotonic_ms() - began});
    operation->result->bytes += kept.bytes;
    *rows = kept.rows;
    return true;
}

void operation_refer(Operation *operation, const PreimageFile *file)
{
    list_add(operation->session->arena, &operation->files, *file);
    operation->result->bytes += file->bytes;
}

bool operation_adopt(Operation *operation, const char *path, PreimageFile *file, Error *error)
{
    const State *state = &operation->session->state;
    const char *folder = operation->result->folder;

    if (folder == NULL)
        return true;
    file->place = folder + strlen(state->path) + 1;
    return file_copy(path, path_join(operation->session->arena, folder, file->name), error);
}

void operation_count(Operation *operation, int64_t rows)
{
    operation->result->rows += rows;
}

bool operation_prepare(Operation *operation, const Statement *statement, const SqlValue *values,
                       Error *error)
{
    return query_execute(operation->session->server, statement, values, NULL, error);
}

/* The transaction. */

static bool take_server_lock(Session *session, Error *error)
{
    Statement statement = statement_make(session->arena, &SQL_SERVER_OPERATION_TRY_LOCK, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement, SQL_NO_VALUES, &rows, error))
        return false;
    if (rows_boolean(rows, 0, "is_ours"))
        return true;
    fail(error, OUTCOME_LOCKED, "another run of litellm-dba is changing this database");
    return fail_hint(error, "Try again when it is done; \"litellm-dba journal list\" shows it.");
}

static bool read_wal_position(Operation *operation, const char *since, Error *error)
{
    Session *session = operation->session;
    Statement statement = statement_make(session->arena, &SQL_SERVER_OPERATION_WAL_POSITION, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement, SQL_VALUES({"since", since}), &rows, error))
        return false;
    operation->wal_before = arena_copy(session->arena, rows_text(rows, 0, "position"));
    operation->result->wal_bytes = rows_number(rows, 0, "bytes");
    return true;
}

static bool do_work(Operation *operation, Error *error)
{
    const OperationRequest *request = operation->request;

    return take_server_lock(operation->session, error) &&
           read_wal_position(operation, NULL, error) &&
           request->work(operation, request->context, error) &&
           read_wal_position(operation, operation->wal_before, error);
}

/* Everything on disk, the journal last: from here on a commit can be proven or disproven. */
static bool prepare(Operation *operation, Error *error)
{
    Session *session = operation->session;
    const ServerIdentity *identity = session->identity;
    const char *xid, *head;
    int64_t sequence;

    if (!transaction_id(session->server, session->arena, &xid, error) ||
        !journal_head(session->journal, session->arena, &head, &sequence, error))
        return false;

    Kit kit = {
        .operation = operation->result->operation,
        .command = session->command,
        .started = operation->started,
        .host = identity->host,
        .database = identity->database,
        .schema = identity->schema,
        .system_identifier = identity->system_identifier,
        .tool_version = VERSION,
        .journal_head = head,
        .journal_sequence = sequence,
        .files = operation->files.items,
        .file_count = operation->files.count,
    };
    if (!kit_write(operation->result->folder, &kit, error) ||
        !folder_sync(operation->result->folder, error) ||
        !folder_sync(session->state.operations, error))
        return false;

    const char *body =
        record_prepared(session, xid, operation->result->rows, operation->files.items,
                        operation->files.count, operation->steps.items, operation->steps.count);
    operation->is_prepared = journal_append(session->journal, operation->result->operation,
                                            JOURNAL_PREPARED, body, error);
    return operation->is_prepared;
}

static void forget_attempt(Operation *operation)
{
    for (size_t at = 0; at < operation->files.count; at++)
        if (operation->files.items[at].place == NULL)
            part_discard(operation->result->folder, operation->files.items[at].name, &(Error){0});
    operation->files.count = 0;
    operation->steps.count = 0;
    operation->result->rows = 0;
    operation->result->bytes = 0;
}

static bool attempt(Operation *operation, Error *error)
{
    Session *session = operation->session;
    TransactionOptions options = {
        .kind = TRANSACTION_WRITE,
        .statement_timeout_ms = operation->request->statement_timeout_ms,
    };

    if (!transaction_begin(session->server, &options, error))
        return false;
    if (!do_work(operation, error)) {
        transaction_rollback(session->server);
        return false;
    }
    if (operation->request->rehearse) {
        transaction_rollback(session->server);
        return true;
    }
    if (!prepare(operation, error)) {
        transaction_rollback(session->server);
        return false;
    }
    return transaction_commit(session->server, error);
}

static bool attempt_until_done(Operation *operation, Error *error)
{
    for (int made = 1;; made++) {
        if (attempt(operation, error))
            return true;
        if (operation->is_prepared || !transaction_may_retry(error) || made == ATTEMPTS)
            return false;
        log_note("%s; trying again (%d of %d)", error->message, made + 1, ATTEMPTS);
        forget_attempt(operation);
        clock_sleep_ms(clock_jitter_ms((int64_t) FIRST_PAUSE_MS << made));
    }
}

/* Before and after. */

static bool enter(Operation *operation, Error *error)
{
    Session *session = operation->session;
    const OperationRequest *request = operation->request;

    if (!announce(session, request->plan, RECORD_CHANGE, request->undoes, &operation->lock,
                  &operation->result->operation, error))
        return false;

    const char *folder =
        state_operation_folder(session->arena, &session->state, operation->result->operation);
    if (!folder_make_new(folder, error))
        return false;
    operation->result->folder = folder;
    return true;
}

static bool publish(Operation *operation, Error *error)
{
    for (size_t at = 0; at < operation->files.count; at++)
        if (operation->files.items[at].place == NULL &&
            !part_publish(operation->result->folder, operation->files.items[at].name, error))
            return false;
    return folder_sync(operation->result->folder, error);
}

static bool end(Operation *operation, Outcome outcome, const char *message, Error *error)
{
    Session *session = operation->session;
    EndRecord record = {
        .outcome = outcome,
        .message = message,
        .rows = operation->result->rows,
        .bytes = operation->result->bytes,
        .duration_ms = operation->result->duration_ms,
    };

    return journal_append(session->journal, operation->result->operation, JOURNAL_ENDED,
                          record_ended(session->arena, &record), error);
}

/* The change is in force whatever happens now; a failure here is healed by the next run. */
static bool conclude(Operation *operation, Error *error)
{
    Session *session = operation->session;
    bool is_done = journal_append(session->journal, operation->result->operation, JOURNAL_COMMITTED,
                                  "{}", error) &&
                   publish(operation, error) && end(operation, OUTCOME_COMPLETED, NULL, error);

    if (!is_done) {
        fail_hint(error,
                  "The change is committed and its pre-images are on disk. The next run of any "
                  "command brings operation %" PRId64 " to its end in the journal.",
                  operation->result->operation);
    }
    return is_done;
}

/* The journal's own failure must not hide why the operation failed. */
static void give_up(Operation *operation, const Error *error)
{
    Error second = {0};

    operation->result->rows = 0;
    operation->result->bytes = 0;
    if ((operation->result->folder != NULL && !folder_remove(operation->result->folder, &second)) ||
        !end(operation, error->outcome, error->message, &second))
        log_warning("%s; the next run puts the journal right", second.message);
}

/* After "prepared" a failure may have come before or after the commit took place. */
static bool find_out(Operation *operation, Error *error)
{
    Session *session = operation->session;
    Error lost = *error;
    bool was_committed;

    log_note("%s; finding out whether it was committed", lost.message);
    if (!doubt_settle(session, operation->result->operation, &was_committed, error))
        return false;
    if (was_committed)
        return true;
    *error = lost;
    if (lost.outcome != OUTCOME_IN_DOUBT)
        return fail_hint(error, "Nothing was changed. %s", lost.hint);
    error->outcome = OUTCOME_SERVER_ERROR;
    return fail_hint(error, "The server says that nothing was changed. Run the command again.");
}

static bool run(Operation *operation, Error *error)
{
    if (!operation->request->rehearse && !enter(operation, error)) {
        if (operation->result->operation > 0)
            give_up(operation, error);
        return false;
    }

    bool is_committed = attempt_until_done(operation, error);
    operation->result->duration_ms = clock_monotonic_ms() - operation->began_ms;
    if (operation->request->rehearse)
        return is_committed;
    if (is_committed)
        return conclude(operation, error);
    if (operation->is_prepared)
        return find_out(operation, error);
    give_up(operation, error);
    return false;
}

bool operation_run(Session *session, const OperationRequest *request, OperationResult *result,
                   Error *error)
{
    *result = (OperationResult){0};

    Operation operation = {
        .session = session,
        .request = request,
        .result = result,
        .started = clock_format_iso(session->arena, clock_now()),
        .began_ms = clock_monotonic_ms(),
    };
    bool is_done = run(&operation, error);
    lock_release(&operation.lock);
    return is_done;
}
