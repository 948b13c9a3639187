#include "operation/chunks.h"

#include "base/cleanup.h"
#include "base/list.h"
#include "file/unpacker.h"

enum { CHUNK_BYTES = 4 * 1024 * 1024 };

typedef struct {
    Arena *arena;
    const ChunkSource *source;
    ChunkFunction *take;
    void *context;
    Text *rows;
    int64_t count;
    int64_t limit;       /* 0: enough */
    LIST(size_t) places; /* of the wanted columns among the file's */
    const char **values;
    size_t *lengths;
} Reading;

static bool fail_header(const Reading *reading, Error *error)
{
    fail(error, OUTCOME_FILE_ERROR, "the columns of \"%s\" are not those that were written down",
         reading->source->file->name);
    return fail_hint(error, "Take the file from a copy of the state folder.");
}

static size_t place_of(const SheetRow *header, const char *column)
{
    size_t place = 0;

    while (place < header->count && !text_equal(header->values[place], column))
        place++;
    return place;
}

static bool take_header(const SheetRow *header, void *context, Error *error)
{
    Reading *reading = context;
    const PreimageFile *file = reading->source->file;
    const char *const *wanted =
        reading->source->columns == NULL ? file->columns : reading->source->columns;

    if (!sheet_row_is(header, file->columns))
        return fail_header(reading, error);
    for (; *wanted != NULL; wanted++)
        list_add(reading->arena, &reading->places, place_of(header, *wanted));
    reading->values = arena_array(reading->arena, const char *, reading->places.count);
    reading->lengths = arena_array(reading->arena, size_t, reading->places.count);
    return true;
}

static bool take_chunk(Reading *reading, Error *error)
{
    Chunk chunk = {reading->rows, reading->count};

    if (reading->count > 0 && !reading->take(&chunk, &reading->limit, reading->context, error))
        return false;
    text_clear(reading->rows);
    reading->count = 0;
    return true;
}

static bool take_row(const SheetRow *row, void *context, Error *error)
{
    Reading *reading = context;
    const ChunkSource *source = reading->source;

    if (reading->limit == 0 || (source->filter != NULL && !source->filter(row, source->context)))
        return true;
    for (size_t at = 0; at < reading->places.count; at++) {
        reading->values[at] = row->values[reading->places.items[at]];
        reading->lengths[at] = row->lengths[reading->places.items[at]];
    }
    sheet_add_row(reading->rows, reading->values, reading->lengths, reading->places.count,
                  SHEET_QUOTE_NEEDED);
    reading->count++;
    bool is_full = reading->count >= reading->limit || text_length(reading->rows) >= CHUNK_BYTES;
    return !is_full || take_chunk(reading, error);
}

static bool feed(Reading *reading, Unpacker *unpacker, SheetReader *reader, Error *error)
{
    const char *data;
    size_t size;

    while (reading->limit > 0) {
        if (!unpacker_next(unpacker, &data, &size, error))
            return false;
        if (size == 0)
            return sheet_reader_finish(reader, error) && take_chunk(reading, error);
        if (!sheet_reader_feed(reader, data, size, error))
            return false;
    }
    return true;
}

bool chunks_read(Session *session, const ChunkSource *source, int64_t limit, ChunkFunction *take,
                 void *context, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *path = preimage_path(arena, session->state.path, "", source->file);
    PackedSource packed = {
        .path = path,
        .name = source->file->name,
        .identity = session->identity_file,
    };
    Reading reading = {
        .arena = arena,
        .source = source,
        .take = take,
        .context = context,
        .rows = text_new(arena),
        .limit = limit,
    };
    Unpacker *unpacker CLEANUP(unpacker_release) = NULL;
    SheetReader *reader CLEANUP(sheet_reader_release) =
        sheet_reader_new(path, take_header, take_row, &reading);

    return unpacker_open(arena, &packed, &unpacker, error) &&
           feed(&reading, unpacker, reader, error);
}
