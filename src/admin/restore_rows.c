#include "admin/restore_rows.h"

#include <inttypes.h>
#include <string.h>

#include "admin/restore_load.h"
#include "admin/restore_stage.h"
#include "base/cleanup.h"
#include "build/sql.h"
#include "file/file.h"
#include "operation/load.h"
#include "operation/stage.h"
#include "server/query.h"

#define CONSTRAINT_VIOLATION "23"

static const char WHAT[] = "restore";

/* As the plan has them. */

bool restore_rows_lock(Operation *operation, const RestoreTable *table, Error *error)
{
    Statement lock = restore_stage_statement(operation_session(operation), table,
                                             &SQL_SERVER_RESTORE_LOCK, NULL);

    return operation_prepare(operation, &lock, SQL_NO_VALUES, error);
}

static bool fail_stale(const RestoreTable *table, Error *error)
{
    fail(error, OUTCOME_REFUSED, "the rows of \"%s\" are no longer those of the plan",
         table->target->name);
    fail_detail(error, "Somebody changed them since it was made.");
    return fail_hint(error, "Nothing was changed. Look at the plan again.");
}

static bool require_empty(Session *session, const RestoreTable *table, Error *error)
{
    int64_t count;

    return restore_stage_count(session, table, 1, &count, error) &&
           (count == 0 || fail_stale(table, error));
}

bool restore_rows_require(Operation *operation, const Restore *restore, const RestoreTable *table,
                          Error *error)
{
    const RestoreCounts *planned = &table->counts;
    RestoreCounts now;

    if (table->is_direct)
        return require_empty(operation_session(operation), table, error);
    if (!restore_stage_compare(restore, table, &now, error))
        return false;
    return (now.absent == planned->absent && now.same == planned->same &&
            now.differs == planned->differs && now.surplus == planned->surplus) ||
           fail_stale(table, error);
}

/* One step. */

/* What the server said names the row; what can be done about it is ours to say. */
static bool refuse(const RestoreTable *table, Error *error)
{
    if (strncmp(error->sqlstate, CONSTRAINT_VIOLATION, strlen(CONSTRAINT_VIOLATION)) != 0)
        return false;
    error->outcome = OUTCOME_REFUSED;
    return fail_hint(error,
                     "A row of \"%s\" does not fit beside what the database has: its parent is "
                     "missing, something still refers to it, or another row has its place. Nothing "
                     "was changed.",
                     table->target->name);
}

static bool change(Operation *operation, const RestoreTable *table, const SqlText *sql,
                   PreimageKind kind, const char *column, int64_t *rows, Error *error)
{
    Step step = {
        .statement = restore_stage_statement(operation_session(operation), table, sql, column),
        .values = SQL_NO_VALUES,
        .kind = kind,
        .what = WHAT,
        .table = table->target->name,
        .edited_column = column,
    };

    return operation_change(operation, &step, rows, error) || refuse(table, error);
}

/* Straight from the set. */

static bool copy_one(Operation *operation, const Restore *restore, const RestoreTable *table,
                     const SetFile *file, Error *error)
{
    Session *session = operation_session(operation);
    LoadRequest request = restore_load_request(restore, table, file);
    PreimageFile preimage = restore_load_preimage(restore, table, file);
    int64_t rows;

    if (!load_file(session, &request, &rows, error))
        return refuse(table, error);
    operation_count(operation, rows);
    if (restore->place == NULL &&
        !operation_adopt(operation, path_join(session->arena, restore->folder, file->name),
                         &preimage, error))
        return false;
    operation_refer(operation, &preimage);
    return true;
}

bool restore_rows_copy(Operation *operation, const Restore *restore, const RestoreTable *table,
                       Error *error)
{
    for (size_t at = 0; at < table->source->file_count; at++)
        if (table->source->files[at].facts.rows > 0 &&
            !copy_one(operation, restore, table, &table->source->files[at], error))
            return false;
    return true;
}

/* From the staged rows. */

bool restore_rows_insert(Operation *operation, const RestoreTable *table, Error *error)
{
    int64_t rows;

    if (table->counts.absent == 0)
        return true;
    if (!change(operation, table, &SQL_SERVER_UNDO_INSERT_ABSENT, PREIMAGE_INSERTED, NULL, &rows,
                error))
        return false;
    operation_count(operation, rows);
    return true;
}

static bool is_in_key(const RestoreTable *table, const char *column)
{
    for (const char *const *key = table->target->key; *key != NULL; key++)
        if (strcmp(*key, column) == 0)
            return true;
    return false;
}

/* Column by column, so that an undo takes back these values and nothing that came since. */
static bool edit_columns(Operation *operation, const RestoreTable *table, Error *error)
{
    Session *session = operation_session(operation);
    Statement keep =
        restore_stage_statement(session, table, &SQL_SERVER_RESTORE_KEEP_DIFFERENT, NULL);
    int64_t rows;

    if (!operation_prepare(operation, &keep, SQL_NO_VALUES, error) ||
        !stage_analyze(session, error))
        return false;
    for (const char *const *column = table->columns; *column != NULL; column++)
        if (!is_in_key(table, *column) && !change(operation, table, &SQL_SERVER_RESTORE_EDIT_COLUMN,
                                                  PREIMAGE_EDITED, *column, &rows, error))
            return false;
    return true;
}

/* Where an UPDATE would fire a trigger. */
static bool rewrite(Operation *operation, const RestoreTable *table, Error *error)
{
    int64_t rows;

    return change(operation, table, &SQL_SERVER_UNDO_DELETE_DIFFERENT, PREIMAGE_DELETED, NULL,
                  &rows, error) &&
           change(operation, table, &SQL_SERVER_UNDO_INSERT_ABSENT, PREIMAGE_INSERTED, NULL, &rows,
                  error);
}

bool restore_rows_change(Operation *operation, const RestoreTable *table, Error *error)
{
    if (table->counts.differs == 0)
        return true;
    if (table->rewrites ? !rewrite(operation, table, error)
                        : !edit_columns(operation, table, error))
        return false;
    operation_count(operation, table->counts.differs);
    return true;
}

/* What the set has not. */

static Statement make_dependant(Session *session, const RestoreTable *parent,
                                const CatalogForeignKey *key, const SqlText *sql)
{
    const SqlNames names[] = {
        SQL_NAME("table", key->table),
        {.placeholder = "key", .names = catalog_table(session->catalog, key->table)->key},
        {.placeholder = "columns", .names = key->columns},
        SQL_NAME("column", key->columns[0]),
        SQL_NAME("parent", parent->target->name),
        {.placeholder = "parent_key", .names = parent->target->key},
        {.placeholder = "parent_columns", .names = key->parent_columns},
        {0},
    };

    return statement_make(session->arena, sql, &(StatementContext){.names = names});
}

static bool count_dependants(Session *session, const RestoreTable *parent,
                             const CatalogForeignKey *key, int64_t *count, Error *error)
{
    Statement statement = make_dependant(session, parent, key, &SQL_SERVER_RESTORE_DEPENDANTS);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement, SQL_NO_VALUES, &rows, error))
        return false;
    *count = rows_number(rows, 0, "dependants");
    return true;
}

static bool fail_needed(const RestoreTable *parent, const CatalogForeignKey *key, int64_t count,
                        Error *error)
{
    fail(error, OUTCOME_REFUSED, "rows of \"%s\" that the set has not are still needed",
         parent->target->name);
    fail_detail(error, "%" PRId64 " rows of \"%s\" refer to them.", count, key->table);
    return fail_hint(error, "Nothing was changed. Replace that table as well, or use --merge.");
}

/* Only in tables that are restored as well, which give the column its value afterwards. */
static bool can_clear(const Restore *restore, const CatalogForeignKey *key)
{
    const RestoreTable *child = restore_table(&restore->tables, key->table);

    return child != NULL && !child->is_direct && key->columns[1] == NULL &&
           !catalog_column(child->target, key->columns[0])->not_null;
}

/* What the server would do to rows of another schema is in no file. */
static bool refuse_elsewhere(const RestoreTable *parent, const CatalogForeignKey *key, Error *error)
{
    if (key->on_delete == ON_DELETE_NO_ACTION || key->on_delete == ON_DELETE_RESTRICT)
        return true;
    fail(error, OUTCOME_REFUSED, "deleting rows of \"%s\" would change rows of \"%s\"",
         parent->target->name, key->table);
    return fail_hint(error, "Undo could not bring those back. Nothing was changed; use --merge.");
}

static bool let_go(Operation *operation, const Restore *restore, const RestoreTable *parent,
                   const CatalogForeignKey *key, Error *error)
{
    Session *session = operation_session(operation);
    int64_t count, rows;

    if (catalog_table(session->catalog, key->table) == NULL)
        return refuse_elsewhere(parent, key, error);
    if (!count_dependants(session, parent, key, &count, error))
        return false;
    if (count == 0)
        return true;
    if (!can_clear(restore, key))
        return fail_needed(parent, key, count, error);
    Step step = {
        .statement = make_dependant(session, parent, key, &SQL_SERVER_RESTORE_CLEAR_DEPENDANTS),
        .values = SQL_NO_VALUES,
        .kind = PREIMAGE_EDITED,
        .what = "let-go",
        .table = key->table,
        .edited_column = key->columns[0],
    };
    return operation_change(operation, &step, &rows, error);
}

bool restore_rows_delete(Operation *operation, const Restore *restore, const RestoreTable *table,
                         Error *error)
{
    const Catalog *catalog = operation_session(operation)->catalog;
    int64_t rows;

    if (table->counts.surplus == 0)
        return true;
    for (size_t at = 0; at < catalog->foreign_key_count; at++)
        if (strcmp(catalog->foreign_keys[at].parent_table, table->target->name) == 0 &&
            !let_go(operation, restore, table, &catalog->foreign_keys[at], error))
            return false;
    if (!change(operation, table, &SQL_SERVER_RESTORE_DELETE_SURPLUS, PREIMAGE_DELETED, NULL, &rows,
                error))
        return false;
    operation_count(operation, rows);
    return true;
}
