/*
 * check_sql [--list] - prepares every statement for the server that is possible here, and
 * compares what the server makes of it with the statement's header.
 *
 * A statement with names to fill in has a line in its header that says with which to try:
 *
 *     -- sample   table=LiteLLM_TeamTable key=team_id columns=team_id,spend stage=rows
 *
 * "stage" is the staging table of an undo (rows, edits, rewritten) or a rehearsal, which is made
 * first; "schema=live" is the schema at hand.  --list says of each statement whether it was
 * "prepared", "skipped" because the schema lacks something, or "newer" than the server.
 */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/list.h"
#include "base/text.h"
#include "build/sql.h"
#include "litellm/references.h"
#include "server/query.h"
#include "server/server.h"
#include "server/transaction.h"

typedef struct {
    Server *server;
    Arena *arena;
    const Catalog *catalog;
    bool lists;
    int prepared, skipped, wrong;
} Check;

/* "a,b" as a list that ends with NULL. */
static const char *const *split(Arena *arena, const char *list)
{
    LIST(const char *) names = {0};

    while (*list != '\0') {
        size_t length = strcspn(list, ",");
        list_add(arena, &names, arena_copy_span(arena, list, length));
        list += length + (list[length] == ',');
    }
    list_add(arena, &names, NULL);
    return names.items;
}

/* The names of a header's sample line; *stage is NULL or what is staged. */
static const SqlNames *read_sample(Check *check, const SqlText *sql, const char **stage)
{
    Arena *arena = check->arena;
    LIST(SqlNames) names = {0};
    const char *line = strstr(sql->header, "-- sample ");

    *stage = NULL;
    for (const char *at = line == NULL ? "" : line + strlen("-- sample "); *at != '\0';) {
        at += strspn(at, " ");
        size_t length = strcspn(at, " \n");
        size_t key = strcspn(at, "=");
        const char *value = arena_copy_span(arena, at + key + 1, length - key - 1);
        if (strncmp(at, "schema=", strlen("schema=")) == 0)
            value = server_identity(check->server)->schema;
        if (strncmp(at, "stage=", strlen("stage=")) == 0)
            *stage = value;
        else
            list_add(arena, &names,
                     (SqlNames){arena_copy_span(arena, at, key), split(arena, value)});
        at += length;
        if (*at == '\n')
            break;
    }
    list_add(arena, &names, (SqlNames){NULL, NULL});
    return names.items;
}

static bool make_stage(Check *check, const char *stage, const SqlNames *names, Error *error)
{
    StatementContext context = {.catalog = check->catalog, .names = names};
    const SqlText *sql = strcmp(stage, "rows") == 0        ? &SQL_SERVER_UNDO_STAGE_ROWS
                         : strcmp(stage, "rehearsed") == 0 ? &SQL_SERVER_REHEARSE_STAGE
                         : strcmp(stage, "edits") == 0     ? &SQL_SERVER_UNDO_STAGE_EDITS
                                                           : &SQL_SERVER_UNDO_STAGE_REWRITTEN;
    Statement statement = statement_make(check->arena, sql, &context);

    return query_execute(check->server, &statement, SQL_NO_VALUES, NULL, error);
}

static bool check_one(Check *check, const SqlText *sql, Error *error)
{
    const char *stage;
    const SqlNames *names = read_sample(check, sql, &stage);
    StatementContext context = {
        .catalog = check->catalog,
        .references = references_named(check->arena, ROLE_ANY),
        .names = names,
    };
    Statement statement = statement_make(check->arena, sql, &context);
    TransactionOptions options = {.kind = TRANSACTION_SCRATCH};

    if (!transaction_begin(check->server, &options, error))
        return false;
    bool is_right = (stage == NULL || make_stage(check, stage, names, error)) &&
                    query_check(check->server, &statement, check->catalog, error);
    transaction_rollback(check->server);
    return is_right;
}

/* Whether the live schema has what the statement needs and what its sample names. */
static bool is_possible(Check *check, const SqlText *sql)
{
    const char *stage;
    const SqlNames *names = read_sample(check, sql, &stage);

    for (; names->placeholder != NULL; names++)
        if (strcmp(names->placeholder, "table") == 0 &&
            catalog_table(check->catalog, names->names[0]) == NULL)
            return false;
    return statement_is_possible(sql, check->catalog, check->arena, NULL);
}

static void skip(Check *check, const SqlText *sql, const char *why)
{
    check->skipped++;
    if (check->lists)
        printf("%s %s\n", why, sql->name);
}

static void check_statement(Check *check, const SqlText *sql)
{
    Error error;

    if (sql->needs_postgresql > server_identity(check->server)->version_number / 10000) {
        skip(check, sql, "newer");
        return;
    }
    if (!is_possible(check, sql)) {
        skip(check, sql, "skipped");
        return;
    }
    check->prepared++;
    if (check->lists)
        printf("prepared %s\n", sql->name);
    if (check_one(check, sql, &error))
        return;
    check->wrong++;
    fprintf(stderr, "%s: %s\n    %s\n", sql->name, error.message, error.detail);
}

static int report(const Error *error)
{
    fprintf(stderr, "check_sql: %s\n    %s\n", error->message, error->detail);
    return 3;
}

int main(int argc, char *argv[])
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Server *server CLEANUP(server_close) = NULL;
    ServerOptions options = {.command = "check_sql"};
    Check check = {.arena = arena, .lists = argc > 1 && strcmp(argv[1], "--list") == 0};
    Error error;

    if (!server_connect(&options, &server, &error) ||
        !server_read_catalog(server, arena, &check.catalog, &error))
        return report(&error);
    check.server = server;
    for (const SqlText *const *sql = SQL_ALL; *sql != NULL; sql++)
        if (text_starts_with((*sql)->name, "server/") && !(*sql)->is_form)
            check_statement(&check, *sql);
    printf("%d statements prepared, %d skipped, %d wrong\n", check.prepared, check.skipped,
           check.wrong);
    return check.wrong > 0;
}
