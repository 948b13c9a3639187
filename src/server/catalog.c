#include "server/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/list.h"
#include "base/text.h"
#include "build/sql.h"
#include "server/connection.h"
#include "server/query.h"

static int by_name(const void *key, const void *table)
{
    return strcmp((const char *) key, ((const CatalogTable *) table)->name);
}

const CatalogTable *catalog_table(const Catalog *catalog, const char *table)
{
    if (catalog->table_count == 0)
        return NULL;
    return bsearch(table, catalog->tables, catalog->table_count, sizeof *catalog->tables, by_name);
}

const CatalogColumn *catalog_column(const CatalogTable *table, const char *column)
{
    for (size_t at = 0; at < table->column_count; at++)
        if (strcmp(table->columns[at].name, column) == 0)
            return &table->columns[at];
    return NULL;
}

/* "LiteLLM_X" or "LiteLLM_X.column"; no name of LiteLLM has a dot in it. */
bool catalog_has(const Catalog *catalog, const char *table_or_column)
{
    const char *dot = strchr(table_or_column, '.');
    char name[256];
    size_t length = dot == NULL ? strlen(table_or_column) : (size_t) (dot - table_or_column);

    if (length >= sizeof name)
        return false;
    memcpy(name, table_or_column, length);
    name[length] = '\0';

    const CatalogTable *table = catalog_table(catalog, name);
    return table != NULL && (dot == NULL || catalog_column(table, dot + 1) != NULL);
}

const char *const *catalog_column_names(const CatalogTable *table, Arena *arena)
{
    const char **names = arena_array(arena, const char *, table->column_count + 1);

    for (size_t at = 0; at < table->column_count; at++)
        names[at] = table->columns[at].name;
    return names;
}

const char *const *catalog_written_columns(const CatalogTable *table, Arena *arena)
{
    const char **names = arena_array(arena, const char *, table->column_count + 1);
    size_t count = 0;

    for (size_t at = 0; at < table->column_count; at++)
        if (!table->columns[at].is_generated)
            names[count++] = table->columns[at].name;
    return names;
}

static bool read(Server *server, Arena *arena, const SqlText *sql, Rows **rows, Error *error)
{
    Statement statement = statement_make(arena, sql, &(StatementContext){0});

    return query(server, &statement, SQL_VALUES({"schema", server->identity.schema}), rows, error);
}

/* The four queries sort alike, so the rows of a table follow each other from *row on. */
static int rows_of(const Rows *rows, int row, const char *table)
{
    int end = row;

    while (end < rows_count(rows) && strcmp(rows_text(rows, end, "table_name"), table) == 0)
        end++;
    return end - row;
}

static void take_columns(Arena *arena, CatalogTable *table, const Rows *rows, int *row)
{
    int count = rows_of(rows, *row, table->name);
    CatalogColumn *columns = arena_array(arena, CatalogColumn, (size_t) count + 1);

    for (int at = 0; at < count; at++, (*row)++)
        columns[at] = (CatalogColumn){
            .name = arena_copy(arena, rows_text(rows, *row, "column_name")),
            .type = arena_copy(arena, rows_text(rows, *row, "type")),
            .not_null = rows_boolean(rows, *row, "not_null"),
            .default_expression = arena_copy(arena, rows_text(rows, *row, "default_expression")),
            .is_generated = rows_boolean(rows, *row, "is_generated"),
            .is_enum = rows_boolean(rows, *row, "is_enum"),
        };
    table->columns = columns;
    table->column_count = (size_t) count;
}

static void take_key(Arena *arena, CatalogTable *table, const Rows *rows, int *row)
{
    int count = rows_of(rows, *row, table->name);
    const char **key = arena_array(arena, const char *, (size_t) count + 1);

    for (int at = 0; at < count; at++, (*row)++)
        key[at] = arena_copy(arena, rows_text(rows, *row, "column_name"));
    table->key = key;
}

static bool read_tables(Server *server, Arena *arena, Catalog *catalog, Error *error)
{
    Rows *tables CLEANUP(rows_release) = NULL;
    Rows *columns CLEANUP(rows_release) = NULL;
    Rows *keys CLEANUP(rows_release) = NULL;
    int column = 0, key = 0;

    if (!read(server, arena, &SQL_SERVER_CATALOG_TABLES, &tables, error) ||
        !read(server, arena, &SQL_SERVER_CATALOG_COLUMNS, &columns, error) ||
        !read(server, arena, &SQL_SERVER_CATALOG_KEYS, &keys, error))
        return false;

    int count = rows_count(tables);
    CatalogTable *made = arena_array(arena, CatalogTable, (size_t) count + 1);
    for (int row = 0; row < count; row++) {
        made[row] = (CatalogTable){
            .name = arena_copy(arena, rows_text(tables, row, "table_name")),
            .is_partitioned = rows_boolean(tables, row, "is_partitioned"),
            .has_triggers = rows_boolean(tables, row, "has_triggers"),
            .estimated_rows = rows_real(tables, row, "estimated_rows"),
            .total_bytes = rows_number(tables, row, "total_bytes"),
        };
        take_columns(arena, &made[row], columns, &column);
        take_key(arena, &made[row], keys, &key);
    }
    catalog->tables = made;
    catalog->table_count = (size_t) count;
    return true;
}

/* How many rows from here on belong to the same constraint. */
static int columns_of(const Rows *rows, int row)
{
    const char *table = rows_text(rows, row, "table_name");
    const char *name = rows_text(rows, row, "constraint_name");
    int end = row;

    while (end < rows_count(rows) && strcmp(rows_text(rows, end, "table_name"), table) == 0 &&
           strcmp(rows_text(rows, end, "constraint_name"), name) == 0)
        end++;
    return end - row;
}

static CatalogForeignKey take_foreign_key(Arena *arena, const Rows *rows, int row, int count)
{
    const char **columns = arena_array(arena, const char *, (size_t) count + 1);
    const char **parents = arena_array(arena, const char *, (size_t) count + 1);

    for (int at = 0; at < count; at++) {
        columns[at] = arena_copy(arena, rows_text(rows, row + at, "column_name"));
        parents[at] = arena_copy(arena, rows_text(rows, row + at, "parent_column"));
    }
    return (CatalogForeignKey){
        .name = arena_copy(arena, rows_text(rows, row, "constraint_name")),
        .table = arena_copy(arena, rows_text(rows, row, "table_name")),
        .columns = columns,
        .parent_table = arena_copy(arena, rows_text(rows, row, "parent_table")),
        .parent_columns = parents,
        .on_delete = (OnDelete) rows_text(rows, row, "on_delete")[0],
        .updates_cascade = rows_boolean(rows, row, "updates_cascade"),
    };
}

static bool read_foreign_keys(Server *server, Arena *arena, Catalog *catalog, Error *error)
{
    LIST(CatalogForeignKey) keys = {0};
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!read(server, arena, &SQL_SERVER_CATALOG_FOREIGN_KEYS, &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows);) {
        int count = columns_of(rows, row);
        list_add(arena, &keys, take_foreign_key(arena, rows, row, count));
        row += count;
    }
    catalog->foreign_keys = keys.items;
    catalog->foreign_key_count = keys.count;
    return true;
}

/* Says where LiteLLM is instead; the failure stands whatever comes of that. */
static bool fail_elsewhere(Server *server, Arena *arena, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;
    Statement statement =
        statement_make(arena, &SQL_SERVER_CATALOG_SCHEMAS_OF_LITELLM, &(StatementContext){0});
    const char *schema = server->identity.schema;
    const char *database = server->identity.database;
    Text *names = text_new(arena);

    if (!query(server, &statement, SQL_NO_VALUES, &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++)
        text_addf(names, "%s\"%s\"", row == 0 ? "" : ", ", rows_text(rows, row, "schema"));
    fail(error, OUTCOME_SERVER_ERROR, "there is no LiteLLM in schema \"%s\" of database \"%s\"",
         schema, database);
    fail_detail(error, "neither LiteLLM_VerificationToken nor LiteLLM_UserTable is a table there");
    if (text_length(names) == 0)
        return fail_hint(error, "No schema of this database has these tables. Is it the right "
                                "database? LiteLLM's name is the last part of its DATABASE_URL. "
                                "In a new one LiteLLM makes them: start it once, then stop it.");
    return fail_hint(error,
                     "This database has LiteLLM's tables in schema %s: name it with "
                     "--schema, or with ?schema= in the URL.",
                     text_value(names));
}

static bool read_all(Server *server, Arena *arena, Catalog *catalog, Error *error)
{
    if (!read_tables(server, arena, catalog, error) ||
        !read_foreign_keys(server, arena, catalog, error))
        return false;
    if (!catalog_has(catalog, "LiteLLM_VerificationToken") &&
        !catalog_has(catalog, "LiteLLM_UserTable"))
        return fail_elsewhere(server, arena, error);
    return true;
}

static bool read_apart(Server *server, Arena *arena, Catalog *catalog, Error *error)
{
    TransactionOptions options = {.kind = TRANSACTION_READ};

    if (!transaction_begin(server, &options, error))
        return false;
    if (!read_all(server, arena, catalog, error)) {
        transaction_rollback(server);
        return false;
    }
    return transaction_commit(server, error);
}

bool server_read_catalog(Server *server, Arena *arena, const Catalog **catalog, Error *error)
{
    Catalog *made = arena_alloc(arena, sizeof *made);

    made->schema = arena_copy(arena, server->identity.schema);
    *catalog = made;
    return server->in_transaction ? read_all(server, arena, made, error)
                                  : read_apart(server, arena, made, error);
}
