#include "operation/keeper.h"

#include "base/cleanup.h"
#include "file/part.h"
#include "server/query.h"

enum { ROWS_TOLD = 1000 };

typedef struct {
    Arena *arena;
    Part *part; /* NULL: nothing is kept */
    void (*tell)(int64_t rows);
    const char **columns; /* ends with NULL */
    Kept *kept;
} Keeper;

static bool keep_header(Keeper *keeper, const StreamRow *row, Error *error)
{
    keeper->columns = arena_array(keeper->arena, const char *, (size_t) row->column_count + 1);
    for (int column = 0; column < row->column_count; column++)
        keeper->columns[column] = arena_copy(keeper->arena, row->names[column]);
    return keeper->part == NULL ||
           part_add_header(keeper->part, row->names, (size_t) row->column_count, error);
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
        return part_add_row(keeper->part, row->values, (size_t) row->column_count, error);
    for (int column = 0; column < row->column_count; column++)
        keeper->kept->bytes += row->lengths[column];
    return true;
}

/* A file without rows is not worth keeping: its part vanishes with the handle. */
static bool finish(Keeper *keeper, const Session *session, const Step *step, const char *name,
                   Error *error)
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
        .key = catalog_table(session->catalog, step->table)->key,
        .edited_column = step->edited_column,
        .rows = facts.rows,
        .bytes = facts.bytes,
        .sha256 = facts.sha256,
    };
    return true;
}

bool keeper_run(Session *session, const Step *step, const char *folder, size_t number,
                void (*tell)(int64_t rows), Kept *kept, Error *error)
{
    Part *part CLEANUP(part_release) = NULL;
    const char *name =
        preimage_file_name(session->arena, number, step->what, step->table, step->kind);

    *kept = (Kept){.has_file = false};
    if (folder != NULL && !part_create(session->arena, folder, name, &part, error))
        return false;

    Keeper keeper = {.arena = session->arena, .part = part, .tell = tell, .kept = kept};
    return query_each(session->server, &step->statement, step->values, keep_row, &keeper, NULL,
                      error) &&
           finish(&keeper, session, step, name, error);
}
