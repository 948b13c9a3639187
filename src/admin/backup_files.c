#include "admin/backup_files.h"

#include <inttypes.h>

#include "admin/backup_crew.h"
#include "base/cleanup.h"
#include "build/sql.h"
#include "server/query.h"

enum {
    SORTED_BYTES = 64 << 20,    /* what the server sorts without anybody noticing */
    SHARE_BYTES = 128 << 20,    /* half a second of reading: shares end at about the same time */
    FIRST_WITH_RANGES = 140000, /* PostgreSQL 13 would read all of the table for each share */
};

/* Where the rows of one table lie. */
typedef struct {
    const Rows *rows;
    int first, end; /* its leaves */
    int64_t bytes;
} Leaves;

static bool read_leaves(const BackupFiles *request, Rows **rows, Error *error)
{
    Session *session = request->session;
    Statement statement = statement_make(session->arena, &SQL_SERVER_BACKUP_LEAVES, NULL);
    Words names = {0};

    for (size_t at = 0; at < request->tables->count; at++)
        list_add(session->arena, &names, request->tables->items[at].table->name);
    list_add(session->arena, &names, NULL);
    return query(request->servers[0], &statement,
                 SQL_VALUES({"schema", session->identity->schema},
                            {"tables", query_text_array(session->arena, names.items)}),
                 rows, error);
}

static Leaves leaves_of(const Rows *rows, const char *table)
{
    Leaves leaves = {.rows = rows};

    while (leaves.first < rows_count(rows) &&
           !text_equal(rows_text(rows, leaves.first, "table_name"), table))
        leaves.first++;
    for (leaves.end = leaves.first; leaves.end < rows_count(rows) &&
                                    text_equal(rows_text(rows, leaves.end, "table_name"), table);
         leaves.end++)
        leaves.bytes += rows_number(rows, leaves.end, "total_bytes");
    return leaves;
}

/* The statement of a share. */

static const SqlForm *all_as_text(Arena *arena, size_t count)
{
    SqlForm *forms = arena_array(arena, SqlForm, count + 1);

    for (size_t at = 0; at < count; at++)
        forms[at] = (SqlForm){&SQL_SERVER_BACKUP_FORM_AS_TEXT, NULL};
    return forms;
}

static Statement share_statement(Arena *arena, const SqlText *sql, const BackupTable *table,
                                 const char *schema, const char *name)
{
    const char *const *order = table->table->key[0] != NULL ? table->table->key : table->columns;
    const char *const *kept = (const char *const[]){table->kept_column, NULL};
    const SqlNames names[] = {
        {"columns", table->columns, table->forms},
        {"order", order, all_as_text(arena, backup_count(order))},
        {"kept", kept, &table->kept},
        SQL_NAME("schema", schema),
        SQL_NAME("table", name),
        {0},
    };
    Statement statement = statement_make(arena, sql, &(StatementContext){.names = names});

    statement.names = NULL; /* for query_check alone, and they live no longer */
    return statement;
}

/* Shares. */

static void add_share(const BackupFiles *request, BackupShares *shares, const BackupTable *table,
                      const SqlText *sql, const char *schema, const char *name)
{
    list_add(request->session->arena, shares,
             (BackupShare){
                 .table = table,
                 .statement = share_statement(request->session->arena, sql, table, schema, name),
                 .is_sorted = sql == &SQL_SERVER_BACKUP_COPY_SORTED,
             });
}

/* Whole pages; the last share takes whatever may come after them. */
static void add_pages(const BackupFiles *request, BackupShares *shares, const BackupTable *table,
                      const Rows *leaves, int leaf)
{
    Arena *arena = request->session->arena;
    int64_t pages = rows_number(leaves, leaf, "page_count");
    int64_t count = rows_number(leaves, leaf, "total_bytes") / SHARE_BYTES + 1;
    int64_t step = pages / count + 1;

    for (int64_t from = 0; from < pages; from += step) {
        add_share(request, shares, table, &SQL_SERVER_BACKUP_COPY_PAGES,
                  rows_text(leaves, leaf, "leaf_schema"), rows_text(leaves, leaf, "leaf_name"));
        BackupShare *share = &shares->items[shares->count - 1];
        share->from = arena_format(arena, "(%" PRId64 ",0)", from);
        share->until = from + step < pages ? arena_format(arena, "(%" PRId64 ",0)", from + step)
                                           : "(4294967295,0)";
    }
}

/* One that is empty needs no file; it was as empty when the snapshot was taken. */
static void add_leaf(const BackupFiles *request, BackupShares *shares, const BackupTable *table,
                     const Rows *leaves, int leaf)
{
    if (rows_boolean(leaves, leaf, "has_pages"))
        add_pages(request, shares, table, leaves, leaf);
    else
        add_share(request, shares, table, &SQL_SERVER_BACKUP_COPY_WHOLE,
                  rows_text(leaves, leaf, "leaf_schema"), rows_text(leaves, leaf, "leaf_name"));
}

/* A part of a log may be found by an index, and so is read faster by one connection as a whole. */
static bool is_better_whole(const BackupFiles *request, const BackupTable *table)
{
    return server_identity(request->servers[0])->version_number < FIRST_WITH_RANGES ||
           (table->time_column != NULL && request->server_count == 1);
}

static void add_shares(const BackupFiles *request, BackupShares *shares, const BackupTable *table,
                       const Rows *rows)
{
    const char *schema = request->session->identity->schema;
    Leaves leaves = leaves_of(rows, table->table->name);

    if (leaves.bytes <= SORTED_BYTES && !table->is_masked)
        add_share(request, shares, table, &SQL_SERVER_BACKUP_COPY_SORTED, schema,
                  table->table->name);
    else if (leaves.bytes <= SORTED_BYTES || is_better_whole(request, table))
        add_share(request, shares, table, &SQL_SERVER_BACKUP_COPY_WHOLE, schema,
                  table->table->name);
    else
        for (int leaf = leaves.first; leaf < leaves.end; leaf++)
            add_leaf(request, shares, table, rows, leaf);
}

static void name_files(const BackupFiles *request, BackupShares *shares, size_t first,
                       const char *stem)
{
    Arena *arena = request->session->arena;
    bool is_only = shares->count - first == 1;

    for (size_t at = first; at < shares->count; at++)
        shares->items[at].file = packing_name(
            arena, set_part_stem(arena, stem, is_only ? 0 : at - first + 1), request->packing);
}

/* What was made. */

static void describe_columns(Arena *arena, const BackupTable *table, SetTable *made)
{
    size_t count = backup_count(table->columns);
    SetColumn *columns = arena_array(arena, SetColumn, count);

    for (size_t at = 0; at < count; at++) {
        const CatalogColumn *column = catalog_column(table->table, table->columns[at]);
        columns[at] =
            (SetColumn){column->name, column->type, column->not_null, column->default_expression};
    }
    made->columns = columns;
    made->column_count = count;
}

static const char *value_of(const SqlValue *values, const char *name)
{
    for (; values->name != NULL; values++)
        if (text_equal(values->name, name))
            return values->value;
    return NULL;
}

/* The shares of a table follow each other, *at is the next one. */
static SetTable describe(const BackupFiles *request, const BackupTable *table,
                         const BackupShares *shares, size_t *at)
{
    Arena *arena = request->session->arena;
    LIST(SetFile) files = {0};
    SetTable made = {
        .name = table->table->name,
        .is_partitioned = table->table->is_partitioned,
        .is_sorted = shares->items[*at].is_sorted,
        .key = table->table->key,
        .time_column = table->time_column,
        .since = table->time_column == NULL ? NULL : value_of(request->values, "since"),
    };

    describe_columns(arena, table, &made);
    for (; *at < shares->count && shares->items[*at].table == table; (*at)++) {
        list_add(arena, &files, shares->items[*at].made);
        made.rows += shares->items[*at].made.facts.rows;
    }
    made.files = files.items;
    made.file_count = files.count;
    return made;
}

bool backup_files_write(const BackupFiles *request, const SetTable **made, Error *error)
{
    Arena *arena = request->session->arena;
    Rows *leaves CLEANUP(rows_release) = NULL;
    SetTable *tables = arena_array(arena, SetTable, request->tables->count);
    BackupShares shares = {0};
    Words stems = {0};

    if (!read_leaves(request, &leaves, error))
        return false;
    for (size_t at = 0; at < request->tables->count; at++) {
        const BackupTable *table = &request->tables->items[at];
        size_t first = shares.count;
        add_shares(request, &shares, table, leaves);
        name_files(request, &shares, first, set_stem(arena, &stems, table->table->name));
    }
    if (!backup_crew_run(request, &shares, error))
        return false;
    for (size_t at = 0, share = 0; at < request->tables->count; at++)
        tables[at] = describe(request, &request->tables->items[at], &shares, &share);
    *made = tables;
    return true;
}
