#include "operation/load.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/interrupt.h"
#include "build/sql.h"
#include "file/checksum.h"
#include "file/unpacker.h"
#include "server/copy.h"
#include "server/encode.h"
#include "server/type.h"

typedef struct {
    Arena *arena;
    Session *session;
    const LoadRequest *request;
    Encoder *encoder;
    Text *out;
    const size_t *places; /* of the wanted columns in a row; NULL: all of them, as they stand */
    size_t wanted_count;
    const char **values; /* of these columns */
    size_t *lengths;
    int64_t rows;
    int64_t told;
} Load;

/* Columns. */

static size_t count_of(const char *const *names)
{
    size_t count = 0;

    while (names[count] != NULL)
        count++;
    return count;
}

/* Only when something is left out. */
static void find_places(Load *load)
{
    const LoadRequest *request = load->request;
    size_t *places = arena_array(load->arena, size_t, load->wanted_count + 1);
    size_t found = 0;

    if (load->wanted_count == count_of(request->columns))
        return;
    for (size_t at = 0; request->columns[at] != NULL; at++)
        if (found < load->wanted_count && strcmp(request->columns[at], request->wanted[found]) == 0)
            places[found++] = at;
    load->places = places;
    load->values = arena_array(load->arena, const char *, load->wanted_count + 1);
    load->lengths = arena_array(load->arena, size_t, load->wanted_count + 1);
}

static Encoder *make_encoder(const Load *load)
{
    const LoadRequest *request = load->request;
    EncoderColumn *columns = arena_array(load->arena, EncoderColumn, load->wanted_count + 1);

    for (size_t at = 0; at < load->wanted_count; at++) {
        const CatalogColumn *column = catalog_column(request->table, request->wanted[at]);
        columns[at] = (EncoderColumn){
            .name = column->name,
            .type = type_shorten(load->arena, column->type),
            .is_enum = column->is_enum,
        };
    }
    return encoder_new(load->arena, &(EncoderRequest){
                                        .file = request->name,
                                        .columns = columns,
                                        .column_count = load->wanted_count,
                                    });
}

static bool check_header(const SheetRow *row, void *context, Error *error)
{
    const LoadRequest *request = ((Load *) context)->request;

    for (size_t at = 0; at < row->count; at++)
        if (!text_equal(request->columns[at], row->values[at]) || request->columns[at] == NULL) {
            fail(error, OUTCOME_FILE_ERROR, "\"%s\" is damaged in its header", request->name);
            return fail_detail(error, "column %zu is another one than the manifest says", at + 1);
        }
    return true;
}

/* Rows. */

static SheetRow wanted_part(const Load *load, const SheetRow *row)
{
    if (load->places == NULL)
        return *row;
    for (size_t at = 0; at < load->wanted_count; at++) {
        load->values[at] = row->values[load->places[at]];
        load->lengths[at] = row->lengths[load->places[at]];
    }
    return (SheetRow){load->values, load->lengths, load->wanted_count, row->number};
}

static bool take_row(const SheetRow *row, void *context, Error *error)
{
    Load *load = context;
    const LoadRequest *request = load->request;

    if (request->filter != NULL && !request->filter(row, request->context))
        return true;
    load->rows++;
    SheetRow part = wanted_part(load, row);
    return encoder_add(load->encoder, &part, load->out, error);
}

static bool send(Load *load, Error *error)
{
    if (interrupt_requested())
        return interrupt_fail(error);
    if (!copy_in_write(load->session->server, text_value(load->out), text_length(load->out), error))
        return false;
    text_clear(load->out);
    if (load->request->tell != NULL)
        load->request->tell(load->request->teller, load->rows - load->told);
    load->told = load->rows;
    return true;
}

static bool send_all(Load *load, Unpacker *unpacker, SheetReader *reader, Error *error)
{
    const char *data;
    size_t size;

    for (;;) {
        if (!unpacker_next(unpacker, &data, &size, error))
            return false;
        if (size == 0)
            return sheet_reader_finish(reader, error);
        if (!sheet_reader_feed(reader, data, size, error) || !send(load, error))
            return false;
    }
}

/* All of it. */

static bool check_facts(const Load *load, const Unpacker *unpacker, const SheetReader *reader,
                        Error *error)
{
    const LoadRequest *request = load->request;
    PackedFacts found = unpacker_facts(unpacker, load->arena);

    return checksum_same_number(request->name, "rows", sheet_reader_rows(reader),
                                request->facts->rows, error) &&
           checksum_same(request->name, found.csv_sha256, request->facts->csv_sha256, error);
}

static bool begin(const Load *load, Error *error)
{
    static const SqlText *const COPIES[2][2] = {
        {&SQL_SERVER_LOAD_TABLE_TEXT, &SQL_SERVER_LOAD_TABLE_BINARY},
        {&SQL_SERVER_LOAD_STAGED_TEXT, &SQL_SERVER_LOAD_STAGED_BINARY},
    };
    const LoadRequest *request = load->request;
    const SqlText *sql = COPIES[request->is_staged][encoder_is_binary(load->encoder)];
    const SqlNames names[] = {
        SQL_NAME("table", request->table->name),
        {.placeholder = "columns", .names = request->wanted},
        {0},
    };
    Statement copy = statement_make(load->arena, sql, &(StatementContext){.names = names});

    return copy_in_begin(load->session->server, &copy, error);
}

static bool run(Load *load, Unpacker *unpacker, SheetReader *reader, int64_t *rows, Error *error)
{
    if (!begin(load, error))
        return false;
    encoder_begin(load->encoder, load->out);
    if (!send_all(load, unpacker, reader, error) || !check_facts(load, unpacker, reader, error))
        return false;
    encoder_end(load->encoder, load->out);
    return send(load, error) && copy_in_end(load->session->server, rows, error);
}

bool load_file(Session *session, const LoadRequest *request, int64_t *rows, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Unpacker *unpacker CLEANUP(unpacker_release) = NULL;
    PackedSource source = {
        .path = request->path,
        .name = request->name,
        .identity = session->identity_file,
    };
    Load load = {
        .arena = arena,
        .session = session,
        .request = request,
        .out = text_new(arena),
        .wanted_count = count_of(request->wanted),
    };

    find_places(&load);
    load.encoder = make_encoder(&load);
    SheetReader *reader CLEANUP(sheet_reader_release) =
        sheet_reader_new(request->name, check_header, take_row, &load);
    return unpacker_open(arena, &source, &unpacker, error) &&
           run(&load, unpacker, reader, rows, error);
}
