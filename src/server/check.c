#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/list.h"
#include "base/text.h"
#include "build/sql.h"
#include "server/connection.h"
#include "server/query.h"
#include "server/type.h"

static bool type_of(Server *server, Arena *arena, Oid type, const char **name, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;
    Statement statement =
        statement_make(arena, &SQL_SERVER_CATALOG_TYPE_NAME, &(StatementContext){0});
    const char *number = arena_format(arena, "%u", type);

    *name = type_short_name(type);
    if (*name != NULL)
        return true;
    if (!query(server, &statement, SQL_VALUES({"type", number}), &rows, error))
        return false;
    *name = type_shorten(arena, rows_text(rows, 0, "name"));
    return true;
}

/* What the server takes the statement to be: "text[], int8" and "count int8, digest text". */
static bool describe(Server *server, Arena *arena, const PGresult *described, const char **takes,
                     const char **returns, Error *error)
{
    Text *parameters = text_new(arena), *columns = text_new(arena);
    const char *type;

    for (int at = 0; at < PQnparams(described); at++) {
        if (!type_of(server, arena, PQparamtype(described, at), &type, error))
            return false;
        text_addf(parameters, "%s%s", at == 0 ? "" : ", ", type);
    }
    for (int at = 0; at < PQnfields(described); at++) {
        if (!type_of(server, arena, PQftype(described, at), &type, error))
            return false;
        text_addf(columns, "%s%s %s", at == 0 ? "" : ", ", PQfname(described, at), type);
    }
    *takes = text_value(parameters);
    *returns = text_value(columns);
    return true;
}

/* Those of a COPY are settings, which the server does not count. */
static const char *declared_parameters(Arena *arena, const SqlText *sql)
{
    Text *text = text_new(arena);

    if (sql->is_copy)
        return "";
    for (const SqlParameter *at = sql->parameters; at->name != NULL; at++)
        text_addf(text, "%s%s", at == sql->parameters ? "" : ", ", at->type);
    return text_value(text);
}

static void add_column(Text *text, const char *name, const char *type)
{
    text_addf(text, "%s%s %s", text_length(text) == 0 ? "" : ", ", name, type);
}

static void add_table(Arena *arena, Text *text, const CatalogTable *table)
{
    for (size_t at = 0; table != NULL && at < table->column_count; at++)
        add_column(text, table->columns[at].name, type_shorten(arena, table->columns[at].type));
}

/* The names that stand for a placeholder, or NULL. */
static const char *const *names_for(const Statement *statement, const char *placeholder)
{
    for (const SqlNames *at = statement->names; at != NULL && at->placeholder != NULL; at++)
        if (strcmp(at->placeholder, placeholder) == 0)
            return at->names;
    return NULL;
}

/* The table whose columns a :key or :columns names. */
static const CatalogTable *table_for(const Statement *statement, const Catalog *catalog)
{
    const char *const *names = names_for(statement, "table");

    return names == NULL ? NULL : catalog_table(catalog, names[0]);
}

/* One entry of "returns": "count int8", "LiteLLM_X.*", ":table.*" or ":key". */
static void add_entry(Arena *arena, Text *text, const char *entry, const Statement *statement,
                      const Catalog *catalog)
{
    const CatalogTable *table = table_for(statement, catalog);

    if (strcmp(entry, ":table.*") == 0) {
        add_table(arena, text, table);
    } else if (text_ends_with(entry, ".*")) {
        const char *name = arena_copy_span(arena, entry, strlen(entry) - 2);
        add_table(arena, text, catalog_table(catalog, name));
    } else if (*entry == ':') {
        const char *const *name = names_for(statement, entry + 1);
        for (; name != NULL && table != NULL && *name != NULL; name++) {
            const CatalogColumn *column = catalog_column(table, *name);
            add_column(text, *name, column == NULL ? "?" : type_shorten(arena, column->type));
        }
    } else {
        const char *type = strchr(entry, ' ');
        add_column(text, arena_copy_span(arena, entry, strcspn(entry, " ")),
                   type == NULL ? "?" : type + strspn(type, " "));
    }
}

static const char *declared_columns(Arena *arena, const Statement *statement,
                                    const Catalog *catalog)
{
    Text *text = text_new(arena);
    const char *at = statement->sql->returns;

    while (*at != '\0') {
        size_t length = strcspn(at, ",");
        size_t size = length;
        while (size > 0 && at[size - 1] == ' ')
            size--;
        add_entry(arena, text, arena_copy_span(arena, at, size), statement, catalog);
        at += length + strspn(at + length, ", ");
    }
    return text_value(text);
}

/* A COPY says nothing of what it copies: the statement inside does. */
static const char *checkable_text(Arena *arena, const Statement *statement)
{
    static const char STARTS[] = "COPY (", ENDS[] = ") TO STDOUT";
    const char *end = strstr(statement->text, ENDS);

    if (!statement->sql->is_copy || !text_starts_with(statement->text, STARTS) || end == NULL)
        return statement->text;
    const char *start = statement->text + strlen(STARTS);
    return arena_copy_span(arena, start, (size_t) (end - start));
}

/* The unnamed prepared statement needs nobody to take it away. */
static bool prepare(Server *server, Arena *arena, const Statement *statement, PGresult **described,
                    Error *error)
{
    const char *name = statement->sql->name;
    const char *text = checkable_text(arena, statement);

    if (PQsendPrepare(server->connection, "", text, 0, NULL) == 0)
        return fail_lost(error, server->connection);
    if (!exchange_flush(server, error) || !exchange_finish(server, name, NULL, error))
        return false;
    if (PQsendDescribePrepared(server->connection, "") == 0)
        return fail_lost(error, server->connection);
    return exchange_flush(server, error) && exchange_finish(server, name, described, error);
}

static bool compare(const SqlText *sql, const char *what, const char *said, const char *found,
                    Error *error)
{
    if (strcmp(said, found) == 0)
        return true;
    fail(error, OUTCOME_FOUND, "sql/%s.sql does not do what its header says", sql->name);
    return fail_detail(error, "%s: the header says (%s), the server (%s)", what, said, found);
}

bool query_check(Server *server, const Statement *statement, const Catalog *catalog, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    PGresult *described CLEANUP(result_release) = NULL;
    const char *takes, *returns;

    assert(server->in_transaction);
    if (!prepare(server, arena, statement, &described, error) ||
        !describe(server, arena, described, &takes, &returns, error))
        return false;
    return compare(statement->sql, "parameters", declared_parameters(arena, statement->sql), takes,
                   error) &&
           compare(statement->sql, "columns", declared_columns(arena, statement, catalog), returns,
                   error);
}
