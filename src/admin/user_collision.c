#include "admin/user_collision.h"

#include <string.h>

#include "base/cleanup.h"
#include "build/sql.h"
#include "server/query.h"

static bool contains(const char *const *names, const char *name)
{
    for (; *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

/* What all rows of a table have in common, for an index that has no other columns. */
#define SAME_FOR_ALL "tableoid"

/* The columns of one unique index, a row each, but for the place's own. */
static const char *const *read_columns(Arena *arena, const UserPlace *place, const Rows *rows,
                                       int first, int *next)
{
    const char *name = rows_text(rows, first, "index_name");
    LIST(const char *) columns = {0};
    int row = first;

    for (; row < rows_count(rows) && strcmp(rows_text(rows, row, "index_name"), name) == 0; row++)
        if (strcmp(rows_text(rows, row, "column_name"), place->column) != 0)
            list_add(arena, &columns, arena_copy(arena, rows_text(rows, row, "column_name")));
    if (columns.count == 0)
        list_add(arena, &columns, SAME_FOR_ALL);
    list_add(arena, &columns, NULL);
    *next = row;
    return columns.items;
}

static bool count(const UserMove *move, UserCollision *collision, Error *error)
{
    Statement statement =
        user_place_statement(move->session, collision->place,
                             &SQL_SERVER_USER_MERGE_COLLISION_COUNT, NULL, collision->others);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(move->session->server, &statement, user_move_values(move, collision->place), &rows,
               error))
        return false;
    collision->rows = rows_number(rows, 0, "count");
    return true;
}

static bool read_indexes(const UserMove *move, const UserPlace *place, Rows **rows, Error *error)
{
    Session *session = move->session;
    Statement statement = statement_make(session->arena, &SQL_SERVER_USER_MOVE_UNIQUE_KEYS, NULL);

    return query(session->server, &statement,
                 SQL_VALUES({"schema", session->catalog->schema}, {"table", place->table},
                            {"column", place->column}),
                 rows, error);
}

bool user_collisions_find(const UserMove *move, const UserPlace *place, UserCollisions *collisions,
                          Error *error)
{
    Session *session = move->session;
    Rows *rows CLEANUP(rows_release) = NULL;

    if (place->shape != SHAPE_PLAIN && place->shape != SHAPE_TYPED)
        return true;
    if (!read_indexes(move, place, &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows);) {
        UserCollision collision = {
            .place = place,
            .others = read_columns(session->arena, place, rows, row, &row),
            .adds_up =
                catalog_column(catalog_table(session->catalog, place->table), "spend") != NULL,
        };
        if (!count(move, &collision, error))
            return false;
        if (collision.rows > 0)
            list_add(session->arena, collisions, collision);
    }
    return true;
}

static bool is_measure(const UserCollision *collision, const CatalogColumn *column)
{
    return (text_equal(column->type, "double precision") || text_equal(column->type, "bigint") ||
            text_equal(column->type, "integer")) &&
           !contains(collision->others, column->name);
}

static bool add_up(Operation *operation, const UserMove *move, const UserCollision *collision,
                   const char *measure, Error *error)
{
    Step step = {
        .statement =
            user_place_statement(move->session, collision->place,
                                 &SQL_SERVER_USER_MERGE_COLLISION_SUM, measure, collision->others),
        .values = user_move_values(move, collision->place),
        .kind = PREIMAGE_ADDED,
        .what = measure,
        .table = collision->place->table,
        .edited_column = measure,
    };
    int64_t rows;

    return operation_change(operation, &step, &rows, error);
}

static bool add_all_up(Operation *operation, const UserMove *move, const UserCollision *collision,
                       Error *error)
{
    const CatalogTable *table = catalog_table(move->session->catalog, collision->place->table);

    for (size_t at = 0; collision->adds_up && at < table->column_count; at++)
        if (is_measure(collision, &table->columns[at]) &&
            !add_up(operation, move, collision, table->columns[at].name, error))
            return false;
    return true;
}

bool user_collision_resolve(Operation *operation, const UserMove *move,
                            const UserCollision *collision, int64_t *rows, Error *error)
{
    Step step = {
        .statement =
            user_place_statement(move->session, collision->place,
                                 &SQL_SERVER_USER_MERGE_COLLISION_DROP, NULL, collision->others),
        .values = user_move_values(move, collision->place),
        .kind = PREIMAGE_DELETED,
        .what = "merged",
        .table = collision->place->table,
    };

    return add_all_up(operation, move, collision, error) &&
           operation_change(operation, &step, rows, error);
}
