#include "admin/backup_crew.h"

#include <inttypes.h>

#include "base/cleanup.h"
#include "base/csv.h"
#include "base/crew.h"
#include "server/copy.h"

enum { TOLD_EVERY_ROWS = 4096 };

/* What a hand works with; the first one is the caller's. */
typedef struct {
    Server *server;
    Arena *arena;
    bool has_values; /* the transaction knows what the forms need */
} Hand;

typedef struct {
    const BackupFiles *request;
    BackupShares *shares;
    Hand *hands;
} Work;

/* One share. */

typedef struct {
    Crew *crew;
    size_t number; /* of the hand */
    Hand *hand;
    const BackupShare *share;
    Packer *packer;
    Text *header;
    Text *first; /* rows of a sorted table */
    Text *last;
    int64_t rows;
} Reading;

static bool take_row(void *context, const char *row, size_t size, Error *error)
{
    Reading *reading = context;

    if (crew_stops(reading->crew))
        return fail(error, OUTCOME_SERVER_ERROR, "stopped, since another connection failed");
    if (reading->share->is_sorted) {
        if (reading->rows == 0)
            text_add_span(reading->first, row, size);
        text_clear(reading->last);
        text_add_span(reading->last, row, size);
    }
    reading->rows++;
    if (reading->rows % TOLD_EVERY_ROWS == 0)
        crew_say(reading->crew, reading->number, TOLD_EVERY_ROWS);
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

static bool read_share(Reading *reading, const BackupFiles *request, SetFile *made, Error *error)
{
    const BackupShare *share = reading->share;
    Arena *arena = reading->hand->arena;
    Packer *packer CLEANUP(packer_release) = NULL;

    reading->header = text_new(arena);
    reading->first = text_new(arena);
    reading->last = text_new(arena);
    sheet_add_row(reading->header, share->table->columns, NULL, backup_count(share->table->columns),
                  SHEET_QUOTE_NEEDED);
    if (!packer_create(arena, request->folder, share->file, request->packing, &packer, error))
        return false;
    reading->packer = packer;
    return copy_rows(reading, made, error);
}

static bool work_on(Crew *crew, size_t number, size_t piece, void *context, Error *error)
{
    Work *work = context;
    BackupShare *share = &work->shares->items[piece];
    Reading reading = {
        .crew = crew, .number = number, .hand = &work->hands[number], .share = share};
    SetFile made = {.name = share->file};

    if (!reading.hand->has_values &&
        !copy_values(reading.hand->server, work->request->values, error))
        return false;
    reading.hand->has_values = true;
    if (!read_share(&reading, work->request, &made, error))
        return false;
    crew_say(crew, number, reading.rows % TOLD_EVERY_ROWS);
    share->made = made;
    return true;
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

bool backup_crew_run(const BackupFiles *request, BackupShares *shares, Error *error)
{
    Arena *arena = request->session->arena;
    size_t count = request->server_count;
    Work work = {request, shares, arena_array(arena, Hand, count)};
    CrewRequest crew = {
        .hands = count,
        .pieces = shares->count,
        .work = work_on,
        .tell = request->tell,
        .context = &work,
    };

    for (size_t at = 0; at < count; at++)
        work.hands[at] = (Hand){.server = request->servers[at], .arena = arena_new()};
    bool is_done = crew_run(&crew, error);
    for (size_t at = 0; is_done && at < shares->count; at++)
        keep(arena, &shares->items[at].made);
    for (size_t at = 0; at < count; at++)
        arena_release(&work.hands[at].arena);
    return is_done;
}
