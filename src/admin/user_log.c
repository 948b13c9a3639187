#include "admin/user_log.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/interrupt.h"
#include "build/sql.h"
#include "server/query.h"
#include "server/transaction.h"

/* As many rows are looked up at once, so that the log is read once for many pieces. */
enum { FOUND_AT_ONCE = 50000, READ_TIMEOUT_MS = 30 * 60 * 1000 };

/* Plain and typed columns lead; a JSON column of the same table follows its rows. */
static bool leads(const UserPlace *place)
{
    return place->is_log && place->shape != SHAPE_JSON;
}

static const char *line_note(const UserPlace *place)
{
    return strcmp(place->table, "LiteLLM_SpendLogs") == 0
               ? "history, afterwards, in pieces; the metadata of these rows too"
               : "history, afterwards, in pieces";
}

bool user_log_plan(const UserMove *move, Plan *plan, int64_t *rows, Error *error)
{
    *rows = 0;
    for (size_t at = 0; at < move->places.count; at++) {
        const UserPlace *place = &move->places.items[at];
        int64_t count;

        if (!leads(place))
            continue;
        if (!user_move_count(move, place, &count, error))
            return false;
        if (count > 0)
            plan_add(plan, move->session->arena,
                     (PlanLine){
                         .what = place->column,
                         .action = "edit",
                         .table = place->table,
                         .sql = &SQL_SERVER_USER_MOVE_CHUNK_MOVE,
                         .rows = count,
                         .note = line_note(place),
                     });
        *rows += count;
    }
    return true;
}

/* One piece of work. */

typedef struct {
    Arena *arena;
    const UserMove *move;
    const UserPlace *place;
    const char *found; /* text[] literal: the first column of the rows' keys */
    int64_t rows;
} Piece;

/* The move's values and one more. */
static const SqlValue *values_with(Arena *arena, const UserMove *move, const UserPlace *place,
                                   SqlValue other)
{
    const SqlValue *known = user_move_values(move, place);
    SqlValue *values = arena_array(arena, SqlValue, 16);
    size_t count = 0;

    for (; known->name != NULL; known++)
        values[count++] = *known;
    values[count] = other;
    return values;
}

static bool change(Operation *operation, const Piece *piece, const UserPlace *place,
                   const SqlText *lock, const SqlText *sql, int64_t *rows, Error *error)
{
    Session *session = piece->move->session;
    const SqlValue *values =
        values_with(piece->arena, piece->move, place, (SqlValue){"rows", piece->found});
    Statement locking = user_place_statement(session, place, lock, NULL, NULL);
    Step step = {
        .statement = user_place_statement(session, place, sql, NULL, NULL),
        .values = values,
        .kind = PREIMAGE_EDITED,
        .what = place->column,
        .table = place->table,
        .edited_column = place->column,
    };

    return operation_prepare(operation, &locking, values, error) &&
           operation_change(operation, &step, rows, error);
}

/* The JSON columns of the same rows; they are not counted again. */
static bool change_followers(Operation *operation, const Piece *piece, Error *error)
{
    const UserPlaces *places = &piece->move->places;

    for (size_t at = 0; at < places->count; at++) {
        const UserPlace *place = &places->items[at];
        int64_t rows;

        if (place->shape == SHAPE_JSON && strcmp(place->table, piece->place->table) == 0 &&
            !change(operation, piece, place, &SQL_SERVER_USER_MOVE_CHUNK_JSON_LOCK_CHUNK,
                    &SQL_SERVER_USER_MOVE_CHUNK_JSON_MOVE_JSON, &rows, error))
            return false;
    }
    return true;
}

static bool work(Operation *operation, void *context, Error *error)
{
    Piece *piece = context;
    bool is_typed = piece->place->shape == SHAPE_TYPED;

    if (!change(operation, piece, piece->place,
                is_typed ? &SQL_SERVER_USER_MOVE_CHUNK_TYPED_LOCK_CHUNK
                         : &SQL_SERVER_USER_MOVE_CHUNK_LOCK_CHUNK,
                is_typed ? &SQL_SERVER_USER_MOVE_CHUNK_TYPED_MOVE
                         : &SQL_SERVER_USER_MOVE_CHUNK_MOVE,
                &piece->rows, error) ||
        !change_followers(operation, piece, error))
        return false;
    operation_count(operation, piece->rows);
    return true;
}

/* The plan names the users, not the rows: those are in the pre-images. */
static Plan *piece_plan(const UserMove *move, const UserPlace *place, int64_t rows)
{
    Arena *arena = move->session->arena;
    Plan *plan = arena_alloc(arena, sizeof *plan);
    SqlValue *values = arena_array(arena, SqlValue, 3);

    values[0] = (SqlValue){"olds", move->olds};
    values[1] = (SqlValue){"new", move->new_id};
    *plan = (Plan){.command = move->session->command, .values = values};
    plan_add(plan, arena,
             (PlanLine){
                 .what = place->column,
                 .action = "edit",
                 .table = place->table,
                 .sql = &SQL_SERVER_USER_MOVE_CHUNK_MOVE,
                 .rows = rows,
             });
    plan_seal(plan, arena, move->session->fingerprint, "");
    return plan;
}

static bool move_piece(const UserMove *move, const UserPlace *place, const Rows *found, int from,
                       int count, UserLogResult *result, Error *error)
{
    Session *session = move->session;
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char **ids = arena_array(arena, const char *, (size_t) count + 1);

    for (int at = 0; at < count; at++)
        ids[at] = rows_text(found, from + at, "row");

    Piece piece = {
        .arena = arena,
        .move = move,
        .place = place,
        .found = query_text_array(arena, ids),
    };
    OperationRequest request = {
        .plan = piece_plan(move, place, count),
        .work = work,
        .context = &piece,
    };
    OperationResult done;
    if (!operation_run(session, &request, &done, error))
        return false;
    result->rows += done.rows;
    if (result->first_operation == 0)
        result->first_operation = done.operation;
    result->last_operation = done.operation;
    /* As long a rest as the work took: at most half of what the server can do is ours. */
    clock_sleep_ms(done.duration_ms);
    return true;
}

/* All of them. */

typedef struct {
    const UserLogBudget *budget;
    int64_t began_ms;
} Meter;

static int64_t affordable(const Meter *meter, const UserLogResult *result)
{
    const UserLogBudget *budget = meter->budget;
    int64_t rows = budget->piece_rows;

    if (budget->max_time_ms > 0 && clock_monotonic_ms() - meter->began_ms >= budget->max_time_ms)
        return 0;
    if (budget->max_rows >= 0 && budget->max_rows - result->rows < rows)
        rows = budget->max_rows - result->rows;
    return rows;
}

static bool find(const UserMove *move, const UserPlace *place, Rows **found, Error *error)
{
    Session *session = move->session;
    const SqlText *sql = place->shape == SHAPE_TYPED ? &SQL_SERVER_USER_MOVE_TYPED_FIND
                                                     : &SQL_SERVER_USER_MOVE_PLAIN_FIND;
    Statement statement = user_place_statement(session, place, sql, NULL, NULL);
    const char *limit = arena_format(session->arena, "%d", (int) FOUND_AT_ONCE);
    TransactionOptions options = {
        .kind = TRANSACTION_READ,
        .statement_timeout_ms = READ_TIMEOUT_MS,
    };

    if (!transaction_begin(session->server, &options, error))
        return false;
    bool is_found =
        query(session->server, &statement,
              values_with(session->arena, move, place, (SqlValue){"limit", limit}), found, error);
    transaction_rollback(session->server);
    return is_found;
}

/* *is_more: there were so many that others may be left. */
static bool move_found(const UserMove *move, const UserPlace *place, const Meter *meter,
                       bool *is_more, UserLogResult *result, Error *error)
{
    Rows *found CLEANUP(rows_release) = NULL;

    if (!find(move, place, &found, error))
        return false;
    *is_more = rows_count(found) == FOUND_AT_ONCE;
    for (int from = 0; from < rows_count(found);) {
        int64_t rows = affordable(meter, result);
        int left = rows_count(found) - from;
        int count = rows < left ? (int) rows : left;

        if (interrupt_requested())
            return interrupt_fail(error);
        if (count <= 0) {
            result->is_complete = false;
            *is_more = false;
            return true;
        }
        if (!move_piece(move, place, found, from, count, result, error))
            return false;
        from += count;
    }
    return true;
}

bool user_log_move(const UserMove *move, const UserLogBudget *budget, UserLogResult *result,
                   Error *error)
{
    Meter meter = {.budget = budget, .began_ms = clock_monotonic_ms()};

    *result = (UserLogResult){.is_complete = true};
    for (size_t at = 0; at < move->places.count; at++) {
        const UserPlace *place = &move->places.items[at];

        for (bool is_more = leads(place); is_more && result->is_complete;)
            if (!move_found(move, place, &meter, &is_more, result, error))
                return false;
    }
    return true;
}
