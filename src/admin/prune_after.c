#include "admin/prune_after.h"

#include "admin/log_holder.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/text.h"
#include "build/sql.h"
#include "server/maintain.h"
#include "server/query.h"
#include "server/transaction.h"

enum {
    VACUUM_WITHIN_MS = 4 * 3600 * 1000, /* a large table on slow disks */
    ATTEMPTS = 4,                       /* while somebody else holds a lock */
    PAUSE_MS = 700,
};

static const char NOT_ASKED[] = "no VACUUM was asked for: autovacuum makes the room free";
static const char LEFT_EARLY[] = "stopped before the end: autovacuum makes the room free";
static const char TAIL_ONLY[] = "VACUUM gives back only what is empty at the end of a file; new "
                                "rows fill the rest";

/* How large the tables are. */

typedef struct {
    const char *table;
    int64_t bytes;
    double rows;
} Extent;

static Extent extent_of(const Rows *rows, int row)
{
    return (Extent){
        .table = rows_text(rows, row, "table_name"),
        .bytes = rows_number(rows, row, "heap_bytes") + rows_number(rows, row, "toast_bytes") +
                 rows_number(rows, row, "index_bytes"),
        .rows = rows_real(rows, row, "row_count"),
    };
}

static bool read_extents(Prune *prune, Arena *arena, Rows **rows, Error *error)
{
    Session *session = prune->session;
    Statement statement = statement_make(arena, &SQL_SERVER_SIZE_TABLES, NULL);
    Words names = {0}, times = {0};

    for (size_t at = 0; at < prune->tables.count; at++) {
        list_add(arena, &names, prune->tables.items[at].table->name);
        list_add(arena, &times, prune->tables.items[at].growth->time_column);
    }
    list_add(arena, &names, NULL);
    list_add(arena, &times, NULL);
    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_read = query(session->server, &statement,
                         SQL_VALUES({"tables", query_text_array(arena, names.items)},
                                    {"times", query_text_array(arena, times.items)}),
                         rows, error);
    transaction_rollback(session->server);
    return is_read;
}

bool prune_rooms_read(Prune *prune, PruneRooms *rooms, Error *error)
{
    Arena *arena = prune->session->arena;
    Rows *rows CLEANUP(rows_release) = NULL;

    *rooms = (PruneRooms){0};
    if (!read_extents(prune, arena, &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++) {
        Extent extent = extent_of(rows, row);
        list_add(arena, rooms,
                 ((PruneRoom){
                     .table = arena_copy(arena, extent.table),
                     .bytes = extent.bytes,
                     .rows = extent.rows,
                 }));
    }
    return true;
}

/* VACUUM. */

static const PrunedTable *pruned_of(const Prune *prune, const PruneRoom *room)
{
    for (size_t at = 0; at < prune->pruned.count; at++)
        if (text_equal(prune->pruned.items[at].table, room->table))
            return &prune->pruned.items[at];
    return NULL;
}

static Statement vacuum_of(Prune *prune, Arena *arena, const PruneRoom *room)
{
    const SqlNames names[] = {
        SQL_NAME("schema", prune->session->identity->schema),
        SQL_NAME("table", room->table),
        {0},
    };

    return statement_make(arena, &SQL_SERVER_MAINTAIN_VACUUM, &(StatementContext){.names = names});
}

/* Autovacuum is often at the table just then, and gives way to nobody who does not wait. */
static bool vacuum_patiently(Prune *prune, const PruneRoom *room, Maintenance *told, Error *error)
{
    Arena *arena = prune->session->arena;
    Statement statement = vacuum_of(prune, arena, room);

    for (int made = 1;; made++) {
        if (!server_maintain(prune->session->server, arena, &statement, VACUUM_WITHIN_MS, told,
                             error))
            return false;
        if (!told->was_skipped || made == ATTEMPTS)
            return true;
        clock_sleep_ms(clock_jitter_ms(PAUSE_MS));
    }
}

static bool vacuum(Prune *prune, PruneRoom *room, Error *error)
{
    Arena *arena = prune->session->arena;
    Maintenance told;

    log_info("VACUUM of %s", room->table);
    if (!vacuum_patiently(prune, room, &told, error)) {
        room->note = arena_format(arena, "VACUUM failed: %s",
                                  error->detail[0] == '\0' ? error->message : error->detail);
        log_warning("%s: %s", room->table, room->note);
        return !interrupt_requested();
    }
    room->was_vacuumed = told.warning == NULL;
    if (room->was_vacuumed)
        return true;
    room->note = arena_format(arena, "not vacuumed: %s", told.warning);
    if (told.was_skipped)
        log_note("%s: %s; autovacuum or somebody else is at it", room->table, told.warning);
    else
        log_warning("%s: %s", room->table, room->note);
    return true;
}

static const char *reason_against(const Prune *prune, const SeriesResult *result, bool vacuums)
{
    const Pace *pace = &prune->request->pace;
    bool has_ended =
        result->stopped == NULL || (pace->max_rows >= 0 && result->rows >= pace->max_rows);

    return !vacuums ? NOT_ASKED : has_ended && !interrupt_requested() ? NULL : LEFT_EARLY;
}

static bool vacuum_all(Prune *prune, const SeriesResult *result, bool vacuums, PruneRooms *rooms,
                       Error *error)
{
    const char *against = reason_against(prune, result, vacuums);

    for (PruneRoom *room = rooms->items; room < rooms->items + rooms->count; room++) {
        const PrunedTable *pruned = pruned_of(prune, room);
        if (pruned == NULL || pruned->rows == 0)
            continue;
        if (against != NULL)
            room->note = against;
        else if (!vacuum(prune, room, error))
            return false;
    }
    return true;
}

/* What came of it. */

/* Whose snapshot is older than what we deleted; NULL: nobody's. */
static const char *holder_since(Prune *prune, const SeriesResult *result)
{
    Arena *arena = prune->session->arena;
    int64_t began = clock_now() - result->duration_ms * 1000;
    LogHolder holder;
    Error ignored;

    if (!log_holder_read(prune->session, arena, &holder, &ignored))
        return NULL;
    return log_holder_is_older(&holder, began, result->batches) ? log_holder_words(arena, &holder)
                                                                : NULL;
}

static void judge(Prune *prune, PruneRoom *room, const Extent *extent, const char *holder)
{
    double gone = (double) pruned_of(prune, room)->rows;
    double share = room->rows > gone ? gone / room->rows : 1;
    int64_t freed = (int64_t) (share * (double) room->bytes);

    room->returned_bytes = room->bytes > extent->bytes ? room->bytes - extent->bytes : 0;
    if (!room->was_vacuumed)
        return;
    if (holder != NULL) {
        room->note = arena_format(prune->session->arena,
                                  "%s keeps the dead rows: VACUUM again "
                                  "when it has ended",
                                  holder);
        return;
    }
    room->reusable_bytes = freed > room->returned_bytes ? freed - room->returned_bytes : 0;
    room->note = TAIL_ONLY;
}

static void judge_all(Prune *prune, const SeriesResult *result, PruneRooms *rooms)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *holder = holder_since(prune, result);
    Rows *rows CLEANUP(rows_release) = NULL;
    Error why;

    if (!read_extents(prune, arena, &rows, &why)) {
        log_warning("what went back to the operating system is not known: %s", why.message);
        return;
    }
    for (int row = 0; row < rows_count(rows); row++) {
        Extent extent = extent_of(rows, row);
        for (size_t at = 0; at < rooms->count; at++) {
            PruneRoom *room = &rooms->items[at];
            const PrunedTable *pruned = pruned_of(prune, room);
            if (text_equal(room->table, extent.table) && pruned != NULL && pruned->rows > 0)
                judge(prune, room, &extent, holder);
        }
    }
}

bool prune_rooms_settle(Prune *prune, const SeriesResult *result, bool vacuums, PruneRooms *rooms,
                        Error *error)
{
    if (!vacuum_all(prune, result, vacuums, rooms, error))
        return false;
    judge_all(prune, result, rooms);
    return true;
}
