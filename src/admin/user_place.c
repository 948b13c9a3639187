#include "admin/user_place.h"

#include <string.h>

#define USER_TABLE "LiteLLM_UserTable"

const UserPlace USER_ROW = {
    .table = USER_TABLE,
    .column = "user_id",
    .shape = SHAPE_PLAIN,
    .role = ROLE_IDENTITY,
};

/* History that may have millions of rows of one user; the other accounts have a few a day. */
static const char *const LOGS[] = {
    "LiteLLM_SpendLogs",
    "LiteLLM_AuditLog",
    "LiteLLM_HealthCheckTable",
    NULL,
};

static bool is_log(const char *table)
{
    for (const char *const *log = LOGS; *log != NULL; log++)
        if (strcmp(*log, table) == 0)
            return true;
    return false;
}

static bool points_at_user_id(const CatalogForeignKey *key)
{
    return strcmp(key->parent_table, USER_TABLE) == 0 && key->columns[0] != NULL &&
           key->columns[1] == NULL && strcmp(key->parent_columns[0], USER_ROW.column) == 0;
}

static const CatalogForeignKey *foreign_key(const Catalog *catalog, const char *table,
                                            const char *column)
{
    for (size_t at = 0; at < catalog->foreign_key_count; at++) {
        const CatalogForeignKey *key = &catalog->foreign_keys[at];
        if (points_at_user_id(key) && strcmp(key->table, table) == 0 &&
            strcmp(key->columns[0], column) == 0)
            return key;
    }
    return NULL;
}

/* "target_type=user" in its two parts. */
static void split_type(Arena *arena, const char *path, UserPlace *place)
{
    size_t length = strcspn(path, "=");

    place->type_column = arena_copy_span(arena, path, length);
    place->type = arena_copy(arena, path + length + 1);
}

static UserPlace place_of(Session *session, const Reference *reference)
{
    const CatalogForeignKey *key =
        foreign_key(session->catalog, reference->table, reference->column);
    UserPlace place = {
        .table = reference->table,
        .column = reference->column,
        .shape = reference->shape,
        .role = reference->role,
        .is_foreign_key = key != NULL,
        .is_carried = key != NULL && key->updates_cascade,
        .is_log = is_log(reference->table),
    };

    if (place.shape == SHAPE_TYPED)
        split_type(session->arena, reference->path, &place);
    if (place.shape == SHAPE_JSON)
        place.path = reference->path;
    return place;
}

static bool is_there(const Session *session, const UserPlace *place)
{
    const CatalogTable *table = catalog_table(session->catalog, place->table);

    return table != NULL && catalog_column(table, place->column) != NULL &&
           (place->type_column == NULL || catalog_column(table, place->type_column) != NULL);
}

static bool is_known(const char *table, const char *column)
{
    for (const Reference *known = REFERENCES; known->kind != NULL; known++)
        if (strcmp(known->kind, "user") == 0 && strcmp(known->table, table) == 0 &&
            strcmp(known->column, column) == 0)
            return true;
    return false;
}

/* Those of other schemas are none of our places: the guard names them. */
static void add_unknown_foreign_keys(Session *session, UserPlaces *places)
{
    for (size_t at = 0; at < session->catalog->foreign_key_count; at++) {
        const CatalogForeignKey *key = &session->catalog->foreign_keys[at];
        if (points_at_user_id(key) && !is_known(key->table, key->columns[0]) &&
            catalog_table(session->catalog, key->table) != NULL)
            list_add(session->arena, places,
                     (UserPlace){
                         .table = key->table,
                         .column = key->columns[0],
                         .shape = SHAPE_PLAIN,
                         .role = ROLE_OWNER,
                         .is_foreign_key = true,
                         .is_carried = key->updates_cascade,
                     });
    }
}

static bool require_keys(const Session *session, const UserPlaces *places, Error *error)
{
    for (size_t at = 0; at < places->count; at++)
        if (catalog_table(session->catalog, places->items[at].table)->key[0] == NULL) {
            fail(error, OUTCOME_REFUSED, "table \"%s\" names users and has no primary key",
                 places->items[at].table);
            return fail_hint(error, "Without one its rows could not be given back.");
        }
    return true;
}

bool user_places(Session *session, UserPlaces *places, Error *error)
{
    for (const Reference *known = REFERENCES; known->kind != NULL; known++) {
        if (strcmp(known->kind, "user") != 0 || known->role == ROLE_IDENTITY)
            continue;
        UserPlace place = place_of(session, known);
        if (is_there(session, &place))
            list_add(session->arena, places, place);
    }
    add_unknown_foreign_keys(session, places);
    return require_keys(session, places, error);
}

void user_places_accept(Session *session, const UserPlaces *places, Words *accepted)
{
    for (size_t at = 0; at < places->count; at++)
        if (!is_known(places->items[at].table, places->items[at].column))
            list_add(session->arena, accepted,
                     arena_format(session->arena, "%s.%s", places->items[at].table,
                                  places->items[at].column));
}

Statement user_place_statement(Session *session, const UserPlace *place, const SqlText *sql,
                               const char *measure, const char *const *others)
{
    const char *const *key = catalog_table(session->catalog, place->table)->key;
    const SqlNames names[] = {
        SQL_NAME("table", place->table),
        SQL_NAME("column", place->column),
        SQL_NAME("first", key[0]),
        SQL_NAME("type_column", place->type_column == NULL ? "" : place->type_column),
        SQL_NAME("measure", measure == NULL ? key[0] : measure),
        {"key", key},
        {"others", others == NULL ? key : others},
        {0},
    };

    return statement_make(session->arena, sql,
                          &(StatementContext){.catalog = session->catalog, .names = names});
}
