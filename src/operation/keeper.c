#include "operation/keeper.h"

#include "base/cleanup.h"
#include "file/part.h"
#include "server/query.h"

enum { ROWS_TOLD = 1000 };

typedef struct {
    Arena *arena;
    const CatalogTable *table;
    Part *part; /* NULL: nothing is kept */
    void (*tell)(int64_t rows);
    const char **columns; /* that are kept; ends with NULL */
    size_t column_count;
    const int *places; /* of each of them among the row's */
    const char **values;
    Kept *kept;
} Keeper;

/* What the server computes from the other columns cannot be written back, and need not be. */
static bool is_kept(const Keeper *keeper, const char *name)
{
    const CatalogColumn *column = catalog_column(keeper->table, name);

    return column == NULL || !column->is_generated;
}

static bool keep_header(Keeper *keeper, const StreamRow *row, Error *error)
{
    size_t most = (size_t) row->column_count + 1;
    int *places = arena_array(keeper->arena, int, most);

    keeper->columns = arena_array(keeper->arena, const char *, most);
    keeper->values = arena_array(keeper->arena, const char *, most);
    keeper->places = places;
    for (int column = 0; column < row->column_count; column++)
        if (is_kept(keeper, row->names[column])) {
            places[keeper->column_count] = column;
            keeper->columns[keeper->column_count++] = arena_copy(keeper->arena, row->names[column]);
        }
    return keeper->part == NULL ||
           part_add_header(keeper->part, keeper->columns, keeper->column_count, error);
}

static bool add_row(Keeper *keeper, const StreamRow *row, Error *error)
{
    for (size_t at = 0; at < keeper->column_count; at++)
        keeper->values[at] = row->values[keeper->places[at]];
    return part_add_row(keeper->part, keeper->values, keeper->column_count, error);
}

static bool keep_row(void *context, const StreamRow *row, bool is_header, Error *error)
{
    Keeper *keeper = context;

    if (is_header)
        return keep_header(keeper, row, error);
    keeper->kept->rows++;
    if (keeper->tell != NULL && keeper->kept->rows % ROWS_TOLD == 0)
        keeper->tell(ROWS_TOLD);
    if (keeper->part != NULL)
        return add_row(keeper, row, error);
    for (size_t at = 0; at < keeper->column_count; at++)
        keeper->kept->bytes += row->lengths[keeper->places[at]];
    return true;
}

/* A file without rows is not worth keeping: its part vanishes with the handle. */
static bool finish(Keeper *keeper, const Step *step, const char *name, Error *error)
{
    PartFacts facts;

    if (keeper->part == NULL || keeper->kept->rows == 0)
        return true;
    if (!part_prepare(keeper->part, &facts, error))
        return false;
    keeper->kept->has_file = true;
    keeper->kept->bytes = facts.bytes;
    keeper->kept->file = (PreimageFile){
        .name = name,
        .kind = step->kind,
        .table = step->table,
        .columns = keeper->columns,
        .key = keeper->table->key,
        .edited_column = step->edited_column,
        .rows = facts.rows,
        .bytes = facts.bytes,
        .sha256 = facts.sha256,
    };
    return true;
}

/* What cannot be found again cannot be undone. */
static bool require_key(const CatalogTable *table, Error *error)
{
    if (table->key[0] != NULL)
        return true;
    fail(error, OUTCOME_REFUSED, "table \"%s\" has no primary key", table->name);
    fail_detail(error, "LiteLLM makes one; without it a row cannot be told from another, and undo "
                       "would not find it.");
    return fail_hint(error, "Nothing was changed. Put the key back first.");
}

bool keeper_run(Session *session, const Step *step, const char *folder, size_t number,
                void (*tell)(int64_t rows), Kept *kept, Error *error)
{
    Part *part CLEANUP(part_release) = NULL;
    const CatalogTable *table = catalog_table(session->catalog, step->table);
    const char *name =
        preimage_file_name(session->arena, number, step->what, step->table, step->kind);

    *kept = (Kept){.has_file = false};
    if (!require_key(table, error))
        return false;
    if (folder != NULL && !part_create(session->arena, folder, name, &part, error))
        return false;

    Keeper keeper = {
        .arena = session->arena,
        .table = table,
        .part = part,
        .tell = tell,
        .kept = kept,
    };
    return query_each(session->server, &step->statement, step->values, keep_row, &keeper, NULL,
                      error) &&
           finish(&keeper, step, name, error);
}
