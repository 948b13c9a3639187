#include "server/encode.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "server/encode_value.h"

/* What begins COPY's binary format: its name, no flags, no extension. */
static const char BEGINNING[11 + 4 + 4] = "PGCOPY\n\377\r\n";

typedef struct {
    const char *name;
    const char *type;
    const ValueType *value; /* of an array: of its elements; NULL: not known */
    bool is_array;
} Column;

struct Encoder {
    const char *file;
    const Column *columns;
    size_t column_count;
    bool is_strict;
    bool is_binary;
    EncodeScratch scratch;
    Text *ignored; /* what is encoded only to see that it can be */
};

static Column read_column(Arena *arena, const EncoderColumn *column)
{
    size_t length = strlen(column->type);
    bool is_array = text_ends_with(column->type, "[]");
    const char *element =
        is_array ? arena_copy_span(arena, column->type, length - 2) : column->type;

    return (Column){
        .name = column->name,
        .type = column->type,
        .value = column->is_enum && !is_array ? &ENUM_TYPE : value_type(element),
        .is_array = is_array,
    };
}

Encoder *encoder_new(Arena *arena, const EncoderRequest *request)
{
    Encoder *encoder = arena_alloc(arena, sizeof *encoder);
    Column *columns = arena_array(arena, Column, request->column_count + 1);

    *encoder = (Encoder){
        .file = request->file,
        .columns = columns,
        .column_count = request->column_count,
        .is_strict = request->is_strict,
        .is_binary = true,
        .scratch = {text_new(arena), text_new(arena)},
        .ignored = text_new(arena),
    };
    for (size_t at = 0; at < request->column_count; at++) {
        columns[at] = read_column(arena, &request->columns[at]);
        encoder->is_binary &= columns[at].value != NULL;
    }
    return encoder;
}

bool encoder_is_binary(const Encoder *encoder)
{
    return encoder->is_binary;
}

void encoder_begin(Encoder *encoder, Text *out)
{
    if (encoder->is_binary)
        text_add_span(out, BEGINNING, sizeof BEGINNING);
}

void encoder_end(Encoder *encoder, Text *out)
{
    if (encoder->is_binary)
        add_int16(out, -1);
}

static bool fail_value(const Encoder *encoder, const SheetRow *row, const Column *column,
                       Error *error)
{
    fail(error, OUTCOME_FILE_ERROR, "\"%s\" is damaged at row %" PRId64 ", column \"%s\"",
         encoder->file, row->number, column->name);
    return fail_detail(error, "what stands there is no %s as PostgreSQL writes it", column->type);
}

static bool add_array(Encoder *encoder, const Column *column, const char *text, Text *out)
{
    size_t place = leave_int32(out);

    if (!encode_array(column->value, text, encoder->is_strict, &encoder->scratch, out))
        return false;
    fill_int32(out, place, (int32_t) (text_length(out) - place - sizeof(int32_t)));
    return true;
}

static bool add_value(Encoder *encoder, const Column *column, const char *text, size_t length,
                      Text *out)
{
    if (column->is_array && text != NULL)
        return add_array(encoder, column, text, out);
    return encode_field(column->value, text, length, encoder->is_strict, &encoder->scratch, out);
}

/* What would end a value or a row, or begin an escape, is escaped itself. */
static void add_escaped(const char *text, size_t length, Text *out)
{
    static const char SPECIAL[] = "\\\n\r\t", LETTERS[] = "\\nrt";

    for (const char *end = text + length;;) {
        size_t plain = strcspn(text, SPECIAL);
        text_add_span(out, text, plain);
        text += plain;
        if (text >= end)
            return;
        text_add_char(out, '\\');
        text_add_char(out, LETTERS[strchr(SPECIAL, *text++) - SPECIAL]);
    }
}

static bool check_value(Encoder *encoder, const Column *column, const char *text, size_t length)
{
    text_clear(encoder->ignored);
    return !encoder->is_strict || column->value == NULL ||
           add_value(encoder, column, text, length, encoder->ignored);
}

static bool add_text_row(Encoder *encoder, const SheetRow *row, Text *out, Error *error)
{
    for (size_t at = 0; at < row->count; at++) {
        if (!check_value(encoder, &encoder->columns[at], row->values[at], row->lengths[at]))
            return fail_value(encoder, row, &encoder->columns[at], error);
        text_add(out, at > 0 ? "\t" : "");
        if (row->values[at] == NULL)
            text_add(out, "\\N");
        else
            add_escaped(row->values[at], row->lengths[at], out);
    }
    text_add_char(out, '\n');
    return true;
}

bool encoder_add(Encoder *encoder, const SheetRow *row, Text *out, Error *error)
{
    assert(row->count == encoder->column_count);
    if (!encoder->is_binary)
        return add_text_row(encoder, row, out, error);
    add_int16(out, (int16_t) row->count);
    for (size_t at = 0; at < row->count; at++)
        if (!add_value(encoder, &encoder->columns[at], row->values[at], row->lengths[at], out))
            return fail_value(encoder, row, &encoder->columns[at], error);
    return true;
}
