#include "admin/user_parts.h"

#include <inttypes.h>

#include "base/cleanup.h"
#include "build/sql.h"
#include "server/query.h"

typedef struct {
    const char *action;
    PreimageKind preimage;
    const SqlText *count;
    const SqlText *lock;
    const SqlText *change;
} Verbs;

#define SET(part, what) SQL_SERVER_USERS_##part##_##what

#define SET_OF(part, count, change) &SET(part, count), &SET(part, LOCK), &SET(part, change)

/* clang-format off */
static const Verbs VERBS[] = {
    [USER_PART_DELETE] = {"delete", PREIMAGE_DELETED, SET_OF(OWNED, COUNT, DELETE)},
    [USER_PART_DELETE_TYPED] = {"delete", PREIMAGE_DELETED, SET_OF(TYPED, COUNT, DELETE)},
    [USER_PART_DELETE_FOREIGN] = {"delete", PREIMAGE_DELETED, SET_OF(FOREIGN, COUNT, DELETE)},
    [USER_PART_DELETE_INVITED] = {"delete", PREIMAGE_DELETED, SET_OF(INVITED, COUNT, DELETE)},
    [USER_PART_DELETE_BUDGET] = {"delete", PREIMAGE_DELETED, SET_OF(BUDGET, COUNT, DELETE)},
    [USER_PART_DELETE_PERMISSION] = {"delete", PREIMAGE_DELETED, SET_OF(PERMISSION, COUNT, DELETE)},
    [USER_PART_CLEAR] = {"edit", PREIMAGE_EDITED, SET_OF(OWNED, COUNT, CLEAR)},
    [USER_PART_CLEAR_FOREIGN] = {"edit", PREIMAGE_EDITED, SET_OF(FOREIGN, COUNT, CLEAR)},
    [USER_PART_ASSIGN] = {"edit", PREIMAGE_EDITED, SET_OF(OWNED, COUNT, ASSIGN)},
    [USER_PART_ASSIGN_AUTHORED] = {"edit", PREIMAGE_EDITED, SET_OF(AUTHORED, COUNT, ASSIGN)},
    [USER_PART_OWN_CLEAR] = {"edit", PREIMAGE_EDITED, SET_OF(OWN, COUNT, CLEAR)},
    [USER_PART_OWN_ASSIGN] = {"edit", PREIMAGE_EDITED, SET_OF(OWN, COUNT, ASSIGN)},
    [USER_PART_OWN_EMPTY] = {"edit", PREIMAGE_EDITED, SET_OF(OWN, COUNT, EMPTY)},
    [USER_PART_ELEMENTS] = {"edit", PREIMAGE_EDITED, SET_OF(ELEMENT, COUNT_ELEMENTS, EDIT_ELEMENT)},
    [USER_PART_ENTRIES] = {"edit", PREIMAGE_EDITED, SET_OF(ENTRY, COUNT_ELEMENTS, EDIT_ENTRY)},
    [USER_PART_BLOCK] = {"block", PREIMAGE_EDITED, SET_OF(OPEN_KEY, COUNT, BLOCK)},
};
/* clang-format on */

bool user_part_deletes(const UserPart *part)
{
    return VERBS[part->kind].preimage == PREIMAGE_DELETED;
}

bool user_part_reassigns(const UserPart *part)
{
    return part->kind == USER_PART_ASSIGN || part->kind == USER_PART_ASSIGN_AUTHORED;
}

bool user_part_is_setting(const UserPart *part)
{
    return part->kind == USER_PART_DELETE_BUDGET || part->kind == USER_PART_DELETE_PERMISSION;
}

static Statement ready(Session *session, const UserPart *part, const SqlText *sql)
{
    const SqlNames names[] = {
        SQL_NAME("table", part->table),
        {"key", catalog_table(session->catalog, part->table)->key},
        SQL_NAME("column", part->column == NULL ? "" : part->column),
        SQL_NAME("owner", part->owner == NULL ? "" : part->owner),
        SQL_NAME("type", part->type_column == NULL ? "" : part->type_column),
        {0},
    };
    StatementContext context = {
        .catalog = session->catalog,
        .references = part->references,
        .names = names,
    };

    return statement_make(session->arena, sql, &context);
}

static const SqlValue *values_of(Arena *arena, const UserPart *part)
{
    SqlValue *values = arena_array(arena, SqlValue, 5);

    values[0] = (SqlValue){"ids", part->ids};
    values[1] = (SqlValue){"users", part->users};
    values[2] = (SqlValue){"type", part->type};
    values[3] = (SqlValue){"to", part->to};
    return values;
}

static bool has_column(const CatalogTable *table, const char *column)
{
    return column == NULL || catalog_column(table, column) != NULL;
}

bool user_part_can(Session *session, const UserPart *part)
{
    const CatalogTable *table = catalog_table(session->catalog, part->table);

    return table != NULL && has_column(table, part->column) && has_column(table, part->owner) &&
           has_column(table, part->type_column) &&
           statement_is_possible(VERBS[part->kind].count, session->catalog, session->arena, NULL) &&
           statement_is_possible(VERBS[part->kind].change, session->catalog, session->arena, NULL);
}

bool user_part_count(Session *session, UserPart *part, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;
    Statement statement = ready(session, part, VERBS[part->kind].count);

    if (!query(session->server, &statement, values_of(session->arena, part), &rows, error))
        return false;
    part->count = rows_number(rows, 0, "count");
    part->digest = arena_copy(session->arena, rows_text(rows, 0, "digest"));
    return true;
}

PlanLine user_part_line(const UserPart *part)
{
    return (PlanLine){
        .what = part->what,
        .action = VERBS[part->kind].action,
        .table = part->table,
        .sql = VERBS[part->kind].change,
        .rows = part->count,
        .digest = part->digest,
        .note = part->note,
    };
}

bool user_part_fail_stale(const char *what, int64_t planned, int64_t found, Error *error)
{
    fail(error, OUTCOME_REFUSED, "what belongs to the user is no longer as it was planned");
    fail_detail(error, "%s: planned were %" PRId64 ", now there are %" PRId64 ".", what, planned,
                found);
    return fail_hint(error, "Somebody works with the user at this moment. Nothing was changed; "
                            "look at the plan again.");
}

bool user_part_lock(Operation *operation, const UserPart *part, Error *error)
{
    Session *session = operation_session(operation);
    Statement statement = ready(session, part, VERBS[part->kind].lock);

    return operation_prepare(operation, &statement, values_of(session->arena, part), error);
}

bool user_part_check(Operation *operation, const UserPart *part, Error *error)
{
    UserPart now = *part;

    if (!user_part_count(operation_session(operation), &now, error))
        return false;
    return (now.count == part->count && text_equal(now.digest, part->digest)) ||
           user_part_fail_stale(part->what, part->count, now.count, error);
}

bool user_part_change(Operation *operation, const UserPart *part, Error *error)
{
    Session *session = operation_session(operation);
    const Verbs *verbs = &VERBS[part->kind];
    bool is_list = part->kind == USER_PART_ENTRIES || part->kind == USER_PART_ELEMENTS;
    Step step = {
        .statement = ready(session, part, verbs->change),
        .values = values_of(session->arena, part),
        .kind = verbs->preimage,
        .what = part->what,
        .table = part->table,
        .edited_column = verbs->preimage != PREIMAGE_EDITED ? NULL
                         : part->kind == USER_PART_BLOCK    ? "blocked"
                                                            : part->column,
    };
    int64_t rows;

    if (!operation_change(operation, &step, &rows, error))
        return false;
    if (!is_list && !part->is_shared && rows != part->count)
        return user_part_fail_stale(part->what, part->count, rows, error);
    operation_count(operation, is_list ? part->count : rows);
    return true;
}

static const SqlText *collecting(const UserPart *part)
{
    switch (part->kind) {
        case USER_PART_DELETE_TYPED:
            return &SET(TYPED, COLLECT);
        case USER_PART_DELETE_FOREIGN:
            return &SET(FOREIGN, COLLECT);
        default:
            return &SET(OWNED, COLLECT);
    }
}

bool user_part_collect(Session *session, const UserPart *part, const char *value, Words *ids,
                       Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;
    const SqlNames names[] = {
        SQL_NAME("table", part->table),
        SQL_NAME("column", part->column),
        SQL_NAME("type", part->type_column == NULL ? "" : part->type_column),
        SQL_NAME("value", value),
        {0},
    };
    Statement statement =
        statement_make(session->arena, collecting(part),
                       &(StatementContext){.catalog = session->catalog, .names = names});

    if (!query(session->server, &statement, values_of(session->arena, part), &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++)
        list_add(session->arena, ids, arena_copy(session->arena, rows_text(rows, row, "id")));
    return true;
}

const char *user_part_literal(Arena *arena, const Words *ids)
{
    Words ended = {0};

    for (size_t at = 0; at < ids->count; at++)
        list_add(arena, &ended, ids->items[at]);
    list_add(arena, &ended, NULL);
    return query_text_array(arena, ended.items);
}
