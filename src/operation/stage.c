#include "operation/stage.h"

#include "base/cleanup.h"
#include "base/csv.h"
#include "base/text.h"
#include "build/sql.h"
#include "file/unpacker.h"
#include "server/copy.h"
#include "server/query.h"

#define INSUFFICIENT_PRIVILEGE "42501"

enum { LEAST_TIMEOUT_MS = 60 * 1000, ROW_MS = 1 };

int64_t stage_timeout_ms(int64_t rows)
{
    return LEAST_TIMEOUT_MS + rows * ROW_MS;
}

Statement stage_statement(Session *session, Arena *arena, const PreimageFile *file,
                          const SqlText *sql)
{
    bool is_rewritten = file->kind == PREIMAGE_REWRITTEN;
    const CatalogTable *table = catalog_table(session->catalog, file->table);
    const SqlNames names[] = {
        SQL_NAME("table", file->table),
        {"key", file->key},
        {"columns", file->columns},
        {"all", table == NULL ? NULL : catalog_written_columns(table, arena)},
        SQL_NAME("column", file->edited_column == NULL ? "" : file->edited_column),
        {"edited", is_rewritten ? preimage_edited(arena, file) : NULL},
        {"after", is_rewritten ? preimage_after(arena, file) : NULL},
        {0},
    };
    return statement_make(arena, sql,
                          &(StatementContext){.catalog = session->catalog, .names = names});
}

static bool is_among(const char *const *words, const char *word)
{
    while (*words != NULL && !text_equal(*words, word))
        words++;
    return *words != NULL;
}

static bool is_of_whole_rows(const PreimageFile *file)
{
    return file->kind == PREIMAGE_DELETED || file->kind == PREIMAGE_INSERTED;
}

bool stage_file(Session *session, const PreimageFile *file, const char *const *columns,
                PreimageFile *staged, Error *error)
{
    const CatalogTable *table = catalog_table(session->catalog, file->table);

    *staged = *file;
    if (columns != NULL)
        staged->columns = columns;
    if (table == NULL)
        return fail(error, OUTCOME_REFUSED, "table \"%s\" is no longer there", file->table);
    if (!is_of_whole_rows(file) || table->key[0] == NULL)
        return true;
    staged->key = table->key;
    for (const char *const *key = table->key; *key != NULL; key++)
        if (!is_among(staged->columns, *key)) {
            fail(error, OUTCOME_REFUSED, "\"%s\" has no column \"%s\"", file->name, *key);
            return fail_detail(error, "It belongs to the key that table \"%s\" has now.",
                               file->table);
        }
    return true;
}

static bool require_columns(Session *session, const PreimageFile *file, const char *const *columns,
                            Error *error)
{
    const CatalogTable *table = catalog_table(session->catalog, file->table);

    if (table == NULL)
        return fail(error, OUTCOME_REFUSED, "table \"%s\" is no longer there", file->table);
    for (const char *const *column = columns; *column != NULL; column++)
        if (catalog_column(table, *column) == NULL) {
            fail(error, OUTCOME_REFUSED, "column \"%s\" of table \"%s\" is no longer there",
                 *column, file->table);
            return fail_hint(error, "The rows are in \"%s\"; they can be put back by hand.",
                             file->name);
        }
    return true;
}

static bool copy_header(Session *session, Arena *arena, const PreimageFile *file, Error *error)
{
    Text *header = text_new(arena);
    size_t count = 0;

    while (file->columns[count] != NULL)
        count++;
    sheet_add_row(header, file->columns, NULL, count, SHEET_QUOTE_NEEDED);
    return copy_in_write(session->server, text_value(header), text_length(header), error);
}

static bool copy_file(Session *session, const char *folder, const PreimageFile *file, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Unpacker *unpacker CLEANUP(unpacker_release) = NULL;
    PackedSource source = {
        .path = preimage_path(arena, session->state.path, folder, file),
        .name = file->name,
        .identity = session->identity_file,
        .offset = file->offset,
        .length = file->length,
    };
    const char *data;
    size_t size;

    /* A range has no header of its own. */
    if (!unpacker_open(arena, &source, &unpacker, error) ||
        (file->length > 0 && !copy_header(session, arena, file, error)))
        return false;
    for (;;) {
        if (!unpacker_next(unpacker, &data, &size, error))
            return false;
        if (size == 0)
            return true;
        if (!copy_in_write(session->server, data, size, error))
            return false;
    }
}

static bool make_table(Session *session, const Statement *statement, Error *error)
{
    if (query_execute(session->server, statement, SQL_NO_VALUES, NULL, error))
        return true;
    if (text_equal(error->sqlstate, INSUFFICIENT_PRIVILEGE))
        fail_hint(error,
                  "The rows are compared in a temporary table: GRANT TEMPORARY ON DATABASE, or "
                  "run undo.sql of the operation's folder as a role that may.");
    return false;
}

bool stage_make(Session *session, const char *table, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const PreimageFile file = {.table = table};
    Statement made = stage_statement(session, arena, &file, &SQL_SERVER_UNDO_STAGE_ROWS);

    return make_table(session, &made, error);
}

/* What the live table must have: "old" and "new" are in no table, nor is anything "_after". */
static const char *const *needed(Arena *arena, const PreimageFile *file)
{
    Words columns = {0};

    if (file->kind != PREIMAGE_REWRITTEN)
        return preimage_is_edit(file->kind) ? file->key : file->columns;
    const char *const *after = preimage_after(arena, file);
    for (const char *const *at = file->columns; at != after; at++)
        list_add(arena, &columns, *at);
    list_add(arena, &columns, NULL);
    return columns.items;
}

static const SqlText *const STAGES[] = {
    [PREIMAGE_DELETED] = &SQL_SERVER_UNDO_STAGE_ROWS,
    [PREIMAGE_INSERTED] = &SQL_SERVER_UNDO_STAGE_ROWS,
    [PREIMAGE_EDITED] = &SQL_SERVER_UNDO_STAGE_EDITS,
    [PREIMAGE_ADDED] = &SQL_SERVER_UNDO_STAGE_EDITS,
    [PREIMAGE_REWRITTEN] = &SQL_SERVER_UNDO_STAGE_REWRITTEN,
};

static bool make_for(Session *session, Arena *arena, const PreimageFile *file, Error *error)
{
    Statement made = stage_statement(session, arena, file, STAGES[file->kind]);

    return make_table(session, &made, error);
}

/* The staging table, and the beginning of a COPY into it. */
static bool begin_stage(Session *session, const PreimageFile *file, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Statement copy = stage_statement(session, arena, file, &SQL_SERVER_UNDO_STAGE_COPY);

    return require_columns(session, file, needed(arena, file), error) &&
           make_for(session, arena, file, error) && copy_in_begin(session->server, &copy, error);
}

bool stage_analyze(Session *session, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Statement analyze = statement_make(arena, &SQL_SERVER_UNDO_STAGE_ANALYZE, NULL);

    return query_execute(session->server, &analyze, SQL_NO_VALUES, NULL, error);
}

static bool end_stage(Session *session, Error *error)
{
    int64_t rows;

    return copy_in_end(session->server, &rows, error) && stage_analyze(session, error);
}

bool stage_load(Session *session, const char *folder, const PreimageFile *file, Error *error)
{
    return begin_stage(session, file, error) && copy_file(session, folder, file, error) &&
           end_stage(session, error);
}

bool stage_load_rows(Session *session, const PreimageFile *file, const char *rows, size_t size,
                     Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    return begin_stage(session, file, error) && copy_header(session, arena, file, error) &&
           copy_in_write(session->server, rows, size, error) && end_stage(session, error);
}

static void read_rows(const Rows *rows, const PreimageFile *file, StageComparison *comparison)
{
    int64_t present = rows_number(rows, 0, "present"), same = rows_number(rows, 0, "same");
    int64_t absent = comparison->total - present;
    bool was_deleted = file->kind == PREIMAGE_DELETED;

    comparison->as_before = was_deleted ? same : absent;
    comparison->as_after = was_deleted ? absent : same;
    comparison->changed = present - same;
}

static const SqlText *comparing(const PreimageFile *file)
{
    if (is_of_whole_rows(file))
        return &SQL_SERVER_UNDO_COMPARE_ROWS;
    if (file->kind == PREIMAGE_REWRITTEN)
        return &SQL_SERVER_UNDO_COMPARE_REWRITTEN;
    return is_among(file->key, file->edited_column) ? &SQL_SERVER_UNDO_COMPARE_MOVES
                                                    : &SQL_SERVER_UNDO_COMPARE_EDITS;
}

static void read_edits(const Rows *rows, StageComparison *comparison)
{
    int64_t present = rows_number(rows, 0, "present");

    comparison->as_before = rows_number(rows, 0, "at_old");
    comparison->as_after = rows_number(rows, 0, "at_new");
    comparison->changed = present - comparison->as_before - comparison->as_after;
    comparison->gone = comparison->total - present;
}

bool stage_compare(Session *session, const PreimageFile *file, StageComparison *comparison,
                   Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Statement statement = stage_statement(session, arena, file, comparing(file));
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement, SQL_VALUES({"column", file->edited_column}), &rows,
               error))
        return false;
    *comparison = (StageComparison){.total = rows_number(rows, 0, "total")};
    if (is_of_whole_rows(file))
        read_rows(rows, file, comparison);
    else
        read_edits(rows, comparison);
    return true;
}

bool stage_drop(Session *session, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Statement statement = statement_make(arena, &SQL_SERVER_UNDO_STAGE_DROP, NULL);

    return query_execute(session->server, &statement, SQL_NO_VALUES, NULL, error);
}
