#include "admin/restore_choice.h"

#include <string.h>

#include "admin/restore_guard.h"
#include "admin/restore_time.h"
#include "base/cleanup.h"
#include "build/sql.h"
#include "litellm/growing_tables.h"
#include "litellm/protected_ids.h"
#include "litellm/references.h"
#include "server/query.h"

enum { MISSING_SHOWN = 5 };

/* Which tables. */

static bool has_wishes(const RestoreRequest *request)
{
    const RestoreWishes *wishes = &request->wishes;

    return wishes->users.count + wishes->teams.count + wishes->keys.count > 0;
}

static bool select_rows(Restore *restore, Error *error)
{
    for (size_t at = 0; at < restore->set.table_count; at++)
        if (!growing_table_is_log(restore->set.tables[at].name) &&
            !restore_guard_table(restore, &restore->set.tables[at], error))
            return false;
    return restore_select(restore->session, restore->folder, &restore->set,
                          &restore->request.wishes, &restore->selection, error);
}

/* Whether rows of the table list users, teams or keys. */
static bool is_list(const char *table)
{
    for (const Reference *reference = REFERENCES; reference->kind != NULL; reference++)
        if (reference->role == ROLE_MEMBER && strcmp(reference->table, table) == 0)
            return true;
    return false;
}

static Words touched_tables(const Restore *restore)
{
    Words names = {0};

    for (size_t at = 0; at < restore->set.table_count; at++) {
        const char *name = restore->set.tables[at].name;
        if (selection_table(restore->selection, name) != NULL ||
            (is_list(name) && catalog_table(restore->session->catalog, name) != NULL))
            list_add(restore->session->arena, &names, name);
    }
    return names;
}

/* Which rows. */

/* Columns that name who made a row, and that the database wants to be somebody's. */
static Words strays_of(const Restore *restore, const RestoreTable *table)
{
    const Catalog *catalog = restore->session->catalog;
    Words columns = {0};

    for (size_t at = 0; at < catalog->foreign_key_count; at++) {
        const CatalogForeignKey *key = &catalog->foreign_keys[at];
        if (strcmp(key->table, table->target->name) == 0 &&
            selection_is_author(key->table, key->columns[0]))
            list_add(restore->session->arena, &columns, key->columns[0]);
    }
    return columns;
}

static void take_selected(Restore *restore, const RestoreTables *all)
{
    for (size_t at = 0; at < all->count; at++) {
        RestoreTable table = all->items[at];
        SelectionTable *wanted = selection_table(restore->selection, table.source->name);

        if (wanted == NULL)
            continue;
        table.filter = selection_wants;
        table.filter_context = wanted;
        table.is_whole = false;
        table.keeps_rows = selection_is_parent(wanted);
        table.strays = strays_of(restore, &table);
        list_add(restore->session->arena, &restore->tables, table);
    }
}

static bool limit_time(Restore *restore, RestoreTable *table, Error *error)
{
    const RestoreRequest *request = &restore->request;
    bool is_limited;

    if ((request->since == NULL && request->before == NULL) ||
        !growing_table_is_log(table->source->name))
        return true;
    if (!restore_time_limit(restore->session->arena, request, table, &is_limited, error))
        return false;
    table->is_whole &= !is_limited;
    return true;
}

static bool take_all(Restore *restore, const RestoreTables *all, Error *error)
{
    restore->tables = *all;
    for (size_t at = 0; at < all->count; at++)
        if (!limit_time(restore, &restore->tables.items[at], error) ||
            !restore_guard_table(restore, all->items[at].source, error))
            return false;
    return true;
}

/* What is lost of tables from which nothing is taken is no loss. */
static void forget_other_losses(Restore *restore)
{
    RestoreLosses kept = {0};

    for (size_t at = 0; at < restore->losses.count; at++) {
        const RestoreLoss *loss = &restore->losses.items[at];
        if (selection_table(restore->selection, loss->table->name) != NULL)
            list_add(restore->session->arena, &kept, *loss);
    }
    restore->losses = kept;
}

bool restore_choose(Restore *restore, RestoreTables *all, Error *error)
{
    bool selects = has_wishes(&restore->request);
    Words names = restore->request.tables;

    if (selects) {
        if (!select_rows(restore, error))
            return false;
        names = touched_tables(restore);
    }
    if (!restore_tables_match(restore->session, &restore->set, &names, all, &restore->losses,
                              error))
        return false;
    if (!selects)
        return restore_guard_losses(restore, error) && take_all(restore, all, error) &&
               restore_guard_parts(restore, error);
    take_selected(restore, all);
    forget_other_losses(restore);
    return restore_guard_losses(restore, error);
}

/* Who is missing. */

static bool is_protected(const char *const *known, const char *id)
{
    for (; *known != NULL; known++)
        if (strcmp(*known, id) == 0)
            return true;
    return *id == '\0';
}

/* Those that rows belong to and that do not come along. */
static const char *others(const Restore *restore, const char *kind, const char *const *known)
{
    const WordSet *mentioned = selection_mentioned(restore->selection, kind);
    const WordSet *coming = selection_ids(restore->selection, kind);
    Words ids = {0};

    for (size_t at = 0; at < wordset_count(mentioned); at++) {
        const char *id = wordset_at(mentioned, at);
        if (!wordset_has(coming, id, strlen(id)) && !is_protected(known, id))
            list_add(restore->session->arena, &ids, id);
    }
    list_add(restore->session->arena, &ids, NULL);
    return query_text_array(restore->session->arena, ids.items);
}

static void warn_of_missing(Restore *restore, const char *kind, const Rows *rows)
{
    Arena *arena = restore->session->arena;
    Text *ids = text_new(arena);

    for (int row = 0; row < rows_count(rows) && row < MISSING_SHOWN; row++)
        text_addf(ids, "%s%s", row > 0 ? ", " : "", rows_text(rows, row, "id"));
    list_add(
        arena, &restore->plan.warnings,
        arena_format(arena,
                     "rows of the selection belong to %s that %s gone: %s%s; keys without "
                     "them work without their limits. --%s restores them too",
                     text_plural(arena, rows_count(rows), kind, arena_format(arena, "%ss", kind)),
                     rows_count(rows) == 1 ? "is" : "are", text_value(ids),
                     rows_count(rows) > MISSING_SHOWN ? ", ..." : "", kind));
}

static bool warn_of(Restore *restore, const char *kind, const char *const *known, Error *error)
{
    Session *session = restore->session;
    const Reference *identity = reference_identity(kind);
    const SqlNames *names =
        SQL_NAMES(SQL_NAME("table", identity->table), SQL_NAME("column", identity->column));
    Statement statement = statement_make(session->arena, &SQL_SERVER_RESTORE_MISSING,
                                         &(StatementContext){.names = names});
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement, SQL_VALUES({"ids", others(restore, kind, known)}),
               &rows, error))
        return false;
    if (rows_count(rows) > 0)
        warn_of_missing(restore, kind, rows);
    return true;
}

bool restore_choice_warn(Restore *restore, Error *error)
{
    return restore->selection == NULL || (warn_of(restore, "user", PROTECTED_USERS, error) &&
                                          warn_of(restore, "team", PROTECTED_TEAMS, error));
}
