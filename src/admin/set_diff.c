#include "admin/set_diff.h"

#include <string.h>

#include "admin/set_diff_table.h"
#include "base/text.h"

static bool refuse_masked(const DiffRequest *request, Error *error)
{
    const Set *masked = request->first.set->is_masked    ? request->first.set
                        : request->second.set->is_masked ? request->second.set
                                                         : NULL;

    if (masked == NULL)
        return true;
    fail(error, OUTCOME_REFUSED, "the set %s is masked", masked->name);
    return fail_hint(error, "Its placeholders are its own: nothing in it can be compared.");
}

static bool has_same_columns(const SetTable *first, const SetTable *second)
{
    bool is_same = first->column_count == second->column_count;

    for (size_t at = 0; is_same && at < first->column_count; at++)
        is_same = strcmp(first->columns[at].name, second->columns[at].name) == 0;
    return is_same;
}

/* Without reading either of them. */
static bool has_same_files(const SetTable *first, const SetTable *second)
{
    bool is_same = first->file_count == second->file_count && has_same_columns(first, second);

    for (size_t at = 0; is_same && at < first->file_count; at++)
        is_same =
            strcmp(first->files[at].facts.csv_sha256, second->files[at].facts.csv_sha256) == 0;
    return is_same;
}

static bool is_left_out(const Set *set, const char *table, const char *column)
{
    for (size_t at = 0; at < set->omission_count; at++)
        if (strcmp(set->omissions[at].table, table) == 0 &&
            text_equal(set->omissions[at].column, column))
            return true;
    return false;
}

/* Columns that both have and that neither left out. */
static Words common_columns(Arena *arena, const DiffRequest *request, const SetTable *first,
                            const SetTable *second)
{
    Words common = {0};

    for (size_t at = 0; at < first->column_count; at++) {
        const char *name = first->columns[at].name;
        if (set_column(second, name) != NULL &&
            !is_left_out(request->first.set, first->name, name) &&
            !is_left_out(request->second.set, first->name, name))
            list_add(arena, &common, name);
    }
    return common;
}

static void add_lacking(Text *note, const SetTable *table, const SetTable *other, const char *where)
{
    for (size_t at = 0; at < table->column_count; at++)
        if (set_column(other, table->columns[at].name) == NULL)
            text_addf(note, "%scolumn %s only in the %s", text_length(note) > 0 ? "; " : "",
                      table->columns[at].name, where);
}

static const char *note_of(Arena *arena, const DiffRequest *request, const SetTable *first,
                           const SetTable *second)
{
    Text *note = text_new(arena);

    add_lacking(note, first, second, "first");
    add_lacking(note, second, first, "second");
    if (is_left_out(request->first.set, first->name, NULL) !=
        is_left_out(request->second.set, first->name, NULL))
        text_addf(note, "%sone of the two leaves rows out", text_length(note) > 0 ? "; " : "");
    if (!text_equal(first->since, second->since))
        text_addf(note, "%sthe two begin at other times", text_length(note) > 0 ? "; " : "");
    return text_length(note) == 0 ? NULL : text_value(note);
}

static bool has_all(const SetTable *table, const char *const *columns)
{
    for (; *columns != NULL; columns++)
        if (set_column(table, *columns) == NULL)
            return false;
    return true;
}

/* A key that both have; a table without one is compared as a whole. */
static const char *const *common_key(const SetTable *first, const SetTable *second,
                                     const Words *common)
{
    if (first->key[0] != NULL && has_all(second, first->key))
        return first->key;
    if (second->key[0] != NULL && has_all(first, second->key))
        return second->key;
    return common->items;
}

static bool compare(Arena *arena, const DiffRequest *request, const SetTable *first,
                    const SetTable *second, DiffCount *count, Error *error)
{
    Words common;

    *count = (DiffCount){.table = first->name, .note = note_of(arena, request, first, second)};
    if (has_same_files(first, second)) {
        count->equal = first->rows;
        return true;
    }
    common = common_columns(arena, request, first, second);
    list_add(arena, &common, NULL);
    DiffTable table = {
        .request = request,
        .first = first,
        .second = second,
        .columns = common.items,
        .key = common_key(first, second, &common),
    };
    return set_diff_table(&table, count, error);
}

static void add_alone(Arena *arena, const Set *set, const Set *other, bool is_first,
                      DiffCounts *counts)
{
    for (size_t at = 0; at < set->table_count; at++) {
        const SetTable *table = &set->tables[at];
        if (set_table(other, table->name) == NULL)
            list_add(arena, counts,
                     ((DiffCount){
                         .table = table->name,
                         .added = is_first ? 0 : table->rows,
                         .removed = is_first ? table->rows : 0,
                         .note = is_first ? "only in the first" : "only in the second",
                     }));
    }
}

bool set_diff(Arena *arena, const DiffRequest *request, DiffCounts *counts, Error *error)
{
    const Set *first = request->first.set, *second = request->second.set;

    if (!refuse_masked(request, error))
        return false;
    for (size_t at = 0; at < first->table_count; at++) {
        const SetTable *other = set_table(second, first->tables[at].name);
        DiffCount count;
        if (other == NULL)
            continue;
        if (!compare(arena, request, &first->tables[at], other, &count, error))
            return false;
        list_add(arena, counts, count);
    }
    add_alone(arena, first, second, true, counts);
    add_alone(arena, second, first, false, counts);
    return true;
}

bool set_diff_found(const DiffCounts *counts)
{
    bool is_found = false;

    for (size_t at = 0; at < counts->count; at++) {
        const DiffCount *count = &counts->items[at];
        is_found |= count->added + count->removed + count->changed > 0 || count->note != NULL;
    }
    return is_found;
}
