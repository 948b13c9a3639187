#include "admin/verify_files.h"

#include <inttypes.h>
#include <string.h>

#include "admin/set_reading.h"
#include "base/cleanup.h"
#include "base/crew.h"
#include "file/file.h"
#include "server/encode.h"
#include "server/type.h"

enum { VALUES_TOLD = 5 }; /* of one file: more of them help nobody */

typedef struct {
    const SetTable *table;
    const SetFile *file;
    VerifyFindings findings;
} Piece;

typedef struct {
    const Set *set;
    const VerifyRequest *request;
    LIST(Piece) pieces;
    Arena *arenas[VERIFY_HANDS]; /* where the findings of each hand are */
} Work;

/* One file. */

typedef struct {
    Arena *arena;
    Piece *piece;
    Encoder *encoder;
    Text *ignored; /* what the encoder makes of a row */
    size_t key_count;
    Text *key; /* of the row before */
    Text *next_key;
    bool has_header;
    int64_t rows;
} Checking;

static void found(Arena *arena, Piece *piece, int64_t row, const Error *error)
{
    list_add(arena, &piece->findings,
             ((VerifyFinding){
                 .table = piece->table->name,
                 .file = piece->file->name,
                 .row = row,
                 .text = arena_format(arena, "%s%s%s", error->message,
                                      error->detail[0] == '\0' ? "" : ": ", error->detail),
             }));
}

static Encoder *new_encoder(Arena *arena, const Piece *piece)
{
    size_t count = piece->table->column_count;
    EncoderColumn *columns = arena_array(arena, EncoderColumn, count);

    for (size_t at = 0; at < count; at++) {
        const SetColumn *column = &piece->table->columns[at];
        columns[at] = (EncoderColumn){
            .name = column->name,
            .type = type_shorten(arena, column->type),
        };
    }
    return encoder_new(arena, &(EncoderRequest){
                                  .file = piece->file->name,
                                  .columns = columns,
                                  .column_count = count,
                                  .is_strict = true,
                              });
}

static void swap_keys(Checking *checking)
{
    Text *before = checking->key;

    checking->key = checking->next_key;
    checking->next_key = before;
}

/* Of a sorted table every key is behind the one before; equal ones would be two rows. */
static bool check_order(Checking *checking, const SheetRow *row, Error *error)
{
    text_clear(checking->next_key);
    for (size_t at = 0; at < checking->key_count; at++)
        text_add_span(checking->next_key, row->values[at] == NULL ? "" : row->values[at],
                      row->values[at] == NULL ? 1 : row->lengths[at] + 1);
    size_t before = text_length(checking->key), now = text_length(checking->next_key);
    bool is_behind =
        row->number == 1 || memcmp(text_value(checking->key), text_value(checking->next_key),
                                   before < now ? before : now) < 0;
    swap_keys(checking);
    if (is_behind)
        return true;
    fail(error, OUTCOME_FILE_ERROR, "\"%s\" is damaged at row %" PRId64,
         checking->piece->file->name, row->number);
    return fail_detail(error, "its key does not come after that of the row before");
}

static bool check_row(const SheetRow *row, void *context, Error *error)
{
    Checking *checking = context;
    Error failure;

    checking->rows = row->number;
    text_clear(checking->ignored);
    bool is_right = encoder_add(checking->encoder, row, checking->ignored, &failure) &&
                    (checking->key_count == 0 || check_order(checking, row, &failure));
    if (is_right)
        return true;
    found(checking->arena, checking->piece, row->number, &failure);
    if (checking->piece->findings.count < VALUES_TOLD)
        return true;
    return fail(error, OUTCOME_FILE_ERROR, "\"%s\" has more such rows",
                checking->piece->file->name);
}

/* What is wrong with a file is a finding; what keeps us from reading it is not. */
static bool is_finding(const Error *error)
{
    return error->outcome == OUTCOME_FILE_ERROR;
}

static void explain(const SetReading *reading, Arena *arena, Piece *piece)
{
    const char *signs = set_reading_signs(reading, arena);

    for (size_t at = 0; signs != NULL && at < piece->findings.count; at++) {
        VerifyFinding *finding = &piece->findings.items[at];
        finding->text = arena_format(arena, "%s (%s)", finding->text, signs);
    }
}

/* A file that is broken at some row is read no further, so its digests are not known. */
static bool check_file(SetReading *reading, Arena *scratch, Checking *checking, Error *error)
{
    Piece *piece = checking->piece;
    PackedFacts facts;
    Error failure;

    bool is_read = set_reading_run(reading, scratch, &facts, &failure);
    if (!is_read && (!is_finding(&failure) || crew_stops(reading->crew))) {
        *error = failure;
        return false;
    }
    if (!is_read || (piece->findings.count == 0 && !set_reading_compare(reading, &facts, &failure)))
        found(checking->arena, piece, is_read || !checking->has_header ? 0 : checking->rows + 1,
              &failure);
    if (piece->findings.count > 0)
        explain(reading, checking->arena, piece);
    return true;
}

static bool work_on(Crew *crew, size_t hand, size_t number, void *context, Error *error)
{
    Arena *scratch CLEANUP(arena_release) = arena_new();
    Work *work = context;
    Piece *piece = &work->pieces.items[number];
    Checking checking = {
        .arena = work->arenas[hand],
        .piece = piece,
        .encoder = new_encoder(scratch, piece),
        .ignored = text_new(scratch),
        .key = text_new(scratch),
        .next_key = text_new(scratch),
    };
    SetReading reading = {
        .folder = work->request->folder,
        .identity = work->request->identity,
        .table = piece->table,
        .file = piece->file,
        .on_row = check_row,
        .context = &checking,
        .crew = crew,
        .hand = hand,
        .has_header = &checking.has_header,
    };

    while (piece->table->is_sorted && piece->table->key[checking.key_count] != NULL)
        checking.key_count++;
    return check_file(&reading, scratch, &checking, error);
}

/* All of them. */

static void keep(Arena *arena, const Piece *piece, VerifyFindings *findings)
{
    for (size_t at = 0; at < piece->findings.count; at++) {
        VerifyFinding finding = piece->findings.items[at];
        finding.text = arena_copy(arena, finding.text);
        list_add(arena, findings, finding);
    }
}

bool verify_files(Arena *arena, const Set *set, const VerifyRequest *request,
                  VerifyFindings *findings, Error *error)
{
    Work work = {.set = set, .request = request};

    for (size_t table = 0; table < set->table_count; table++)
        for (size_t at = 0; at < set->tables[table].file_count; at++)
            list_add(
                arena, &work.pieces,
                ((Piece){.table = &set->tables[table], .file = &set->tables[table].files[at]}));
    for (size_t at = 0; at < VERIFY_HANDS; at++)
        work.arenas[at] = arena_new();

    CrewRequest crew = {
        .hands = VERIFY_HANDS,
        .pieces = work.pieces.count,
        .work = work_on,
        .tell = request->tell,
        .context = &work,
    };
    bool is_done = crew_run(&crew, error);
    for (size_t at = 0; is_done && at < work.pieces.count; at++)
        keep(arena, &work.pieces.items[at], findings);
    for (size_t at = 0; at < VERIFY_HANDS; at++)
        arena_release(&work.arenas[at]);
    return is_done;
}
