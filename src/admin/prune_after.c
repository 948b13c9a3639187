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
static const char LEFT_EARLY[] =
    "not vacuumed, since the run was told to stop: autovacuum makes the room free";
static const char PUT_ASIDE[] = "the room of detached partitions goes back when they are dropped";
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

static void vacuum(Prune *prune, PruneRoom *room)
{
    Arena *arena = prune->session->arena;
    Maintenance told;
    Error why;

    log_info("VACUUM of %s", room->table);
    if (!vacuum_patiently(prune, room, &told, &why)) {
        room->note = interrupt_requested()
                         ? LEFT_EARLY
                         : arena_format(arena, "VACUUM failed: %s",
                                        why.detail[0] == '\0' ? why.message : why.detail);
        log_warning("%s: %s", room->table, room->note);
        return;
    }
    room->was_vacuumed = told.warning == NULL;
    if (room->was_vacuumed)
        return;
    room->note = arena_format(arena, "not vacuumed: %s", told.warning);
    if (told.was_skipped)
        log_note("%s: %s; autovacuum or somebody else is at it", room->table, told.warning);
    else
        log_warning("%s: %s", room->table, room->note);
}

static const char *reason_against(const SeriesResult *result, bool vacuums)
{
    bool has_ended = result->stopped == NULL || throttle_is_bound(result->stopped);

    return !vacuums ? NOT_ASKED : has_ended && !interrupt_requested() ? NULL : LEFT_EARLY;
}

static void vacuum_all(Prune *prune, const SeriesResult *result, bool vacuums, PruneRooms *rooms)
{
    for (PruneRoom *room = rooms->items; room < rooms->items + rooms->count; room++) {
        const PrunedTable *pruned = pruned_of(prune, room);
        const char *against = reason_against(result, vacuums);
        if (pruned == NULL || pruned->rows == 0)
            continue;
        room->note = pruned->partitions > 0 ? PUT_ASIDE : NULL;
        if (pruned->rows == pruned->detached_rows)
            continue; /* no dead row is left */
        room->note = against;
        if (against == NULL)
            vacuum(prune, room);
    }
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

static int64_t dropped_bytes(const Prune *prune, const PruneRoom *room)
{
    int64_t bytes = 0;

    for (size_t at = 0; at < prune->dropped.count && text_equal(room->table, SPEND_LOGS); at++)
        bytes += prune->dropped.items[at].why == NULL ? prune->dropped.items[at].bytes : 0;
    return bytes;
}

/* What was put aside is neither here nor given back. */
static void judge(Prune *prune, PruneRoom *room, const Extent *extent, const char *holder)
{
    const PrunedTable *pruned = pruned_of(prune, room);
    double gone = (double) (pruned->rows - pruned->detached_rows);
    double share = room->rows > gone ? gone / room->rows : 1;
    int64_t freed = (int64_t) (share * (double) room->bytes);
    int64_t shrunk = room->bytes - extent->bytes - pruned->detached_bytes;

    shrunk = shrunk > 0 ? shrunk : 0;
    room->returned_bytes = shrunk + dropped_bytes(prune, room);
    if (!room->was_vacuumed)
        return;
    if (holder != NULL) {
        room->note = arena_format(prune->session->arena,
                                  "%s keeps the dead rows: VACUUM again when it has ended", holder);
        return;
    }
    room->reusable_bytes = freed > shrunk ? freed - shrunk : 0;
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
            if (text_equal(room->table, extent.table) && pruned != NULL)
                judge(prune, room, &extent, holder);
        }
    }
}

void prune_rooms_settle(Prune *prune, const SeriesResult *result, bool vacuums, PruneRooms *rooms)
{
    vacuum_all(prune, result, vacuums, rooms);
    if (!interrupt_requested())
        judge_all(prune, result, rooms);
}
