#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "base/csv.h"

typedef struct {
    size_t offset; /* in the row's bytes */
    size_t length;
    bool is_null;
} Field;

struct SheetReader {
    struct csv_parser parser;
    const char *name;
    SheetRowFunction *on_header;
    SheetRowFunction *on_row;
    void *context;

    Arena *arena;
    Text *bytes; /* the row at hand, each value with its zero byte */
    LIST(Field) fields;
    Words values;
    LIST(size_t) lengths;

    size_t columns; /* 0 until the header was read */
    int64_t rows;
    bool return_seen; /* the last row ended with "\r", so only "\n" may follow */
    bool has_failed;
    Error *error; /* where the call at hand reports to */
};

enum { FIRST_BLOCK = 4096 };

static bool fail_row(SheetReader *reader, const char *why)
{
    if (reader->has_failed)
        return false;
    reader->has_failed = true;
    if (reader->columns == 0)
        fail(reader->error, OUTCOME_FILE_ERROR, "\"%s\" is damaged in its header", reader->name);
    else
        fail(reader->error, OUTCOME_FILE_ERROR, "\"%s\" is damaged at row %" PRId64, reader->name,
             reader->rows + 1);
    return fail_detail(reader->error, "%s", why);
}

static void take_field(void *data, size_t length, void *context)
{
    SheetReader *reader = context;

    if (reader->has_failed)
        return;
    if (reader->return_seen) {
        fail_row(reader, "the row before it ends with a carriage return alone");
        return;
    }
    if (data != NULL && memchr(data, '\0', length) != NULL) {
        fail_row(reader, "there is a zero byte in it");
        return;
    }
    list_add(reader->arena, &reader->fields,
             ((Field){text_length(reader->bytes), length, data == NULL}));
    text_add_span(reader->bytes, data, length);
    text_add_char(reader->bytes, '\0');
}

/* The bytes may have moved while the row grew, so addresses are taken last. */
static void point_to_fields(SheetReader *reader)
{
    const char *bytes = text_value(reader->bytes);

    reader->values.count = 0;
    reader->lengths.count = 0;
    for (size_t at = 0; at < reader->fields.count; at++) {
        const Field *field = &reader->fields.items[at];
        list_add(reader->arena, &reader->values, field->is_null ? NULL : bytes + field->offset);
        list_add(reader->arena, &reader->lengths, field->length);
    }
}

static bool check_header(SheetReader *reader)
{
    for (size_t at = 0; at < reader->fields.count; at++)
        if (reader->fields.items[at].is_null)
            return fail_row(reader, "a heading is empty");
    return true;
}

static bool check_count(SheetReader *reader)
{
    char why[96];

    if (reader->fields.count == reader->columns)
        return true;
    snprintf(why, sizeof why, "it has %zu fields, the header has %zu", reader->fields.count,
             reader->columns);
    return fail_row(reader, why);
}

static void deliver_row(SheetReader *reader)
{
    bool is_header = reader->columns == 0;

    if (is_header ? !check_header(reader) : !check_count(reader))
        return;
    point_to_fields(reader);
    SheetRow row = {reader->values.items, reader->lengths.items, reader->fields.count,
                    is_header ? 0 : reader->rows + 1};
    SheetRowFunction *deliver = is_header ? reader->on_header : reader->on_row;
    if (deliver != NULL && !deliver(&row, reader->context, reader->error))
        reader->has_failed = true;
    if (is_header)
        reader->columns = row.count;
    else
        reader->rows++;
}

/*
 * The library reports every line end, also the one of an empty line and both
 * halves of "\r\n": the second half is the "\n" that comes without a field
 * while a "\r" was the last thing seen.
 */
static void take_row_end(int line_end, void *context)
{
    SheetReader *reader = context;

    if (reader->has_failed)
        return;
    if (reader->return_seen) {
        reader->return_seen = false;
        if (line_end == '\n' && reader->fields.count == 0)
            return;
        fail_row(reader, "the row before it ends with a carriage return alone");
        return;
    }
    if (reader->fields.count == 0) {
        list_add(reader->arena, &reader->fields, ((Field){.is_null = true}));
        text_add_char(reader->bytes, '\0');
    }
    deliver_row(reader);
    reader->fields.count = 0;
    text_clear(reader->bytes);
    reader->return_seen = line_end == '\r';
}

/* Blanks belong to the value, as PostgreSQL sees it. */
static int is_never_blank(unsigned char character)
{
    (void) character;
    return 0;
}

SheetReader *sheet_reader_new(const char *name, SheetRowFunction *on_header,
                              SheetRowFunction *on_row, void *context)
{
    SheetReader *reader = calloc(1, sizeof *reader);

    if (reader == NULL || csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL |
                                                        CSV_EMPTY_IS_NULL) != 0)
        arena_exhausted();
    csv_set_space_func(&reader->parser, is_never_blank);
    reader->name = name;
    reader->on_header = on_header;
    reader->on_row = on_row;
    reader->context = context;
    reader->arena = arena_new();
    reader->bytes = text_new(reader->arena);
    return reader;
}

static bool check_parser(SheetReader *reader)
{
    if (reader->has_failed)
        return false;
    if (csv_error(&reader->parser) == CSV_ENOMEM || csv_error(&reader->parser) == CSV_ETOOBIG)
        arena_exhausted();
    return fail_row(reader, "a quote is missing or misplaced");
}

bool sheet_reader_feed(SheetReader *reader, const char *data, size_t size, Error *error)
{
    /* Growing by what is already there keeps huge values from being copied again and again. */
    size_t buffered = csv_get_buffer_size(&reader->parser);

    reader->error = error;
    csv_set_blk_size(&reader->parser, buffered > FIRST_BLOCK ? buffered : FIRST_BLOCK);
    size_t taken = csv_parse(&reader->parser, data, size, take_field, take_row_end, reader);
    return (taken == size && !reader->has_failed) || check_parser(reader);
}

bool sheet_reader_finish(SheetReader *reader, Error *error)
{
    reader->error = error;
    if (csv_fini(&reader->parser, take_field, take_row_end, reader) != 0 || reader->has_failed)
        return check_parser(reader);
    if (reader->return_seen)
        return fail_row(reader, "the row before it ends with a carriage return alone");
    if (reader->columns == 0)
        return fail_row(reader, "there is no header: the file is empty");
    return true;
}

bool sheet_row_is(const SheetRow *row, const char *const *values)
{
    size_t count = 0;

    while (values[count] != NULL && count < row->count &&
           text_equal(values[count], row->values[count]))
        count++;
    return values[count] == NULL && count == row->count;
}

int64_t sheet_reader_rows(const SheetReader *reader)
{
    return reader->rows;
}

void sheet_reader_release(SheetReader **reader)
{
    if (*reader == NULL)
        return;
    csv_free(&(*reader)->parser);
    arena_release(&(*reader)->arena);
    free(*reader);
    *reader = NULL;
}
