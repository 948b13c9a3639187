#include "admin/restore_rows.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "build/sql.h"
#include "file/file.h"
#include "litellm/references.h"
#include "operation/load.h"
#include "operation/stage.h"
#include "server/query.h"

/* More need not be counted to see that a table is not empty. */
enum { COUNTED_MAX = 1000000 };

enum { CONFLICTS_SHOWN = 10 };

#define CONSTRAINT_VIOLATION "23"

static const char WHAT[] = "restore";

static Statement make(Session *session, const RestoreTable *table, const SqlText *sql,
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

bool restore_rows_count(Session *session, const RestoreTable *table, int64_t limit, int64_t *count,
                        Error *error)
{
    Statement statement = make(session, table, &SQL_SERVER_RESTORE_COUNT, NULL);
    const char *most = arena_format(session->arena, "%" PRId64, limit);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement, SQL_VALUES({"limit", most}), &rows, error))
        return false;
    *count = rows_number(rows, 0, "rows");
    return true;
}

bool restore_rows_look(Restore *restore, RestoreTable *table, Error *error)
{
    if (!restore_rows_count(restore->session, table, COUNTED_MAX, &table->counts.present, error))
        return false;
    table->is_direct = table->is_whole && table->counts.present == 0;
    return true;
}

/* Staging and comparing. */

static void tell(const void *teller, int64_t rows)
{
    const Restore *restore = teller;

    if (restore->request.tell != NULL)
        restore->request.tell(rows);
}

LoadRequest restore_rows_load(const Restore *restore, const RestoreTable *table,
                              const SetFile *file)
{
    return (LoadRequest){
        .path = path_join(restore->session->arena, restore->folder, file->name),
        .name = file->name,
        .facts = &file->facts,
        .columns = table->header,
        .wanted = table->columns,
        .table = table->target,
        .filter = table->filter,
        .context = table->filter_context,
        .tell = tell,
        .teller = restore,
    };
}

static bool load(Session *session, const Restore *restore, const RestoreTable *table,
                 bool is_staged, const SetFile *file, int64_t *rows, Error *error)
{
    LoadRequest request = restore_rows_load(restore, table, file);

    request.is_staged = is_staged;
    return load_file(session, &request, rows, error);
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
                           SQL_VALUES({"coming", restore_rows_literal(session->arena, users)}),
                           &rows, error))
            return false;
        *strays += rows;
    }
    return true;
}

const char *restore_rows_literal(Arena *arena, const WordSet *words)
{
    Words all = {0};

    for (size_t at = 0; at < wordset_count(words); at++)
        list_add(arena, &all, wordset_at(words, at));
    list_add(arena, &all, NULL);
    return query_text_array(arena, all.items);
}

bool restore_rows_stage(const Restore *restore, const RestoreTable *table, int64_t *strays,
                        Error *error)
{
    Session *session = restore->session;
    int64_t rows;

    if (!stage_make(session, table->target->name, error))
        return false;
    for (size_t at = 0; at < table->source->file_count; at++)
        if (!load(session, restore, table, true, &table->source->files[at], &rows, error))
            return false;
    return leave_strays(restore, table, strays, error) && stage_analyze(session, error);
}

static bool count_surplus(Session *session, const RestoreTable *table, int64_t *surplus,
                          Error *error)
{
    Statement statement = make(session, table, &SQL_SERVER_RESTORE_SURPLUS, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement, SQL_NO_VALUES, &rows, error))
        return false;
    *surplus = rows_number(rows, 0, "surplus");
    return true;
}

bool restore_rows_compare(const Restore *restore, const RestoreTable *table, RestoreCounts *counts,
                          Error *error)
{
    Session *session = restore->session;
    Statement statement = make(session, table, &SQL_SERVER_RESTORE_COMPARE, NULL);
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

bool restore_rows_conflicts(const Restore *restore, RestoreTable *table, Error *error)
{
    Session *session = restore->session;
    Statement statement = make(session, table, &SQL_SERVER_RESTORE_CONFLICTS, NULL);
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

bool restore_rows_park(Session *session, size_t number, Error *error)
{
    const SqlNames *names =
        SQL_NAMES(SQL_NAME("parked", arena_format(session->arena, "parked_%zu", number)));
    Statement statement = statement_make(session->arena, &SQL_SERVER_RESTORE_PARK,
                                         &(StatementContext){.names = names});

    return query_execute(session->server, &statement, SQL_NO_VALUES, NULL, error);
}

bool restore_rows_unpark(Session *session, size_t number, Error *error)
{
    const SqlNames *names =
        SQL_NAMES(SQL_NAME("parked", arena_format(session->arena, "parked_%zu", number)));
    Statement statement = statement_make(session->arena, &SQL_SERVER_RESTORE_UNPARK,
                                         &(StatementContext){.names = names});

    return query_execute(session->server, &statement, SQL_NO_VALUES, NULL, error);
}

/* The work. */

bool restore_rows_lock(Operation *operation, const RestoreTable *table, Error *error)
{
    Statement lock = make(operation_session(operation), table, &SQL_SERVER_RESTORE_LOCK, NULL);

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

    return restore_rows_count(session, table, 1, &count, error) &&
           (count == 0 || fail_stale(table, error));
}

bool restore_rows_require(Operation *operation, const Restore *restore, const RestoreTable *table,
                          Error *error)
{
    const RestoreCounts *planned = &table->counts;
    RestoreCounts now;

    if (table->is_direct)
        return require_empty(operation_session(operation), table, error);
    if (!restore_rows_compare(restore, table, &now, error))
        return false;
    return (now.absent == planned->absent && now.same == planned->same &&
            now.differs == planned->differs && now.surplus == planned->surplus) ||
           fail_stale(table, error);
}

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
        .statement = make(operation_session(operation), table, sql, column),
        .values = SQL_NO_VALUES,
        .kind = kind,
        .what = WHAT,
        .table = table->target->name,
        .edited_column = column,
    };

    return operation_change(operation, &step, rows, error) || refuse(table, error);
}

/* Straight from the set. */

PreimageFile restore_rows_preimage(const Restore *restore, const RestoreTable *table,
                                   const SetFile *file)
{
    return (PreimageFile){
        .name = file->name,
        .place = restore->place,
        .kind = PREIMAGE_INSERTED,
        .table = table->target->name,
        .columns = table->header,
        .key = table->target->key,
        .rows = file->facts.rows,
        .bytes = file->facts.file_bytes,
        .sha256 = file->facts.file_sha256,
    };
}

static bool copy_one(Operation *operation, const Restore *restore, const RestoreTable *table,
                     const SetFile *file, Error *error)
{
    Session *session = operation_session(operation);
    PreimageFile preimage = restore_rows_preimage(restore, table, file);
    int64_t rows;

    if (!load(session, restore, table, false, file, &rows, error))
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
    Statement keep = make(session, table, &SQL_SERVER_RESTORE_KEEP_DIFFERENT, NULL);
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
