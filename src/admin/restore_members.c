#include "admin/restore_members.h"

#include <string.h>

#include "admin/restore_stage.h"
#include "base/cleanup.h"
#include "build/sql.h"
#include "litellm/references.h"
#include "operation/stage.h"
#include "server/query.h"

static const char TEAMS[] = "LiteLLM_TeamTable";

/* Statements. */

typedef struct {
    const SqlText *count;
    const SqlText *add;
    const SqlText *lock_teams;
} Statements;

static const Statements *statements_for(const RestoreMember *member)
{
    static const Statements ENTRIES = {
        &SQL_SERVER_RESTORE_MEMBER_ENTRY_COUNT,
        &SQL_SERVER_RESTORE_MEMBER_ENTRY_ADD,
        &SQL_SERVER_RESTORE_MEMBER_ENTRY_LOCK_TEAMS,
    };
    static const Statements ELEMENTS = {
        &SQL_SERVER_RESTORE_MEMBER_ELEMENT_COUNT,
        &SQL_SERVER_RESTORE_MEMBER_ELEMENT_ADD,
        &SQL_SERVER_RESTORE_MEMBER_ELEMENT_LOCK_TEAMS,
    };

    return member->is_roster ? &ENTRIES : &ELEMENTS;
}

static Statement make(const Restore *restore, const RestoreMember *member, const SqlText *sql)
{
    const CatalogTable *table = member->table.target;
    const SqlNames names[] = {
        SQL_NAME("table", table->name),
        {.placeholder = "key", .names = table->key},
        SQL_NAME("column", member->column),
        {0},
    };

    return statement_make(
        restore->session->arena, sql,
        &(StatementContext){.catalog = restore->session->catalog, .names = names});
}

static const SqlValue *values_for(const Restore *restore, const RestoreMember *member)
{
    Arena *arena = restore->session->arena;
    SqlValue *values = arena_array(arena, SqlValue, 3);

    values[0] = (SqlValue){
        "ids", restore_stage_literal(arena, selection_ids(restore->selection, member->kind))};
    values[1] =
        (SqlValue){"emails", restore_stage_literal(arena, selection_emails(restore->selection))};
    return values;
}

/* Finding. */

static bool count(const Restore *restore, RestoreMember *member, Error *error)
{
    Statement statement = make(restore, member, statements_for(member)->count);
    Rows *rows CLEANUP(rows_release) = NULL;
    int64_t strays;

    if (!restore_stage(restore, &member->table, &strays, error) ||
        !query(restore->session->server, &statement, values_for(restore, member), &rows, error))
        return false;
    member->rows = rows_number(rows, 0, "rows");
    return stage_drop(restore->session, error);
}

static bool is_list(const Restore *restore, const Reference *reference)
{
    const WordSet *ids = selection_ids(restore->selection, reference->kind);

    return reference->role == ROLE_MEMBER && ids != NULL && wordset_count(ids) > 0 &&
           (reference->shape == SHAPE_ARRAY || reference->shape == SHAPE_ROSTER);
}

static bool find_list(Restore *restore, const Reference *reference, const RestoreTable *table,
                      Error *error)
{
    RestoreMember member = {
        .kind = reference->kind,
        .table = *table,
        .column = reference->column,
        .is_roster = reference->shape == SHAPE_ROSTER,
    };

    if (!count(restore, &member, error))
        return false;
    if (member.rows > 0)
        list_add(restore->session->arena, &restore->members, member);
    return true;
}

static bool has_column(const RestoreTable *table, const char *name)
{
    for (const char *const *column = table->columns; *column != NULL; column++)
        if (strcmp(*column, name) == 0)
            return true;
    return false;
}

bool restore_members_find(Restore *restore, const RestoreTables *all, Error *error)
{
    if (restore->selection == NULL)
        return true;
    for (const Reference *reference = REFERENCES; reference->kind != NULL; reference++) {
        const RestoreTable *table = restore_table(all, reference->table);

        if (table != NULL && is_list(restore, reference) && has_column(table, reference->column) &&
            !find_list(restore, reference, table, error))
            return false;
    }
    return true;
}

/* Adding. */

static bool lock(Operation *operation, const Restore *restore, const RestoreMember *member,
                 Error *error)
{
    Statement statement = make(restore, member, statements_for(member)->lock_teams);

    return strcmp(member->table.target->name, TEAMS) != 0 ||
           operation_prepare(operation, &statement, values_for(restore, member), error);
}

static bool fail_stale(const RestoreMember *member, Error *error)
{
    fail(error, OUTCOME_REFUSED, "the rows of \"%s\" are no longer those of the plan",
         member->table.target->name);
    fail_detail(error, "Somebody changed their column \"%s\" since it was made.", member->column);
    return fail_hint(error, "Nothing was changed. Look at the plan again.");
}

static bool add(Operation *operation, const Restore *restore, const RestoreMember *member,
                Error *error)
{
    Step step = {
        .statement = make(restore, member, statements_for(member)->add),
        .values = values_for(restore, member),
        .kind = PREIMAGE_EDITED,
        .what = "members",
        .table = member->table.target->name,
        .edited_column = member->column,
    };
    int64_t rows, strays;

    if (!restore_stage(restore, &member->table, &strays, error) ||
        !lock(operation, restore, member, error) ||
        !operation_change(operation, &step, &rows, error))
        return false;
    if (rows != member->rows)
        return fail_stale(member, error);
    operation_count(operation, rows);
    return stage_drop(restore->session, error);
}

bool restore_members_add(Operation *operation, const Restore *restore, Error *error)
{
    for (size_t at = 0; at < restore->members.count; at++)
        if (!add(operation, restore, &restore->members.items[at], error))
            return false;
    return true;
}
