#include "admin/set_reading.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "file/checksum.h"
#include "file/file.h"
#include "file/unpacker.h"

/* Opening. */

static bool open_file(const SetReading *reading, Arena *arena, Unpacker **unpacker, Error *error)
{
    PackedSource source = {
        .path = path_join(arena, reading->folder, reading->file->name),
        .identity = reading->identity,
    };

    return unpacker_open(arena, &source, unpacker, error);
}

static bool check_header(const SheetRow *row, void *context, Error *error)
{
    const SetReading *reading = context;
    bool is_right = row->count == reading->table->column_count;

    for (size_t at = 0; is_right && at < row->count; at++)
        is_right = strcmp(row->values[at], reading->table->columns[at].name) == 0;
    if (reading->has_header != NULL)
        *reading->has_header = is_right;
    if (is_right)
        return true;
    fail(error, OUTCOME_FILE_ERROR, "\"%s\" is damaged in its header", reading->file->name);
    return fail_detail(error, "its headings are not the columns that the manifest names");
}

static bool pass_row(const SheetRow *row, void *context, Error *error)
{
    const SetReading *reading = context;

    return reading->on_row == NULL || reading->on_row(row, reading->context, error);
}

/* Reading. */

static bool may_go_on(const SetReading *reading, Error *error)
{
    if (interrupt_requested())
        return interrupt_fail(error);
    if (reading->crew != NULL && crew_stops(reading->crew))
        return fail(error, OUTCOME_FILE_ERROR, "stopped");
    return true;
}

static void say(const SetReading *reading, int64_t bytes)
{
    if (reading->crew != NULL)
        crew_say(reading->crew, reading->hand, bytes);
    else if (reading->tell != NULL)
        reading->tell(bytes);
}

static bool read_all(const SetReading *reading, Unpacker *unpacker, SheetReader *reader,
                     Error *error)
{
    const char *data;
    size_t size;

    for (;;) {
        if (!may_go_on(reading, error) || !unpacker_next(unpacker, &data, &size, error))
            return false;
        if (size == 0)
            return sheet_reader_finish(reader, error);
        if (!sheet_reader_feed(reader, data, size, error))
            return false;
        say(reading, (int64_t) size);
    }
}

bool set_reading_run(const SetReading *reading, Arena *arena, PackedFacts *facts, Error *error)
{
    SetReading copy = *reading; /* callbacks get it without const */
    SheetReader *reader CLEANUP(sheet_reader_release) =
        sheet_reader_new(reading->file->name, check_header, pass_row, &copy);
    Unpacker *unpacker CLEANUP(unpacker_release) = NULL;

    if (!open_file(reading, arena, &unpacker, error) || !read_all(reading, unpacker, reader, error))
        return false;
    *facts = unpacker_facts(unpacker, arena);
    facts->rows = sheet_reader_rows(reader);
    if (facts->file_sha256 != NULL)
        return true;
    /* Of an encrypted file the unpacker has seen only what is in it. */
    return checksum_file(arena, path_join(arena, reading->folder, reading->file->name),
                         &facts->file_bytes, &facts->file_sha256, error);
}

/* Comparing. */

bool set_reading_compare(const SetReading *reading, const PackedFacts *facts, Error *error)
{
    const PackedFacts *written = &reading->file->facts;
    const char *name = reading->file->name;

    return checksum_same_number(name, "rows", facts->rows, written->rows, error) &&
           checksum_same_number(name, "bytes of CSV", facts->csv_bytes, written->csv_bytes,
                                error) &&
           checksum_same(name, facts->csv_sha256, written->csv_sha256, error) &&
           checksum_same_number(name, "bytes", facts->file_bytes, written->file_bytes, error) &&
           checksum_same(name, facts->file_sha256, written->file_sha256, error);
}

/* Explaining. */

/* What stands in the first line, up to its end or the end of the block. */
static const char *sign_in(const char *data, size_t size)
{
    const char *end = memchr(data, '\n', size);
    size_t line = end == NULL ? size : (size_t) (end - data);
    bool has_comma = memchr(data, ',', line) != NULL;

    if (size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0)
        return "it begins with a byte order mark";
    if (end != NULL && end > data && end[-1] == '\r')
        return "its lines end with a carriage return";
    if (!has_comma && memchr(data, ';', line) != NULL)
        return "its fields are parted by semicolons";
    if (!has_comma && memchr(data, '\t', line) != NULL)
        return "its fields are parted by tabulators";
    return NULL;
}

const char *set_reading_signs(const SetReading *reading, Arena *arena)
{
    Unpacker *unpacker CLEANUP(unpacker_release) = NULL;
    const char *data, *sign = NULL;
    size_t size = 0;
    Error ignored;

    if (open_file(reading, arena, &unpacker, &ignored) &&
        unpacker_next(unpacker, &data, &size, &ignored) && size > 0)
        sign = sign_in(data, size);
    if (sign == NULL)
        return NULL;
    return arena_format(arena,
                        "%s: a spreadsheet or an editor has saved it, which changes numbers, times "
                        "and empty fields; take the file from a copy of the set",
                        sign);
}
