#include "operation/bulk.h"

#include <inttypes.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/crew.h"
#include "base/log.h"
#include "build/sql.h"
#include "file/lock.h"
#include "operation/announce.h"
#include "operation/record.h"
#include "operation/series_record.h"
#include "server/query.h"
#include "server/transaction.h"

/* One connection and what is its own: the rest of a session is only read. */
typedef struct {
    Session session;
    Crew *crew;
    size_t number;
} Hand;

typedef struct {
    Session *session;
    const BulkRequest *request;
    OperationResult *result;
    Hand *hands;
    bool is_in_doubt; /* of some file it is not known whether it was committed */
} Bulk;

/* Connections. */

static bool open_hands(Bulk *bulk, Error *error)
{
    Session *session = bulk->session;
    const SessionRequest *request = &session->request;
    ServerOptions options = {request->dbname, request->schema, request->command};

    for (size_t at = 0; at < (size_t) bulk->request->jobs; at++) {
        Session *own = &bulk->hands[at].session;
        *own = *session;
        own->arena = arena_new();
        if (at > 0) {
            own->server = NULL;
            if (!server_connect(&options, &own->server, error))
                return false;
        }
        bulk->hands[at].number = at;
    }
    return true;
}

static void close_hands(Bulk *bulk)
{
    for (size_t at = 0; at < (size_t) bulk->request->jobs; at++) {
        Session *own = &bulk->hands[at].session;
        if (at > 0)
            server_close(&own->server);
        arena_release(&own->arena);
    }
}

/* One file. */

typedef struct {
    Bulk *bulk;
    Hand *hand;
    const BulkFile *file;
    SeriesSegment segment;
} Piece;

static bool begin(Piece *piece, Error *error)
{
    Session *session = &piece->hand->session;
    Statement statement = statement_make(session->arena, &SQL_SERVER_OPERATION_SHARE_LOCK, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;
    TransactionOptions options = {
        .kind = TRANSACTION_WRITE,
        .statement_timeout_ms = piece->bulk->request->statement_timeout_ms,
    };

    if (!transaction_begin(session->server, &options, error) ||
        !query(session->server, &statement, SQL_NO_VALUES, &rows, error))
        return false;
    piece->segment.xid = arena_copy(session->arena, rows_text(rows, 0, "xid"));
    if (rows_boolean(rows, 0, "is_ours"))
        return true;
    fail(error, OUTCOME_LOCKED, "another run of litellm-dba is changing this database");
    return fail_hint(error, "Try again when it is done; \"litellm-dba journal list\" shows it.");
}

/* The journal is one for all hands. */

static bool note_begun(void *context, Error *error)
{
    Piece *piece = context;
    Bulk *bulk = piece->bulk;

    return journal_append(bulk->session->journal, bulk->result->operation, JOURNAL_PROGRESS,
                          series_segment_begun(piece->hand->session.arena, &piece->segment), error);
}

static bool note_done(void *context, Error *error)
{
    Piece *piece = context;
    Bulk *bulk = piece->bulk;
    Arena *arena = piece->hand->session.arena;
    SeriesSegment *segment = &piece->segment;

    series_segment_inserted(arena, segment);
    bulk->result->rows += segment->rows;
    bulk->result->bytes += segment->draft.bytes;
    return journal_append(bulk->session->journal, bulk->result->operation, JOURNAL_PROGRESS,
                          series_segment_done(arena, segment, NULL, 0), error);
}

static bool note_doubt(void *context, Error *error)
{
    Piece *piece = context;

    (void) error;
    piece->bulk->is_in_doubt = true;
    return true;
}

static void tell(const void *context, int64_t rows)
{
    const Hand *hand = context;

    crew_say(hand->crew, hand->number, rows);
}

/* Until "done" is on disk the next run has something to judge. */
static bool commit(Piece *piece, Error *error)
{
    Crew *crew = piece->hand->crew;

    if (!crew_alone(crew, note_begun, piece, error)) {
        transaction_rollback(piece->hand->session.server);
        return false;
    }
    bool is_committed = transaction_commit(piece->hand->session.server, error);
    if (is_committed && crew_alone(crew, note_done, piece, error))
        return true;
    if (is_committed || error->outcome == OUTCOME_IN_DOUBT)
        crew_alone(crew, note_doubt, piece, &(Error){0});
    return false;
}

static bool run_piece(Piece *piece, Error *error)
{
    Session *session = &piece->hand->session;
    LoadRequest load = piece->file->load;

    load.tell = tell;
    load.teller = piece->hand;
    if (!begin(piece, error) || !load_file(session, &load, &piece->segment.rows, error)) {
        transaction_rollback(session->server);
        return false;
    }
    return commit(piece, error);
}

static bool work_on(Crew *crew, size_t hand, size_t number, void *context, Error *error)
{
    Bulk *bulk = context;
    Piece piece = {
        .bulk = bulk,
        .hand = &bulk->hands[hand],
        .file = &bulk->request->files[number],
    };

    piece.hand->crew = crew;
    piece.segment = (SeriesSegment){.draft = piece.file->file, .keeps_rows = true};
    return run_piece(&piece, error);
}

/* All of them. */

static bool run_crew(Bulk *bulk, Error *error)
{
    CrewRequest crew = {
        .hands = (size_t) bulk->request->jobs,
        .pieces = bulk->request->file_count,
        .work = work_on,
        .tell = bulk->request->tell,
        .context = bulk,
    };

    return open_hands(bulk, error) && crew_run(&crew, error);
}

static bool end(const Bulk *bulk, const Error *failure, Error *error)
{
    const OperationResult *result = bulk->result;
    EndRecord record = {
        .outcome = failure == NULL ? OUTCOME_COMPLETED : failure->outcome,
        .message = failure == NULL ? NULL : failure->message,
        .rows = result->rows,
        .bytes = result->bytes,
        .duration_ms = result->duration_ms,
    };

    return journal_append(bulk->session->journal, result->operation, JOURNAL_ENDED,
                          record_ended(bulk->session->arena, &record), error);
}

/* What was committed stays, and the next run goes on from there. */
static void give_up(Bulk *bulk, Error *error)
{
    Error first = *error, second = {0};

    if (!bulk->is_in_doubt && !end(bulk, error, &second))
        log_warning("%s; the next run puts the journal right", second.message);
    fail_hint(error, "%s%sWhat is restored already stays: run the command again to go on.",
              first.hint, first.hint[0] == '\0' ? "" : " ");
}

static bool run(Bulk *bulk, Error *error)
{
    int64_t began_ms = clock_monotonic_ms();

    bulk->hands = arena_array(bulk->session->arena, Hand, (size_t) bulk->request->jobs);
    bool is_done = run_crew(bulk, error);
    close_hands(bulk);
    bulk->result->duration_ms = clock_monotonic_ms() - began_ms;
    if (is_done)
        return end(bulk, NULL, error);
    give_up(bulk, error);
    return false;
}

bool bulk_run(Session *session, const BulkRequest *request, OperationResult *result, Error *error)
{
    Bulk bulk = {.session = session, .request = request, .result = result};
    Lock *lock = NULL;

    *result = (OperationResult){0};
    bool is_done =
        announce(session, request->plan, RECORD_SERIES, 0, &lock, &result->operation, error) &&
        run(&bulk, error);
    lock_release(&lock);
    return is_done;
}
