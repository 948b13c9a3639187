#include "admin/user_dependants.h"

#include <string.h>

#include "admin/user_names.h"
#include "litellm/references.h"

/* Rows that hang on rows that hang on rows: deeper than any schema we know. */
enum { DEEPEST = 8 };

/* Two parts may name the same rows, and only the first one finds them then. */
static void mark_shared(UserSurvey *survey, UserPart *part)
{
    for (size_t at = 0; at < survey->parts.count; at++) {
        UserPart *other = &survey->parts.items[at];
        if (strcmp(other->table, part->table) == 0 && user_part_deletes(other) &&
            user_part_deletes(part))
            part->is_shared = other->is_shared = true;
    }
}

bool user_add_part(UserSurvey *survey, UserPart part, Error *error)
{
    if (!user_part_can(survey->session, &part))
        return true;
    if (!user_part_count(survey->session, &part, error))
        return false;
    if (part.count > 0) {
        mark_shared(survey, &part);
        list_add(survey->session->arena, &survey->parts, part);
    }
    return true;
}

/* What hangs on rows that go. */

static const char *identity_kind(const char *table, const char **column)
{
    for (const Reference *known = REFERENCES; known->kind != NULL; known++)
        if (known->role == ROLE_IDENTITY && strcmp(known->table, table) == 0) {
            *column = known->column;
            return known->kind;
        }
    return NULL;
}

static const Reference *find_reference(const char *kind, const char *table, const char *column)
{
    for (const Reference *known = REFERENCES; kind != NULL && known->kind != NULL; known++)
        if (strcmp(known->kind, kind) == 0 && strcmp(known->table, table) == 0 &&
            strcmp(known->column, column) == 0)
            return known;
    return NULL;
}

/* The path of a typed reference is "column=type". */
static UserPart owned_part(Arena *arena, const Reference *reference, const char *ids)
{
    UserPart part = {
        .kind = USER_PART_DELETE,
        .what = user_name_of(reference->table),
        .table = reference->table,
        .column = reference->column,
        .ids = ids,
    };

    if (reference->shape == SHAPE_TYPED) {
        size_t length = strcspn(reference->path, "=");
        part.kind = USER_PART_DELETE_TYPED;
        part.type_column = arena_copy_span(arena, reference->path, length);
        part.type = reference->path + length + 1;
    }
    return part;
}

static bool goes(const UserSurvey *survey, const Reference *reference)
{
    bool is_users = strcmp(reference->kind, "user") == 0;

    if (reference->shape != SHAPE_PLAIN && reference->shape != SHAPE_TYPED)
        return false;
    return reference->role == ROLE_OWNER && (!is_users || survey->fate->end == USER_ENDS_DELETED ||
                                             user_name_gives_access(reference->table));
}

bool user_add_members(UserSurvey *survey, const char *kind, const char *ids, Error *error)
{
    for (const Reference *known = REFERENCES; known->kind != NULL; known++) {
        bool is_roster = known->shape == SHAPE_ROSTER;
        UserPart part = {
            .kind = is_roster ? USER_PART_ENTRIES : USER_PART_ELEMENTS,
            .what = user_name_of(known->table),
            .table = known->table,
            .column = known->column,
            .ids = ids,
            .note = arena_format(survey->session->arena, "entries of %s", known->column),
        };
        if (known->role == ROLE_MEMBER && strcmp(known->kind, kind) == 0 &&
            (is_roster || known->shape == SHAPE_ARRAY) && !user_add_part(survey, part, error))
            return false;
    }
    return true;
}

bool user_add_owned(UserSurvey *survey, const char *kind, const char *ids, int depth, Error *error)
{
    Arena *arena = survey->session->arena;

    for (const Reference *known = REFERENCES; known->kind != NULL; known++)
        if (strcmp(known->kind, kind) == 0 && goes(survey, known) &&
            !user_add_rows(survey, owned_part(arena, known, ids), depth, error))
            return false;
    return true;
}

/* Foreign keys. */

static UserPart author_part(const UserSurvey *survey, const CatalogForeignKey *key, const char *ids)
{
    UserPart part = {
        .kind = USER_PART_ASSIGN,
        .what = user_name_of(key->table),
        .table = key->table,
        .column = key->columns[0],
        .ids = ids,
        .to = survey->fate->heir,
        .note = survey->fate->heir == NULL
                    ? "made for others"
                    : arena_format(survey->session->arena, "%s: %s takes over", key->columns[0],
                                   user_shown(survey->session->arena, survey->fate->heir)),
    };

    for (const Reference *known = REFERENCES; known->kind != NULL; known++)
        if (strcmp(known->kind, "user") == 0 && strcmp(known->table, key->table) == 0 &&
            goes(survey, known)) {
            part.kind = USER_PART_ASSIGN_AUTHORED;
            part.owner = known->column;
        }
    return part;
}

static bool add_authored(UserSurvey *survey, const CatalogForeignKey *key, const char *ids,
                         Error *error)
{
    UserPart part = author_part(survey, key, ids);

    if (!survey->fate->deletes_invitations || strcmp(key->table, "LiteLLM_InvitationLink") != 0)
        return user_add_part(survey, part, error);

    /* One statement takes those that name the user in either column. */
    for (size_t at = 0; at < survey->parts.count; at++)
        if (survey->parts.items[at].kind == USER_PART_DELETE_INVITED)
            return true;
    part.kind = USER_PART_DELETE_INVITED;
    part.column = NULL;
    part.note = "made for others";
    return user_add_part(survey, part, error);
}

static void forbid(UserSurvey *survey, const CatalogForeignKey *key, const char *why)
{
    Arena *arena = survey->session->arena;

    list_add(arena, &survey->forbidding,
             arena_format(arena, "%s.%s (%s)", key->table, key->columns[0], why));
}

/* A foreign key that says no: whether it has rows decides. */
static bool add_forbidding(UserSurvey *survey, const CatalogForeignKey *key, UserPart part,
                           Error *error)
{
    if (!user_part_count(survey->session, &part, error))
        return false;
    if (part.count > 0)
        forbid(survey, key, text_plural(survey->session->arena, part.count, "row", "rows"));
    return true;
}

/* One that the graph does not know: what it says itself is done. */
static bool add_by_rule(UserSurvey *survey, const CatalogForeignKey *key, const char *ids,
                        int depth, Error *error)
{
    UserPart part = {
        .kind = USER_PART_DELETE,
        .what = user_name_of(key->table),
        .table = key->table,
        .column = key->columns[0],
        .ids = ids,
        .note = "by its foreign key",
    };
    const CatalogTable *table = catalog_table(survey->session->catalog, key->table);
    bool is_text;

    /* A table of another schema is not in the catalog: the guard speaks of it. */
    if (table == NULL)
        return true;
    if (table->key[0] == NULL)
        return forbid(survey, key, "a table without a primary key"), true;
    if (key->columns[1] != NULL)
        return forbid(survey, key, "a key of several columns"), true;
    is_text = text_equal(catalog_column(table, part.column)->type, "text");
    if (!is_text)
        part.kind = USER_PART_DELETE_FOREIGN;
    if (key->on_delete == ON_DELETE_CASCADE)
        return user_add_rows(survey, part, depth, error);
    if (key->on_delete != ON_DELETE_SET_NULL)
        return add_forbidding(survey, key, part, error);
    part.kind = is_text ? USER_PART_CLEAR : USER_PART_CLEAR_FOREIGN;
    part.note = arena_format(survey->session->arena, "%s, by its foreign key", key->columns[0]);
    return user_add_part(survey, part, error);
}

/* Where they are named by that very column, also those whose row is gone already. */
static bool ids_of(Session *session, const UserPart *part, const char *column, const char **ids,
                   Error *error)
{
    Words named = {0};

    if (text_equal(part->column, column)) {
        *ids = part->ids;
        return true;
    }
    if (!user_part_collect(session, part, column, &named, error))
        return false;
    *ids = user_part_literal(session->arena, &named);
    return true;
}

/* The rows of parent go; its own ids are those of the column that the graph knows, if any. */
static bool add_foreign(UserSurvey *survey, const CatalogForeignKey *key, const UserPart *parent,
                        const char *kind, const char *ids, int depth, Error *error)
{
    const Reference *known = find_reference(kind, key->table, key->columns[0]);
    const char *identity;

    if (known != NULL && (goes(survey, known) || known->role == ROLE_MEMBER))
        return true;
    if (known != NULL && strcmp(kind, "user") == 0)
        return add_authored(survey, key, ids, error);
    if (ids == NULL || identity_kind(parent->table, &identity) == NULL ||
        strcmp(identity, key->parent_columns[0]) != 0) {
        if (!ids_of(survey->session, parent, key->parent_columns[0], &ids, error))
            return false;
    }
    return add_by_rule(survey, key, ids, depth, error);
}

static bool add_foreigns(UserSurvey *survey, const UserPart *parent, const char *kind,
                         const char *ids, int depth, Error *error)
{
    const Catalog *catalog = survey->session->catalog;

    for (size_t at = 0; at < catalog->foreign_key_count; at++) {
        const CatalogForeignKey *key = &catalog->foreign_keys[at];
        if (strcmp(key->parent_table, parent->table) == 0 &&
            !add_foreign(survey, key, parent, kind, ids, depth, error))
            return false;
    }
    return true;
}

bool user_add_dependants(UserSurvey *survey, const UserPart *part, int depth, Error *error)
{
    Session *session = survey->session;
    const char *column, *ids = NULL;
    const char *kind = identity_kind(part->table, &column);

    if (depth == DEEPEST)
        return fail(error, OUTCOME_REFUSED, "the foreign keys of \"%s\" lead in a circle",
                    part->table);
    if (kind != NULL) {
        if (!ids_of(session, part, column, &ids, error) ||
            !user_add_members(survey, kind, ids, error) ||
            !user_add_owned(survey, kind, ids, depth + 1, error))
            return false;
    }
    return add_foreigns(survey, part, kind, ids, depth + 1, error);
}

bool user_add_rows(UserSurvey *survey, UserPart part, int depth, Error *error)
{
    bool is_keys = strcmp(part.table, "LiteLLM_VerificationToken") == 0;

    if (!user_part_can(survey->session, &part))
        return true;
    if (is_keys && survey->fate->blocks_keys) {
        part.kind = USER_PART_BLOCK;
        part.ids = survey->keys;
        part.column = NULL;
        return user_add_part(survey, part, error);
    }
    if (!user_part_count(survey->session, &part, error))
        return false;
    if (part.count > 0 && !user_add_dependants(survey, &part, depth, error))
        return false;
    if (is_keys && catalog_table(survey->session->catalog, USER_KEPT_KEYS) != NULL)
        part.note = "copied to " USER_KEPT_KEYS;
    return user_add_part(survey, part, error);
}
