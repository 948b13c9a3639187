#include "admin/set_diff_table.h"

#include <stdint.h>
#include <string.h>

#include "admin/set_reading.h"
#include "base/cleanup.h"
#include "base/text.h"
#include "file/sorter.h"
#include "litellm/secret_columns.h"

enum { SORT_BYTES = 8 << 20, HASH_SHOWN = 8 };

/* A value in front of its bytes; NULL is no value at all. */
static const uint32_t NO_VALUE = UINT32_MAX;

/* One side's rows: key and compared columns, packed one behind the other. */
typedef struct {
    const DiffTable *diff;
    const SetTable *table;
    size_t *key_places; /* of the columns in this side's rows */
    size_t *places;
    size_t key_count;
    size_t count;
    Text *key;
    Text *row;
    Sorter *sorter;
} Side;

static void release_side(Side *side)
{
    sorter_release(&side->sorter);
}

/* Packing. */

static void pack(Text *text, const SheetRow *row, const size_t *places, size_t count)
{
    text_clear(text);
    for (size_t at = 0; at < count; at++) {
        const char *value = row->values[places[at]];
        uint32_t size = value == NULL ? NO_VALUE : (uint32_t) row->lengths[places[at]];
        text_add_span(text, (const char *) &size, sizeof size);
        if (value != NULL)
            text_add_span(text, value, size);
    }
}

/* Takes the next value from the front; *value is NULL for NULL. */
static void unpack(const char **at, const char **value, size_t *size)
{
    uint32_t head;

    memcpy(&head, *at, sizeof head);
    *at += sizeof head;
    *value = head == NO_VALUE ? NULL : *at;
    *size = head == NO_VALUE ? 0 : head;
    *at += *size;
}

/* The key as text, so that differences come in its order: each value with a zero byte, which no
 * value has in it, and whether it is NULL. */
static void pack_key(Text *text, const SheetRow *row, const size_t *places, size_t count)
{
    text_clear(text);
    for (size_t at = 0; at < count; at++) {
        const char *value = row->values[places[at]];
        text_add_span(text, value == NULL ? "" : value,
                      value == NULL ? 1 : row->lengths[places[at]] + 1);
        text_add_char(text, value == NULL ? 'n' : 'v');
    }
}

static bool add_row(const SheetRow *row, void *context, Error *error)
{
    Side *side = context;

    pack_key(side->key, row, side->key_places, side->key_count);
    pack(side->row, row, side->places, side->count);
    return sorter_add(side->sorter,
                      &(SorterRecord){text_value(side->key), text_length(side->key),
                                      text_value(side->row), text_length(side->row)},
                      error);
}

static size_t *find_places(Arena *arena, const SetTable *table, const char *const *columns,
                           size_t *count)
{
    for (*count = 0; columns[*count] != NULL;)
        (*count)++;

    size_t *places = arena_array(arena, size_t, *count);
    for (size_t at = 0; at < *count; at++)
        while (strcmp(table->columns[places[at]].name, columns[at]) != 0)
            places[at]++;
    return places;
}

static bool read_side(Arena *arena, const DiffSide *from, Side *side, Error *error)
{
    const DiffRequest *request = side->diff->request;

    side->key_places = find_places(arena, side->table, side->diff->key, &side->key_count);
    side->places = find_places(arena, side->table, side->diff->columns, &side->count);
    side->key = text_new(arena);
    side->row = text_new(arena);
    side->sorter = sorter_new(request->scratch, SORT_BYTES);
    for (size_t at = 0; at < side->table->file_count; at++) {
        SetReading reading = {
            .folder = from->folder,
            .identity = request->identity,
            .table = side->table,
            .file = &side->table->files[at],
            .on_row = add_row,
            .context = side,
            .tell = request->tell,
        };
        PackedFacts facts;
        if (!set_reading_run(&reading, arena, &facts, error))
            return false;
    }
    return true;
}

/* Telling. */

/* What may be shown of a value: the beginning of a hash says which key it is, and lets nobody in.
 */
static const char *shown(Arena *arena, const DiffTable *diff, const char *column, const char *value,
                         size_t size)
{
    const SecretColumn *secret = secret_column(diff->first->name, column);

    if (value == NULL)
        return NULL;
    if (secret != NULL && secret->form == SECRET_HASH && size > HASH_SHOWN)
        return arena_format(arena, "%.*s...", (int) HASH_SHOWN, value);
    if (secret != NULL && secret->form != SECRET_PERSONAL && secret->form != SECRET_HASH)
        return "***";
    return arena_copy_span(arena, value, size);
}

static const char *shown_key(Arena *arena, const DiffTable *diff, const SorterRecord *record)
{
    Text *text = text_new(arena);
    const char *at = record->key;

    for (const char *const *column = diff->key; *column != NULL; column++) {
        size_t size = strlen(at);
        text_add(text, text_length(text) > 0 ? ", " : "");
        text_add(text, shown(arena, diff, *column, at, size));
        at += size + 2;
    }
    return text_value(text);
}

static bool tell_row(const DiffTable *diff, const SorterRecord *record, const char *what,
                     Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Difference difference = {
        .table = diff->first->name,
        .key = shown_key(arena, diff, record),
        .what = what,
    };

    return diff->request->on_difference(&difference, diff->request->context, error);
}

/* Every column that is not the same on both sides. */
static bool tell_columns(const DiffTable *diff, const SorterRecord *first,
                         const SorterRecord *second, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *left = first->data, *right = second->data, *key = shown_key(arena, diff, first);

    for (const char *const *column = diff->columns; *column != NULL; column++) {
        const char *old_value, *new_value;
        size_t old_size, new_size;
        unpack(&left, &old_value, &old_size);
        unpack(&right, &new_value, &new_size);
        if ((old_value == NULL) == (new_value == NULL) && old_size == new_size &&
            (old_value == NULL || memcmp(old_value, new_value, old_size) == 0))
            continue;
        Difference difference = {
            .table = diff->first->name,
            .key = key,
            .what = "changed",
            .column = *column,
            .old_value = shown(arena, diff, *column, old_value, old_size),
            .new_value = shown(arena, diff, *column, new_value, new_size),
        };
        if (!diff->request->on_difference(&difference, diff->request->context, error))
            return false;
    }
    return true;
}

/* Merging. */

typedef struct {
    Sorter *sorter;
    SorterRecord record;
    bool has_record;
} Stream;

static bool advance(Stream *stream, Error *error)
{
    return sorter_next(stream->sorter, &stream->record, &stream->has_record, error);
}

/* The side that has nothing more is behind everything. */
static int order_of(const Stream *first, const Stream *second)
{
    if (!first->has_record || !second->has_record)
        return first->has_record ? -1 : 1;
    return sorter_compare(first->record.key, first->record.key_size, second->record.key,
                          second->record.key_size);
}

static bool compare_rows(const DiffTable *diff, const Stream *first, const Stream *second,
                         DiffCount *count, Error *error)
{
    const SorterRecord *left = &first->record, *right = &second->record;

    if (left->data_size == right->data_size &&
        memcmp(left->data, right->data, left->data_size) == 0) {
        count->equal++;
        return true;
    }
    count->changed++;
    return tell_columns(diff, left, right, error);
}

static bool merge(const DiffTable *diff, Stream *first, Stream *second, DiffCount *count,
                  Error *error)
{
    if (!advance(first, error) || !advance(second, error))
        return false;
    while (first->has_record || second->has_record) {
        int order = order_of(first, second);
        bool is_told = order < 0   ? tell_row(diff, &first->record, "removed", error)
                       : order > 0 ? tell_row(diff, &second->record, "added", error)
                                   : compare_rows(diff, first, second, count, error);
        count->removed += order < 0;
        count->added += order > 0;
        if (!is_told || (order <= 0 && !advance(first, error)) ||
            (order >= 0 && !advance(second, error)))
            return false;
    }
    return true;
}

bool set_diff_table(const DiffTable *table, DiffCount *count, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Side first CLEANUP(release_side) = {.diff = table, .table = table->first};
    Side second CLEANUP(release_side) = {.diff = table, .table = table->second};

    if (!read_side(arena, &table->request->first, &first, error) ||
        !read_side(arena, &table->request->second, &second, error))
        return false;
    Stream left = {.sorter = first.sorter}, right = {.sorter = second.sorter};
    return merge(table, &left, &right, count, error);
}
