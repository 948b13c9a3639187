#include "admin/restore_wishes.h"

#include <string.h>
#include <strings.h>

#include "admin/user_find.h"
#include "litellm/references.h"

enum { CANDIDATES_SHOWN = 10, OTHERS_MAX = 3 };

/* By what somebody may be named besides the id. */
typedef struct {
    const char *kind;
    const char *others[OTHERS_MAX]; /* columns; ends with NULL */
} Naming;

static const Naming NAMINGS[] = {
    {"user", {"user_email", "sso_user_id", NULL}},
    {"team", {"team_alias", NULL}},
    {"key", {"key_alias", NULL}},
};
enum { NAMING_COUNT = sizeof NAMINGS / sizeof *NAMINGS };

typedef struct {
    Arena *arena;
    const Naming *naming;
    size_t id_column;
    size_t other_columns[OTHERS_MAX];
    size_t other_count;
    const Words *wishes;
    Words *found; /* of each wish: the ids of rows that it names */
    bool *is_exact;
    WordSet *emails;
} Search;

static bool find_column(const SetTable *table, const char *name, size_t *column)
{
    for (*column = 0; *column < table->column_count; (*column)++)
        if (strcmp(table->columns[*column].name, name) == 0)
            return true;
    return false;
}

static bool names(const Search *search, const SheetRow *row, const char *wish)
{
    for (size_t at = 0; at < search->other_count; at++) {
        const char *value = row->values[search->other_columns[at]];
        if (value != NULL && strcasecmp(value, wish) == 0)
            return true;
    }
    return false;
}

/* Who has the id itself is meant, whoever else has it as another name. */
static bool search_row(const SheetRow *row, void *context, Error *error)
{
    Search *search = context;
    const char *id = row->values[search->id_column];

    (void) error;
    for (size_t at = 0; id != NULL && at < search->wishes->count; at++) {
        bool is_exact = strcmp(id, search->wishes->items[at]) == 0;
        if (is_exact) {
            search->found[at].count = 0;
            search->is_exact[at] = true;
        }
        if (is_exact || (!search->is_exact[at] && names(search, row, search->wishes->items[at])))
            list_add(search->arena, &search->found[at], arena_copy(search->arena, id));
    }
    return true;
}

static bool fail_missing(const Set *set, const char *kind, const char *wish, Error *error)
{
    fail(error, OUTCOME_USAGE, "the set %s has no %s \"%s\"", set->name, kind, wish);
    return fail_hint(error, "Look into another set; \"litellm-dba backup list\" shows them.");
}

static bool fail_several(Arena *arena, const char *kind, const char *wish, const Words *found,
                         Error *error)
{
    size_t shown = found->count < CANDIDATES_SHOWN ? found->count : CANDIDATES_SHOWN;

    fail(error, OUTCOME_USAGE, "\"%s\" names several", wish);
    fail_detail(error, "%s%s", text_join(arena, found->items, shown, ", "),
                shown < found->count ? ", ..." : "");
    return fail_hint(error, "Give the id of the %s.", kind);
}

/* Whoever lists processes sees a key on the command line. */
static bool check_wish(const char *kind, const char *wish, Error *error)
{
    if (strcmp(kind, "key") != 0 || !text_starts_with(wish, "sk-"))
        return true;
    fail(error, OUTCOME_USAGE, "a key in clear is no name");
    return fail_hint(error, "Give its hash or its alias, and take the key for known: others may "
                            "have seen this command line.");
}

static bool take_found(const Search *search, const Set *set, WordSet *ids, Error *error)
{
    for (size_t at = 0; at < search->wishes->count; at++) {
        const Words *found = &search->found[at];
        const char *wish = search->wishes->items[at];

        if (found->count == 0)
            return fail_missing(set, search->naming->kind, wish, error);
        if (found->count > 1)
            return fail_several(search->arena, search->naming->kind, wish, found, error);
        wordset_add(ids, found->items[0], strlen(found->items[0]));
    }
    return true;
}

static void prepare(Search *search, const SetTable *table)
{
    for (size_t at = 0; search->naming->others[at] != NULL; at++)
        if (find_column(table, search->naming->others[at],
                        &search->other_columns[search->other_count]))
            search->other_count++;
    search->found = arena_array(search->arena, Words, search->wishes->count);
    search->is_exact = arena_array(search->arena, bool, search->wishes->count);
}

static bool find(Session *session, const char *folder, const Set *set, const Naming *naming,
                 const Words *wishes, WordSet *ids, Error *error)
{
    const Reference *identity = reference_identity(naming->kind);
    const SetTable *table = set_table(set, identity->table);
    Search search = {.arena = session->arena, .naming = naming, .wishes = wishes};

    if (wishes->count == 0)
        return true;
    for (size_t at = 0; at < wishes->count; at++)
        if (!check_wish(naming->kind, wishes->items[at], error))
            return false;
    if (table == NULL || !find_column(table, identity->column, &search.id_column))
        return fail_missing(set, naming->kind, wishes->items[0], error);
    prepare(&search, table);
    return selection_read(session, folder, table, search_row, &search, error) &&
           take_found(&search, set, ids, error);
}

/* E-mails of the users that were found. */

typedef struct {
    size_t id_column;
    size_t email_column;
    const WordSet *ids;
    WordSet *emails;
} Collection;

static bool collect_row(const SheetRow *row, void *context, Error *error)
{
    const Collection *collection = context;
    const char *id = row->values[collection->id_column];
    const char *email = row->values[collection->email_column];

    (void) error;
    if (id != NULL && email != NULL && *email != '\0' &&
        wordset_has(collection->ids, id, strlen(id)))
        wordset_add(collection->emails, email, strlen(email));
    return true;
}

static bool collect_emails(Session *session, const char *folder, const Set *set,
                           const WordSet *users, WordSet *emails, Error *error)
{
    const Reference *identity = reference_identity("user");
    const SetTable *table = set_table(set, identity->table);
    Collection collection = {.ids = users, .emails = emails};

    if (wordset_count(users) == 0 || table == NULL ||
        !find_column(table, identity->column, &collection.id_column) ||
        !find_column(table, "user_email", &collection.email_column))
        return true;
    return selection_read(session, folder, table, collect_row, &collection, error);
}

bool restore_wishes_find(Session *session, const char *folder, const Set *set,
                         const RestoreWishes *wishes, WordSet *const *ids, WordSet *emails,
                         Error *error)
{
    const Words *lists[NAMING_COUNT] = {&wishes->users, &wishes->teams, &wishes->keys};

    for (size_t at = 0; at < NAMING_COUNT; at++)
        if (!find(session, folder, set, &NAMINGS[at], lists[at], ids[at], error))
            return false;
    return collect_emails(session, folder, set, ids[0], emails, error);
}
