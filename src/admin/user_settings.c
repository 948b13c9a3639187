#include "admin/user_settings.h"

#include <string.h>

#include "admin/user_names.h"
#include "litellm/references.h"

typedef struct {
    UserPartKind kind;
    const char *name; /* as the reference graph says it */
    const char *table;
    const char *column;
} Setting;

static const Setting SETTINGS[] = {
    {USER_PART_DELETE_BUDGET, "budget", "LiteLLM_BudgetTable", "budget_id"},
    {USER_PART_DELETE_PERMISSION, "permission", "LiteLLM_ObjectPermissionTable",
     "object_permission_id"},
};

typedef LIST(NamedReference) NamedReferences;

/* The part whose rows of the table are deleted because of whose they are, or NULL. */
static const UserPart *going(const UserSurvey *survey, const char *table)
{
    for (size_t at = 0; at < survey->parts.count; at++) {
        const UserPart *part = &survey->parts.items[at];
        if (part->kind == USER_PART_DELETE && strcmp(part->table, table) == 0 &&
            strcmp(part->column, "user_id") == 0)
            return part;
    }
    return NULL;
}

/* In the copies of deleted keys the users' own rows do not count either. */
static const char *counting_as(const UserSurvey *survey, const Setting *setting, const char *table)
{
    bool is_own = going(survey, table) != NULL ||
                  (strcmp(table, USER_KEPT_KEYS) == 0 && !survey->fate->blocks_keys);

    return is_own ? "owned" : setting->name;
}

static void add_foreign(const UserSurvey *survey, const Setting *setting, NamedReferences *named)
{
    const Catalog *catalog = survey->session->catalog;

    for (size_t at = 0; at < catalog->foreign_key_count; at++) {
        const CatalogForeignKey *key = &catalog->foreign_keys[at];
        if (strcmp(key->parent_table, setting->table) == 0 &&
            !reference_is_classified(key->table, key->columns[0]))
            list_add(survey->session->arena, named,
                     (NamedReference){setting->name, key->table, key->columns[0]});
    }
}

/* Everything that may name one of them, as the statement wants it. */
static const NamedReference *namers(const UserSurvey *survey, const Setting *setting)
{
    NamedReferences named = {0};

    for (const Reference *known = REFERENCES; known->kind != NULL; known++)
        if (strcmp(known->kind, setting->name) == 0 && known->shape == SHAPE_PLAIN &&
            known->role != ROLE_IDENTITY)
            list_add(survey->session->arena, &named,
                     (NamedReference){counting_as(survey, setting, known->table), known->table,
                                      known->column});
    add_foreign(survey, setting, &named);
    list_add(survey->session->arena, &named, (NamedReference){NULL, NULL, NULL});
    return named.items;
}

/* What the rows that go name. */
static bool collect(const UserSurvey *survey, const Setting *setting, Words *ids, Error *error)
{
    for (const Reference *known = REFERENCES; known->kind != NULL; known++) {
        const UserPart *part = going(survey, known->table);
        const char *place =
            arena_format(survey->session->arena, "%s.%s", known->table, known->column);
        if (part != NULL && strcmp(known->kind, setting->name) == 0 &&
            known->role == ROLE_SETTING && known->shape == SHAPE_PLAIN &&
            catalog_has(survey->session->catalog, place) &&
            !user_part_collect(survey->session, part, known->column, ids, error))
            return false;
    }
    return true;
}

static bool add_setting(UserSurvey *survey, const Setting *setting, Error *error)
{
    Words ids = {0};
    UserPart part = {
        .kind = setting->kind,
        .what = setting->name,
        .table = setting->table,
        .column = setting->column,
        .users = survey->ids,
        .note = "named by nothing else",
    };

    if (!user_part_can(survey->session, &part))
        return true;
    if (!collect(survey, setting, &ids, error))
        return false;
    if (ids.count == 0)
        return true;
    part.ids = user_part_literal(survey->session->arena, &ids);
    part.references = namers(survey, setting);
    if (!user_part_count(survey->session, &part, error))
        return false;
    if (part.count > 0)
        list_add(survey->session->arena, &survey->parts, part);
    return true;
}

bool user_settings_add(UserSurvey *survey, Error *error)
{
    for (size_t at = 0; at < sizeof SETTINGS / sizeof *SETTINGS; at++)
        if (!add_setting(survey, &SETTINGS[at], error))
            return false;
    return true;
}
