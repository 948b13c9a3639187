#include "admin/verify_references.h"

#include <inttypes.h>
#include <string.h>

#include "admin/set_reading.h"
#include "base/cleanup.h"
#include "base/text.h"
#include "file/sorter.h"

enum { SORT_BYTES = 8 << 20, KEYS_TOLD = 5 };

/* One side of a foreign key: the values of some columns of all rows, in order. */
typedef struct {
    const SetTable *table;
    const SetFile *file; /* that is being read */
    size_t *places;      /* of the columns in the rows */
    size_t count;
    Sorter *sorter;
    Text *key;
} Side;

/* Where a value came from. */
typedef struct {
    int64_t row;
    size_t file;
} Origin;

static void release_side(Side *side)
{
    sorter_release(&side->sorter);
}

static bool has_null(const Side *side, const SheetRow *row)
{
    for (size_t at = 0; at < side->count; at++)
        if (row->values[side->places[at]] == NULL)
            return true;
    return false;
}

/* Each value ends with a zero byte, which no value has in it. */
static void make_key(Side *side, const SheetRow *row)
{
    text_clear(side->key);
    for (size_t at = 0; at < side->count; at++)
        text_add_span(side->key, row->values[side->places[at]], row->lengths[side->places[at]] + 1);
}

/* A row with NULL in one of the columns refers to nothing, and nothing can refer to it. */
static bool add_row(const SheetRow *row, void *context, Error *error)
{
    Side *side = context;
    const Origin origin = {row->number, (size_t) (side->file - side->table->files)};

    if (has_null(side, row))
        return true;
    make_key(side, row);
    return sorter_add(side->sorter,
                      &(SorterRecord){text_value(side->key), text_length(side->key),
                                      (const char *) &origin, sizeof origin},
                      error);
}

static bool find_places(Arena *arena, Side *side, const char *const *columns)
{
    while (columns[side->count] != NULL)
        side->count++;
    side->places = arena_array(arena, size_t, side->count);
    for (size_t at = 0; at < side->count; at++) {
        size_t place = 0;
        while (place < side->table->column_count &&
               strcmp(side->table->columns[place].name, columns[at]) != 0)
            place++;
        if (place == side->table->column_count)
            return false;
        side->places[at] = place;
    }
    return true;
}

static bool read_side(Arena *arena, const char *scratch, const VerifyRequest *request, Side *side,
                      Error *error)
{
    side->sorter = sorter_new(scratch, SORT_BYTES);
    side->key = text_new(arena);
    for (size_t at = 0; at < side->table->file_count; at++) {
        SetReading reading = {
            .folder = request->folder,
            .identity = request->identity,
            .table = side->table,
            .file = &side->table->files[at],
            .on_row = add_row,
            .context = side,
        };
        PackedFacts facts;
        side->file = reading.file;
        if (!set_reading_run(&reading, arena, &facts, error))
            return false;
    }
    return true;
}

/* Comparing. */

static void found(Arena *arena, const SetForeignKey *key, const Side *child,
                  const SorterRecord *record, VerifyFindings *findings)
{
    Origin origin;
    size_t count = 0;

    memcpy(&origin, record->data, sizeof origin);
    while (key->columns[count] != NULL)
        count++;
    list_add(arena, findings,
             ((VerifyFinding){
                 .table = key->table,
                 .file = child->table->files[origin.file].name,
                 .row = origin.row,
                 .text = arena_format(
                     arena, "\"%s\", row %" PRId64 ", column \"%s\": \"%s\" has no such row",
                     child->table->files[origin.file].name, origin.row,
                     text_join(arena, key->columns, count, "\", \""), key->parent_table),
             }));
}

/* The parent's next value is the first that is not before the child's. */
static bool seek(Sorter *sorter, const SorterRecord *wanted, SorterRecord *parent, bool *has_parent,
                 int *order, Error *error)
{
    for (*order = 1; *has_parent;) {
        *order = sorter_compare(parent->key, parent->key_size, wanted->key, wanted->key_size);
        if (*order >= 0)
            return true;
        if (!sorter_next(sorter, parent, has_parent, error))
            return false;
    }
    return true;
}

static bool compare(Arena *arena, const SetForeignKey *key, Side *child, Side *parent,
                    VerifyFindings *findings, Error *error)
{
    SorterRecord wanted, there;
    bool has_wanted, has_parent;
    size_t before = findings->count;
    int order;

    if (!sorter_next(parent->sorter, &there, &has_parent, error))
        return false;
    for (;;) {
        if (!sorter_next(child->sorter, &wanted, &has_wanted, error))
            return false;
        if (!has_wanted || findings->count - before == KEYS_TOLD)
            return true;
        if (!seek(parent->sorter, &wanted, &there, &has_parent, &order, error))
            return false;
        if (!has_parent || order != 0)
            found(arena, key, child, &wanted, findings);
    }
}

static bool check(Arena *arena, const char *scratch, const Set *set, const VerifyRequest *request,
                  const SetForeignKey *key, VerifyFindings *findings, Error *error)
{
    Arena *work CLEANUP(arena_release) = arena_new();
    Side child CLEANUP(release_side) = {.table = set_table(set, key->table)};
    Side parent CLEANUP(release_side) = {.table = set_table(set, key->parent_table)};

    /* A part of the set was not chosen: what refers to it cannot be looked up. */
    if (child.table == NULL || parent.table == NULL || !find_places(work, &child, key->columns) ||
        !find_places(work, &parent, key->parent_columns))
        return true;
    return read_side(work, scratch, request, &parent, error) &&
           read_side(work, scratch, request, &child, error) &&
           compare(arena, key, &child, &parent, findings, error);
}

bool verify_references(Arena *arena, const char *scratch, const Set *set,
                       const VerifyRequest *request, VerifyFindings *findings, Error *error)
{
    for (size_t at = 0; at < set->foreign_key_count; at++)
        if (!check(arena, scratch, set, request, &set->foreign_keys[at], findings, error))
            return false;
    return true;
}
