#include "admin/set_check.h"

#include "base/cleanup.h"
#include "base/interrupt.h"
#include "file/checksum.h"
#include "file/file.h"
#include "file/unpacker.h"
#include "server/encode.h"
#include "server/type.h"

typedef struct {
    const SetCheckRequest *request;
    Encoder *encoder;
    Text *encoded; /* thrown away */
} Check;

static Encoder *make_encoder(Arena *arena, const SetCheckRequest *request)
{
    const SetTable *table = request->table;
    EncoderColumn *columns = arena_array(arena, EncoderColumn, table->column_count + 1);

    for (size_t at = 0; at < table->column_count; at++)
        columns[at] = (EncoderColumn){
            .name = table->columns[at].name,
            .type = type_shorten(arena, table->columns[at].type),
        };
    return encoder_new(arena, &(EncoderRequest){
                                  .file = request->file->name,
                                  .columns = columns,
                                  .column_count = table->column_count,
                                  .is_strict = true,
                              });
}

static bool check_header(const SheetRow *row, void *context, Error *error)
{
    const SetCheckRequest *request = ((Check *) context)->request;
    bool is_same = row->count == request->table->column_count;

    for (size_t at = 0; is_same && at < row->count; at++)
        is_same = text_equal(row->values[at], request->table->columns[at].name);
    if (is_same)
        return true;
    fail(error, OUTCOME_FILE_ERROR, "\"%s\" is damaged in its header", request->file->name);
    return fail_detail(error, "the columns are not those of the manifest");
}

static bool check_row(const SheetRow *row, void *context, Error *error)
{
    Check *check = context;

    text_clear(check->encoded);
    return encoder_add(check->encoder, row, check->encoded, error) &&
           (check->request->on_row == NULL ||
            check->request->on_row(row, check->request->context, error));
}

static bool read_all(const Check *check, Unpacker *unpacker, SheetReader *reader, Error *error)
{
    const char *data;
    size_t size;

    for (;;) {
        if (interrupt_requested())
            return interrupt_fail(error);
        if (!unpacker_next(unpacker, &data, &size, error))
            return false;
        if (size == 0)
            return sheet_reader_finish(reader, error);
        if (!sheet_reader_feed(reader, data, size, error))
            return false;
        if (check->request->tell != NULL)
            check->request->tell((int64_t) size);
    }
}

/* Of what age has encrypted only the CSV was seen: the file is read once more. */
static bool check_file_digest(const char *path, const PackedFacts *expected,
                              const PackedFacts *found, Error *error)
{
    if (found->file_sha256 == NULL)
        return checksum_verify(path, expected->file_bytes, expected->file_sha256, error);
    return checksum_same_number(path, "bytes", found->file_bytes, expected->file_bytes, error) &&
           checksum_same(path, found->file_sha256, expected->file_sha256, error);
}

static bool check_facts(Arena *arena, const char *path, const PackedFacts *expected,
                        const Unpacker *unpacker, const SheetReader *reader, Error *error)
{
    PackedFacts found = unpacker_facts(unpacker, arena);

    return checksum_same_number(path, "rows", sheet_reader_rows(reader), expected->rows, error) &&
           checksum_same_number(path, "bytes of CSV", found.csv_bytes, expected->csv_bytes,
                                error) &&
           checksum_same(path, found.csv_sha256, expected->csv_sha256, error) &&
           check_file_digest(path, expected, &found, error);
}

bool set_check_file(const SetCheckRequest *request, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Unpacker *unpacker CLEANUP(unpacker_release) = NULL;
    PackedSource source = {
        .path = path_join(arena, request->folder, request->file->name),
        .identity = request->identity,
    };
    Check check = {
        .request = request,
        .encoder = make_encoder(arena, request),
        .encoded = text_new(arena),
    };
    SheetReader *reader CLEANUP(sheet_reader_release) =
        sheet_reader_new(request->file->name, check_header, check_row, &check);

    if (!unpacker_open(arena, &source, &unpacker, error) ||
        !read_all(&check, unpacker, reader, error) ||
        !check_facts(arena, source.path, &request->file->facts, unpacker, reader, error)) {
        if (error->outcome == OUTCOME_FILE_ERROR)
            checksum_hint(error);
        return false;
    }
    return true;
}
