#include "admin/restore_stage.h"

#include <inttypes.h>

#include "admin/restore_load.h"
#include "base/cleanup.h"
#include "build/sql.h"
#include "litellm/references.h"
#include "operation/load.h"
#include "operation/stage.h"
#include "server/query.h"

/* More need not be counted to see that a table is not empty. */
enum { COUNTED_MAX = 1000000 };

enum { CONFLICTS_SHOWN = 10 };

Statement restore_stage_statement(Session *session, const RestoreTable *table, const SqlText *sql,
                                  const char *column)
{
    const SqlNames names[] = {
        SQL_NAME("table", table->target->name),
        {.placeholder = "key", .names = table->target->key},
        {.placeholder = "columns", .names = table->columns},
        SQL_NAME("column", column == NULL ? "" : column),
        {0},
    };

    return statement_make(session->arena, sql,
                          &(StatementContext){.catalog = session->catalog, .names = names});
}

/* Looking. */

bool restore_stage_count(Session *session, const RestoreTable *table, int64_t limit, int64_t *count,
                         Error *error)
{
    Statement statement = restore_stage_statement(session, table, &SQL_SERVER_RESTORE_COUNT, NULL);
    const char *most = arena_format(session->arena, "%" PRId64, limit);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement, SQL_VALUES({"limit", most}), &rows, error))
        return false;
    *count = rows_number(rows, 0, "rows");
    return true;
}

bool restore_stage_look(Restore *restore, RestoreTable *table, Error *error)
{
    if (!restore_stage_count(restore->session, table, COUNTED_MAX, &table->counts.present, error))
        return false;
    table->is_direct = table->is_whole && table->counts.present == 0;
    return true;
}

/* Staging. */

static bool load(const Restore *restore, const RestoreTable *table, const SetFile *file,
                 Error *error)
{
    LoadRequest request = restore_load_request(restore, table, file);
    int64_t rows;

    request.is_staged = true;
    return load_file(restore->session, &request, &rows, error);
}

const char *restore_stage_literal(Arena *arena, const WordSet *words)
{
    Words all = {0};

    for (size_t at = 0; at < wordset_count(words); at++)
        list_add(arena, &all, wordset_at(words, at));
    list_add(arena, &all, NULL);
    return query_text_array(arena, all.items);
}

static Statement make_strays(Session *session, const char *column)
{
    const Reference *user = reference_identity("user");
    const SqlNames names[] = {
        SQL_NAME("column", column),
        SQL_NAME("parent", user->table),
        SQL_NAME("parent_columns", user->column),
        {0},
    };

    return statement_make(session->arena, &SQL_SERVER_RESTORE_LEAVE_STRAYS,
                          &(StatementContext){.names = names});
}

/* Rows that somebody made who is gone, and whom the database wants to be there. */
static bool leave_strays(const Restore *restore, const RestoreTable *table, int64_t *strays,
                         Error *error)
{
    Session *session = restore->session;

    *strays = 0;
    for (size_t at = 0; at < table->strays.count; at++) {
        Statement statement = make_strays(session, table->strays.items[at]);
        const WordSet *users = selection_ids(restore->selection, "user");
        int64_t rows;

        if (!query_execute(session->server, &statement,
                           SQL_VALUES({"coming", restore_stage_literal(session->arena, users)}),
                           &rows, error))
            return false;
        *strays += rows;
    }
    return true;
}

bool restore_stage(const Restore *restore, const RestoreTable *table, int64_t *strays, Error *error)
{
    Session *session = restore->session;

    if (!stage_make(session, table->target->name, error))
        return false;
    for (size_t at = 0; at < table->source->file_count; at++)
        if (!load(restore, table, &table->source->files[at], error))
            return false;
    return leave_strays(restore, table, strays, error) && stage_analyze(session, error);
}

/* Comparing. */

static bool count_surplus(Session *session, const RestoreTable *table, int64_t *surplus,
                          Error *error)
{
    Statement statement =
        restore_stage_statement(session, table, &SQL_SERVER_RESTORE_SURPLUS, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement, SQL_NO_VALUES, &rows, error))
        return false;
    *surplus = rows_number(rows, 0, "surplus");
    return true;
}

bool restore_stage_compare(const Restore *restore, const RestoreTable *table, RestoreCounts *counts,
                           Error *error)
{
    Session *session = restore->session;
    Statement statement =
        restore_stage_statement(session, table, &SQL_SERVER_RESTORE_COMPARE, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement, SQL_NO_VALUES, &rows, error))
        return false;

    int64_t present = rows_number(rows, 0, "present");
    *counts = (RestoreCounts){
        .wanted = rows_number(rows, 0, "wanted"),
        .present = table->counts.present,
        .same = rows_number(rows, 0, "same"),
    };
    counts->absent = counts->wanted - present;
    counts->differs = present - counts->same;
    return restore->request.mode != RESTORE_REPLACES ||
           count_surplus(session, table, &counts->surplus, error);
}

bool restore_stage_conflicts(const Restore *restore, RestoreTable *table, Error *error)
{
    Session *session = restore->session;
    Statement statement =
        restore_stage_statement(session, table, &SQL_SERVER_RESTORE_CONFLICTS, NULL);
    const char *limit = arena_format(session->arena, "%d", (int) CONFLICTS_SHOWN);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (table->counts.differs == 0)
        return true;
    if (!query(session->server, &statement,
               SQL_VALUES({"columns", query_text_array(session->arena, table->columns)},
                          {"limit", limit}),
               &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++)
        list_add(session->arena, &table->conflicts,
                 ((RestoreConflict){
                     arena_copy(session->arena, rows_text(rows, row, "row_key")),
                     arena_copy(session->arena, rows_text(rows, row, "differing")),
                 }));
    return true;
}

/* Putting aside. */

bool restore_stage_park(Session *session, size_t number, Error *error)
{
    const SqlNames *names =
        SQL_NAMES(SQL_NAME("parked", arena_format(session->arena, "parked_%zu", number)));
    Statement statement = statement_make(session->arena, &SQL_SERVER_RESTORE_PARK,
                                         &(StatementContext){.names = names});

    return query_execute(session->server, &statement, SQL_NO_VALUES, NULL, error);
}

bool restore_stage_unpark(Session *session, size_t number, Error *error)
{
    const SqlNames *names =
        SQL_NAMES(SQL_NAME("parked", arena_format(session->arena, "parked_%zu", number)));
    Statement statement = statement_make(session->arena, &SQL_SERVER_RESTORE_UNPARK,
                                         &(StatementContext){.names = names});

    return query_execute(session->server, &statement, SQL_NO_VALUES, NULL, error);
}
