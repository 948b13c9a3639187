#include "litellm/unclassified.h"

#include <string.h>

#include "litellm/references.h"

/* Words that a column's name is or ends with, after a "_"; plurals are tried too. */
static const struct {
    const char *word;
    const char *kind;
} WORDS[] = {
    {"user_id", "user"},
    {"user", "user"},
    {"by", "user"}, /* created_by, reviewed_by ... */
    {"member", "user"},
    {"member_id", "user"},
    {"admin", "user"},
    {"admin_id", "user"},
    {"owner", "user"},
    {"owner_id", "user"},
    {"team_id", "team"},
    {"team", "team"},
    {"api_key", "key"},
    {"key_id", "key"},
    {"key_hash", "key"},
    {"token", "key"},
    {"token_id", "key"},
    {"token_hash", "key"},
    {"hashed_token", "key"},
    {"organization_id", "organisation"},
    {"organisation_id", "organisation"},
    {"organization", "organisation"},
    {"org_id", "organisation"},
    {"org", "organisation"},
    {"project_id", "project"},
    {"budget_id", "budget"},
    {"object_permission_id", "permission"},
    {"permission_id", "permission"},
};

/* Types that can hold one id or a list of them. */
static bool holds_ids(const char *type)
{
    static const char *const TYPES[] = {
        "text", "character varying", "character", "uuid", "citext", "jsonb", "json"};

    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
        size_t length = strlen(TYPES[i]);

        if (strncmp(type, TYPES[i], length) == 0 &&
            (type[length] == '\0' || type[length] == '(' || type[length] == '['))
            return true;
    }
    return false;
}

/* Whether the name is the word or ends in "_word". */
static bool ends_in_word(const char *name, size_t length, const char *word)
{
    size_t word_length = strlen(word);

    if (length < word_length || memcmp(name + length - word_length, word, word_length) != 0)
        return false;
    return length == word_length || name[length - word_length - 1] == '_';
}

const char *reference_kind_by_name(const SchemaColumn *column)
{
    size_t length = strlen(column->column);

    if (!holds_ids(column->type))
        return NULL;
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (ends_in_word(column->column, length, WORDS[i].word) ||
            (column->column[length - 1] == 's' &&
             ends_in_word(column->column, length - 1, WORDS[i].word)))
            return WORDS[i].kind;
    return NULL;
}

bool reference_may_hide_in(const SchemaColumn *column)
{
    return (strcmp(column->type, "text") == 0 || strcmp(column->type, "text[]") == 0) &&
           schema_counts(column->table) && !schema_knows(column->table, column->column) &&
           !reference_is_classified(column->table, column->column);
}

static const char *kind_of_table(const char *table)
{
    for (const Reference *known = REFERENCES; known->kind != NULL; known++)
        if (known->role == ROLE_IDENTITY && strcmp(known->table, table) == 0)
            return known->kind;
    return NULL;
}

static bool suspect_key(Arena *arena, UnclassifiedReference *suspect, const LiveForeignKey *keys,
                        size_t key_count)
{
    for (size_t i = 0; i < key_count; i++) {
        if (strcmp(keys[i].table, suspect->table) != 0 ||
            strcmp(keys[i].column, suspect->column) != 0)
            continue;
        suspect->kind = kind_of_table(keys[i].parent_table);
        suspect->why = arena_format(arena, "by its foreign key to %s", keys[i].parent_table);
        if (suspect->kind != NULL)
            return true;
    }
    return false;
}

UnclassifiedReferences unclassified_references(Arena *arena, const LiveSchema *live,
                                               const LiveForeignKey *keys, size_t key_count)
{
    UnclassifiedReferences found = {0};

    for (size_t i = 0; i < live->column_count; i++) {
        const SchemaColumn *column = &live->columns[i];
        UnclassifiedReference suspect = {column->table, column->column, NULL, "by its name"};

        if (reference_is_classified(column->table, column->column))
            continue;
        if (!suspect_key(arena, &suspect, keys, key_count)) {
            suspect.why = "by its name";
            suspect.kind = schema_counts(column->table) ? reference_kind_by_name(column) : NULL;
        }
        if (suspect.kind != NULL)
            list_add(arena, &found, suspect);
    }
    return found;
}
