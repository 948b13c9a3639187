#include "admin/backup_crew.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/worker.h"
#include "server/copy.h"

enum { TOLD_EVERY_ROWS = 4096, LOOK_EVERY_MS = 50 };

typedef struct {
    const BackupFiles *request;
    BackupShares *shares;
    atomic_size_t next;  /* share that nobody has taken yet */
    atomic_bool stops;   /* somebody failed */
    atomic_size_t ended; /* hands that are done */
    atomic_int_fast64_t rows;
    int64_t told; /* the first hand's alone */
} Crew;

/* Whoever reads over one connection.  All it touches is its own but for the crew's atomics and the
 * share that it has taken. */
typedef struct {
    Crew *crew;
    Server *server;
    Arena *arena;
    Worker *worker; /* NULL: the caller's own thread */
    bool is_first;
    bool failed_first; /* its error is what the others stopped for */
    Error error;
} Hand;

/* One share. */

typedef struct {
    Hand *hand;
    const BackupShare *share;
    Packer *packer;
    Text *header;
    Text *first; /* rows of a sorted table */
    Text *last;
    int64_t rows;
} Reading;

static void tell(Crew *crew)
{
    int64_t rows = atomic_load(&crew->rows);

    if (crew->request->tell != NULL && rows > crew->told)
        crew->request->tell(rows - crew->told);
    crew->told = rows;
}

static void count_row(Reading *reading)
{
    reading->rows++;
    if (reading->rows % TOLD_EVERY_ROWS != 0)
        return;
    atomic_fetch_add(&reading->hand->crew->rows, TOLD_EVERY_ROWS);
    if (reading->hand->is_first)
        tell(reading->hand->crew);
}

static bool take_row(void *context, const char *row, size_t size, Error *error)
{
    Reading *reading = context;

    if (atomic_load_explicit(&reading->hand->crew->stops, memory_order_relaxed))
        return fail(error, OUTCOME_SERVER_ERROR, "stopped, since another connection failed");
    if (reading->share->is_sorted) {
        if (reading->rows == 0)
            text_add_span(reading->first, row, size);
        text_clear(reading->last);
        text_add_span(reading->last, row, size);
    }
    count_row(reading);
    return packer_add(reading->packer, row, size, error);
}

/* The key stands first in every row. */
typedef struct {
    Arena *arena;
    size_t count; /* of the key's columns */
    SetFile *made;
} KeyReading;

static bool take_key(const SheetRow *row, void *context, Error *error)
{
    KeyReading *reading = context;
    const char **key = arena_array(reading->arena, const char *, reading->count + 1);

    (void) error;
    for (size_t at = 0; at < reading->count; at++)
        key[at] = arena_copy(reading->arena, row->values[at]);
    *(row->number == 1 ? &reading->made->first_key : &reading->made->last_key) = key;
    return true;
}

static bool read_keys(const Reading *reading, SetFile *made, Error *error)
{
    KeyReading keys = {
        .arena = reading->hand->arena,
        .count = backup_count(reading->share->table->table->key),
        .made = made,
    };
    const Text *parts[] = {reading->header, reading->first, reading->last};
    SheetReader *reader CLEANUP(sheet_reader_release) =
        sheet_reader_new(reading->share->file, NULL, take_key, &keys);

    if (keys.count == 0 || reading->rows == 0 || !reading->share->is_sorted)
        return true;
    for (size_t at = 0; at < sizeof parts / sizeof *parts; at++)
        if (!sheet_reader_feed(reader, text_value(parts[at]), text_length(parts[at]), error))
            return false;
    return sheet_reader_finish(reader, error);
}

static bool check_rows(const Reading *reading, const PackedFacts *facts, int64_t sent, Error *error)
{
    if (facts->rows == sent)
        return true;
    fail(error, OUTCOME_FILE_ERROR, "\"%s\" has %" PRId64 " rows, and the server sent %" PRId64,
         reading->share->file, facts->rows, sent);
    return fail_hint(error, "This is a fault of litellm-dba: please report it.");
}

static bool copy_rows(Reading *reading, SetFile *made, Error *error)
{
    const BackupShare *share = reading->share;
    const SqlValue *places = SQL_VALUES({"from", share->from}, {"until", share->until});
    int64_t sent;

    if ((share->from != NULL && !copy_values(reading->hand->server, places, error)) ||
        !packer_add(reading->packer, text_value(reading->header), text_length(reading->header),
                    error) ||
        !copy_out(reading->hand->server, &share->statement, take_row, reading, &sent, error) ||
        !packer_finish(reading->packer, &made->facts, error))
        return false;
    return check_rows(reading, &made->facts, sent, error) && read_keys(reading, made, error);
}

static bool read_share(Hand *hand, BackupShare *share, Error *error)
{
    const BackupFiles *request = hand->crew->request;
    Packer *packer CLEANUP(packer_release) = NULL;
    Reading reading = {
        .hand = hand,
        .share = share,
        .header = text_new(hand->arena),
        .first = text_new(hand->arena),
        .last = text_new(hand->arena),
    };
    SetFile made = {.name = share->file};

    sheet_add_row(reading.header, share->table->columns, NULL, backup_count(share->table->columns),
                  SHEET_QUOTE_NEEDED);
    if (!packer_create(hand->arena, request->folder, share->file, request->packing, NULL, &packer,
                       error))
        return false;
    reading.packer = packer;
    if (!copy_rows(&reading, &made, error))
        return false;
    atomic_fetch_add(&hand->crew->rows, reading.rows % TOLD_EVERY_ROWS);
    share->made = made;
    return true;
}

/* All of them. */

static bool read_shares(Hand *hand, Error *error)
{
    Crew *crew = hand->crew;

    if (!copy_values(hand->server, crew->request->values, error))
        return false;
    while (!atomic_load(&crew->stops)) {
        size_t at = atomic_fetch_add(&crew->next, 1);
        if (at >= crew->shares->count)
            return true;
        if (!read_share(hand, &crew->shares->items[at], error))
            return false;
    }
    return true;
}

static void work(void *context)
{
    Hand *hand = context;
    bool was_stopped = false;

    if (!read_shares(hand, &hand->error))
        hand->failed_first = atomic_compare_exchange_strong(&hand->crew->stops, &was_stopped, true);
    atomic_fetch_add(&hand->crew->ended, 1);
}

/* Other hands cannot tell how far they are. */
static void wait_for_others(Crew *crew, size_t count)
{
    while (atomic_load(&crew->ended) < count) {
        tell(crew);
        clock_sleep_ms(LOOK_EVERY_MS);
    }
    tell(crew);
}

/* Keys and digests were made in memory of the hand that made them. */
static void keep(Arena *arena, SetFile *made)
{
    const char *const **keys[] = {&made->first_key, &made->last_key};

    made->facts.csv_sha256 = arena_copy(arena, made->facts.csv_sha256);
    made->facts.file_sha256 = arena_copy(arena, made->facts.file_sha256);
    for (size_t at = 0; at < sizeof keys / sizeof *keys; at++) {
        if (*keys[at] == NULL)
            continue;
        size_t count = backup_count(*keys[at]);
        const char **copy = arena_array(arena, const char *, count + 1);
        for (size_t name = 0; name < count; name++)
            copy[name] = arena_copy(arena, (*keys[at])[name]);
        *keys[at] = copy;
    }
}

static bool run_hands(Crew *crew, Hand *hands, size_t count, Error *error)
{
    bool is_done = true;

    for (size_t at = 1; at < count; at++)
        hands[at].worker = worker_start(work, &hands[at]);
    work(&hands[0]);
    wait_for_others(crew, count);
    for (size_t at = 0; at < count; at++) {
        worker_join(&hands[at].worker);
        if (hands[at].failed_first) {
            *error = hands[at].error;
            is_done = false;
        }
    }
    return is_done;
}

bool backup_crew_run(const BackupFiles *request, BackupShares *shares, Error *error)
{
    Arena *arena = request->session->arena;
    size_t count = request->server_count;
    Crew crew = {.request = request, .shares = shares};
    Hand *hands = arena_array(arena, Hand, count);

    for (size_t at = 0; at < count; at++)
        hands[at] = (Hand){
            .crew = &crew,
            .server = request->servers[at],
            .arena = arena_new(),
            .is_first = at == 0,
        };
    bool is_done = run_hands(&crew, hands, count, error);
    for (size_t at = 0; is_done && at < shares->count; at++)
        keep(arena, &shares->items[at].made);
    for (size_t at = 0; at < count; at++)
        arena_release(&hands[at].arena);
    return is_done;
}
