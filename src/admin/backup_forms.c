#include "admin/backup_forms.h"

#include <string.h>
#include <sys/random.h>

#include "build/sql.h"
#include "litellm/protected_ids.h"
#include "litellm/references.h"
#include "litellm/schemas.h"
#include "litellm/secret_columns.h"
#include "server/query.h"
#include "server/type.h"

static const char LEFT_OUT[] = "left out", MASKED[] = "masked";

/* One column of one table, while its form is looked for. */
typedef struct {
    Session *session;
    const CatalogTable *table;
    const CatalogColumn *column;
} Place;

static void omit(const Place *place, BackupForms *forms, const char *column, const char *what,
                 const char *why)
{
    list_add(place->session->arena, &forms->omissions,
             ((SetOmission){place->table->name, column, what, why}));
}

/* Left out. */

static bool is_in_key(const Place *place)
{
    for (const char *const *key = place->table->key; *key != NULL; key++)
        if (strcmp(*key, place->column->name) == 0)
            return true;
    return false;
}

/* Where the credential is the row's own id, rows go: those that are still good. */
static void leave_out(const Place *place, const SecretColumn *secret, BackupTable *table,
                      SqlForm *form, BackupForms *forms)
{
    static const char EXPIRES[] = "expires_at";

    if (!is_in_key(place)) {
        *form = (SqlForm){&SQL_SERVER_BACKUP_FORM_NOTHING, NULL};
        omit(place, forms, place->column->name, LEFT_OUT, secret->what);
    } else if (catalog_column(place->table, EXPIRES) != NULL) {
        table->kept_column = EXPIRES;
        table->kept = (SqlForm){&SQL_SERVER_BACKUP_FORM_EXPIRED, NULL};
        omit(place, forms, NULL, LEFT_OUT,
             "rows that have not expired: whoever knows their id can set a password");
    }
}

/* Masked. */

/* People and what they call with; teams, budgets and models may keep their names. */
static bool is_personal_kind(const char *kind)
{
    return strcmp(kind, "user") == 0 || strcmp(kind, "key") == 0 || strcmp(kind, "customer") == 0;
}

static const Reference *personal_reference(const Place *place)
{
    for (const Reference *at = REFERENCES; at->kind != NULL; at++)
        if (is_personal_kind(at->kind) && strcmp(at->table, place->table->name) == 0 &&
            strcmp(at->column, place->column->name) == 0)
            return at;
    return NULL;
}

/* Why the column is masked, or NULL.  One that follows a parent that is not masked stays, or the
 * set would no longer fit together. */
static const char *why_masked(const Place *place)
{
    const SecretColumn *secret = secret_column(place->table->name, place->column->name);

    if (secret != NULL)
        return secret->what;
    if (personal_reference(place) != NULL)
        return "names a person or a key";
    return schema_knows(place->table->name, place->column->name) ? NULL : "not known";
}

static bool follows_open_parent(const Place *place)
{
    const Catalog *catalog = place->session->catalog;

    for (size_t at = 0; at < catalog->foreign_key_count; at++) {
        const CatalogForeignKey *key = &catalog->foreign_keys[at];
        const CatalogTable *parent = catalog_table(catalog, key->parent_table);
        for (size_t column = 0; parent != NULL && key->columns[column] != NULL; column++) {
            const Place above = {place->session, parent,
                                 catalog_column(parent, key->parent_columns[column])};
            if (strcmp(key->table, place->table->name) == 0 && parent != place->table &&
                strcmp(key->columns[column], place->column->name) == 0 &&
                why_masked(&above) == NULL)
                return true;
        }
    }
    return false;
}

/* "target_type" of "target_type=user". */
static const SqlNames *type_names(Arena *arena, const Reference *reference)
{
    SqlNames *names = arena_array(arena, SqlNames, 2);
    const char **column = arena_array(arena, const char *, 2);

    column[0] = arena_copy_span(arena, reference->path, strcspn(reference->path, "="));
    names[0] = (SqlNames){"type_column", column, NULL};
    return names;
}

static const SqlText *form_of_type(const char *type)
{
    static const struct {
        const char *type;
        const SqlText *form;
    } FORMS[] = {
        {"text", &SQL_SERVER_BACKUP_FORM_MASKED},
        {"varchar", &SQL_SERVER_BACKUP_FORM_MASKED},
        {"text[]", &SQL_SERVER_BACKUP_FORM_MASKED_LIST},
        {"bytea", &SQL_SERVER_BACKUP_FORM_MASKED_BYTES},
        {"jsonb", &SQL_SERVER_BACKUP_FORM_MASKED_JSON},
    };

    for (size_t at = 0; at < sizeof FORMS / sizeof *FORMS; at++)
        if (strcmp(FORMS[at].type, type) == 0)
            return FORMS[at].form;
    return NULL;
}

static bool fail_unmasked(const Place *place, Error *error)
{
    fail(error, OUTCOME_REFUSED, "\"%s.%s\" cannot be masked", place->table->name,
         place->column->name);
    fail_detail(error, "Its type is %s.", place->column->type);
    return fail_hint(error, "Leave the table out: --exclude %s.", place->table->name);
}

static bool mask(const Place *place, SqlForm *form, BackupForms *forms, Error *error)
{
    Arena *arena = place->session->arena;
    const Reference *reference = personal_reference(place);
    bool is_known = schema_knows(place->table->name, place->column->name);
    const char *why = why_masked(place), *type = type_shorten(arena, place->column->type);

    if (why == NULL || (!is_known && follows_open_parent(place)))
        return true;
    if (reference != NULL && reference->shape == SHAPE_ROSTER)
        form->sql = &SQL_SERVER_BACKUP_FORM_MASKED_ROSTER;
    else if (reference != NULL && reference->shape == SHAPE_TYPED)
        *form = (SqlForm){&SQL_SERVER_BACKUP_FORM_MASKED_TYPED, type_names(arena, reference)};
    else
        form->sql = form_of_type(type);
    if (form->sql != NULL)
        omit(place, forms, place->column->name, MASKED, why);
    /* Numbers, times and switches of what is not known tell nobody who is who. */
    return form->sql != NULL || !is_known || fail_unmasked(place, error);
}

/* All of them. */

static bool choose_form(const Place *place, const BackupRequest *request, BackupTable *table,
                        SqlForm *form, BackupForms *forms, Error *error)
{
    const SecretColumn *secret = secret_column(place->table->name, place->column->name);

    if (request->without_credentials && secret != NULL && secret->form == SECRET_LOGIN)
        leave_out(place, secret, table, form, forms);
    return !request->mask || form->sql != NULL || mask(place, form, forms, error);
}

static bool choose_forms(Session *session, const BackupRequest *request, BackupTable *table,
                         BackupForms *forms, Error *error)
{
    size_t count = backup_count(table->columns);
    SqlForm *made = arena_array(session->arena, SqlForm, count + 1);

    table->is_masked = request->mask;
    table->forms = made;
    for (size_t at = 0; at < count; at++) {
        const Place place = {session, table->table,
                             catalog_column(table->table, table->columns[at])};
        if (!choose_form(&place, request, table, &made[at], forms, error))
            return false;
    }
    return true;
}

static bool new_key(Arena *arena, const char **key, Error *error)
{
    unsigned char bytes[32];
    Text *text = text_new(arena);

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t) sizeof bytes)
        return fail(error, OUTCOME_FILE_ERROR, "the system gives no random numbers");
    for (size_t at = 0; at < sizeof bytes; at++)
        text_addf(text, "%02x", bytes[at]);
    *key = text_value(text);
    return true;
}

/* Ids that LiteLLM writes by itself say nothing about anybody, and much about what happened. */
static const char *kept_ids(Arena *arena)
{
    const char *const *lists[] = {PROTECTED_USERS, PROTECTED_TEAMS, protected_keys(arena, NULL)};
    Words ids = {0};

    for (size_t list = 0; list < sizeof lists / sizeof *lists; list++)
        for (const char *const *id = lists[list]; *id != NULL; id++)
            list_add(arena, &ids, *id);
    list_add(arena, &ids, NULL);
    return query_text_array(arena, ids.items);
}

/* "user" of "target_type=user". */
static const char *typed_words(Arena *arena)
{
    Words words = {0};

    for (const Reference *at = REFERENCES; at->kind != NULL; at++)
        if (is_personal_kind(at->kind) && at->shape == SHAPE_TYPED)
            list_add(arena, &words, at->path + strcspn(at->path, "=") + 1);
    list_add(arena, &words, NULL);
    return query_text_array(arena, words.items);
}

static bool set_values(Arena *arena, const BackupRequest *request, BackupForms *forms, Error *error)
{
    enum { COUNT = 5 };
    SqlValue *values = arena_array(arena, SqlValue, COUNT), *told = arena_array(arena, SqlValue, 2);
    const char *key = NULL;

    if (request->mask && !new_key(arena, &key, error))
        return false;
    values[0] = (SqlValue){"since", request->choice.since};
    values[1] = (SqlValue){"mask_key", key};
    values[2] = (SqlValue){"kept", kept_ids(arena)};
    values[3] = (SqlValue){"typed", typed_words(arena)};
    told[0] = values[0];
    forms->values = values;
    forms->told = told;
    return true;
}

bool backup_forms_choose(Session *session, const BackupRequest *request, BackupTables *tables,
                         BackupForms *forms, Error *error)
{
    *forms = (BackupForms){0};
    if (!set_values(session->arena, request, forms, error))
        return false;
    for (size_t at = 0; at < tables->count; at++)
        if ((request->mask || request->without_credentials) &&
            !choose_forms(session, request, &tables->items[at], forms, error))
            return false;
    return true;
}
