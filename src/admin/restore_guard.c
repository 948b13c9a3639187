#include "admin/restore_guard.h"

#include <inttypes.h>
#include <string.h>

#include "admin/salt.h"
#include "admin/verify_files.h"
#include "base/cleanup.h"
#include "build/sql.h"
#include "file/checksum.h"
#include "file/file.h"
#include "file/unpacker.h"
#include "litellm/secret_columns.h"
#include "operation/live_schema.h"
#include "server/query.h"

enum { VIEWS_OF_LITELLM = 8 };

static void warn(Restore *restore, const char *warning)
{
    list_add(restore->session->arena, &restore->plan.warnings, warning);
}

/* The set. */

bool restore_guard_set(const Restore *restore, Error *error)
{
    if (restore->set.is_masked) {
        fail(error, OUTCOME_REFUSED, "the set %s is masked", restore->set.name);
        fail_detail(error, "Placeholders stand in it for secrets and people.");
        return fail_hint(error, "It is for looking at. Restore from a whole set.");
    }
    if (restore->set.recipients != NULL && restore->session->identity_file == NULL) {
        fail(error, OUTCOME_REFUSED, "the set %s is encrypted", restore->set.name);
        return fail_hint(error, "Name the file with age's identity: --identity FILE, or "
                                "LITELLM_DBA_IDENTITY.");
    }
    return true;
}

/* Rows that a set was made without; NULL: none. */
static const char *why_partial(const Restore *restore, const SetTable *table)
{
    if (table->since != NULL)
        return arena_format(restore->session->arena, "only rows since %s are in it", table->since);
    for (size_t at = 0; at < restore->set.omission_count; at++)
        if (strcmp(restore->set.omissions[at].table, table->name) == 0 &&
            restore->set.omissions[at].column == NULL)
            return restore->set.omissions[at].why;
    return NULL;
}

bool restore_guard_parts(const Restore *restore, Error *error)
{
    for (size_t at = 0; at < restore->tables.count; at++) {
        const SetTable *table = restore->tables.items[at].source;
        const char *why = why_partial(restore, table);

        if (why == NULL || restore->request.mode != RESTORE_REPLACES)
            continue;
        fail(error, OUTCOME_REFUSED, "the set has not all rows of \"%s\"", table->name);
        fail_detail(error, "%s. Replacing the table would delete the others.", why);
        return fail_hint(error, "Use --merge for it, or name the other tables with --table.");
    }
    return true;
}

/* "LiteLLM_X (120 rows)" or "LiteLLM_X.a, LiteLLM_X.b" */
static void add_loss(Arena *arena, Text *text, const RestoreLoss *loss)
{
    const char *comma = text_length(text) > 0 ? ", " : "";

    if (loss->columns.count == 0)
        text_addf(text, "%s%s (%s)", comma, loss->table->name,
                  text_plural(arena, loss->table->rows, "row", "rows"));
    for (size_t at = 0; at < loss->columns.count; at++, comma = ", ")
        text_addf(text, "%s%s.%s", comma, loss->table->name, loss->columns.items[at]);
}

static const char *all_losses(const Restore *restore)
{
    Text *text = text_new(restore->session->arena);

    for (size_t at = 0; at < restore->losses.count; at++)
        add_loss(restore->session->arena, text, &restore->losses.items[at]);
    return text_value(text);
}

bool restore_guard_losses(const Restore *restore, Error *error)
{
    if (restore->losses.count == 0 || restore->request.drops_columns)
        return true;
    fail(error, OUTCOME_REFUSED, "the database cannot hold all that is in the set");
    fail_detail(error, "It lacks %s.", all_losses(restore));
    return fail_hint(error, "Let LiteLLM migrate it to the set's version first, or leave them out "
                            "with --drop-columns.");
}

/* Its files. */

/* Where exactly it is damaged; when its rows are in order, that it is another file. */
static bool fail_damaged(const Restore *restore, const SetTable *table, const SetFile *file,
                         Error *error)
{
    SetTable one_table = *table;
    Set one = restore->set;
    VerifyRequest request = {
        .folder = restore->folder,
        .identity = restore->session->identity_file,
    };
    VerifyFindings findings = {0};
    Error ignored;

    one_table.files = file;
    one_table.file_count = 1;
    one.tables = &one_table;
    one.table_count = 1;
    if (!verify_files(restore->session->arena, &one, &request, &findings, &ignored) ||
        findings.count == 0)
        return false;
    fail(error, OUTCOME_FILE_ERROR, "the set %s is damaged", restore->set.name);
    fail_detail(error, "%s", findings.items[0].text);
    return checksum_hint(error);
}

bool restore_guard_table(const Restore *restore, const SetTable *table, Error *error)
{
    for (size_t part = 0; part < table->file_count; part++) {
        const SetFile *file = &table->files[part];
        const char *path = path_join(restore->session->arena, restore->folder, file->name);

        if (!checksum_verify(path, file->facts.file_bytes, file->facts.file_sha256, error))
            return fail_damaged(restore, table, file, error);
    }
    return true;
}

/* A plan that another identity could not carry out would be no plan. */
bool restore_guard_identity(const Restore *restore, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Unpacker *unpacker CLEANUP(unpacker_release) = NULL;
    const char *data;
    size_t size;

    if (restore->set.recipients == NULL || restore->tables.count == 0)
        return true;
    const SetTable *table = restore->tables.items[0].source;
    PackedSource source = {
        .path = path_join(arena, restore->folder, table->files[0].name),
        .identity = restore->session->identity_file,
    };
    return unpacker_open(arena, &source, &unpacker, error) &&
           unpacker_next(unpacker, &data, &size, error);
}

/* The proxy. */

static bool fail_connected(Arena *arena, const Rows *rows, Error *error)
{
    Text *who = text_new(arena);

    for (int row = 0; row < rows_count(rows); row++) {
        const char *program = rows_text(rows, row, "program");
        text_addf(who, "%s%" PRId64 " of role \"%s\" (%s)", row > 0 ? ", " : "",
                  rows_number(rows, row, "sessions"), rows_text(rows, row, "role_name"),
                  program == NULL ? "without a name, as LiteLLM's are" : program);
    }
    fail(error, OUTCOME_REFUSED, "a proxy seems to be connected");
    fail_detail(error, "Sessions in this database: %s.", text_value(who));
    return fail_hint(error, "Stop LiteLLM, or say --while-running: what it keeps in memory, and "
                            "what it writes meanwhile, may then mix with what is restored.");
}

bool restore_guard_proxies(Restore *restore, Error *error)
{
    Session *session = restore->session;
    Statement statement = statement_make(session->arena, &SQL_SERVER_RESTORE_SESSIONS, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (restore->request.while_running ||
        !statement_is_possible(statement.sql, session->catalog, session->arena, NULL))
        return true;
    return query(session->server, &statement, SQL_NO_VALUES, &rows, error) &&
           (rows_count(rows) == 0 || fail_connected(session->arena, rows, error));
}

/* What is to be said. */

static bool holds_encrypted(const RestoreTable *table)
{
    for (const char *const *column = table->columns; *column != NULL; column++) {
        const SecretColumn *secret = secret_column(table->target->name, *column);
        if (secret != NULL && secret->form == SECRET_ENCRYPTED)
            return table->source->rows > 0;
    }
    return false;
}

static bool is_about_secrets(const Restore *restore)
{
    for (size_t at = 0; at < restore->tables.count; at++)
        if (holds_encrypted(&restore->tables.items[at]))
            return true;
    return false;
}

static void warn_of_salt(Restore *restore)
{
    const Set *set = &restore->set;
    Salt now = salt_of_environment(restore->session->arena);

    if (!is_about_secrets(restore))
        return;
    if (set->salt_fingerprint == NULL || now.fingerprint == NULL)
        warn(restore, arena_format(restore->session->arena,
                                   "whether LiteLLM can read what is encrypted in the set is not "
                                   "known: %s",
                                   set->salt_fingerprint == NULL
                                       ? "the set has no fingerprint of the key"
                                       : "LITELLM_SALT_KEY is not in the environment"));
    else if (!text_equal(set->salt_fingerprint, now.fingerprint))
        warn(restore, arena_format(restore->session->arena,
                                   "LiteLLM will not be able to read what is encrypted in the set "
                                   "(models, credentials, settings): %s is not the %s it was "
                                   "encrypted with",
                                   now.source, set->salt_source));
}

static bool is_known(const char *identifier)
{
    return identifier != NULL && identifier[0] != '\0';
}

/* Whether it is the database that the set was made of, as far as is known. */
static bool is_origin(const SetSource *source, const ServerIdentity *here)
{
    bool is_same_cluster = !is_known(source->system_identifier) ||
                           !is_known(here->system_identifier) ||
                           strcmp(source->system_identifier, here->system_identifier) == 0;

    return is_same_cluster && strcmp(source->database, here->database) == 0;
}

/* One folder may hold the sets of several databases.  An empty one may well be another. */
static void warn_of_origin(Restore *restore)
{
    const SetSource *source = &restore->set.source;

    if (restore->request.mode == RESTORE_FILLS || is_origin(source, restore->session->identity))
        return;
    warn(restore, arena_format(restore->session->arena,
                               "the set is of another database, \"%s\" on %s port %s",
                               source->database, source->host, source->port));
}

static void warn_of_schema(Restore *restore)
{
    Session *session = restore->session;
    LiveSchema live = live_schema(session->arena, session->catalog);
    NearestSchema nearest = schema_nearest(session->arena, &live);

    if (text_equal(restore->set.schema.fingerprint, session->fingerprint))
        return;
    warn(restore, arena_format(session->arena,
                               "the set is of a schema near LiteLLM %s, the database of one near "
                               "%s: columns are matched by name",
                               restore->set.schema.nearest_version, nearest.version));
}

static void warn_of_columns(Restore *restore)
{
    Arena *arena = restore->session->arena;
    Text *text = text_new(arena);

    for (size_t at = 0; at < restore->tables.count; at++) {
        const RestoreTable *table = &restore->tables.items[at];
        for (size_t column = 0; table->source->rows > 0 && column < table->filled.count; column++)
            text_addf(text, "%s%s.%s", text_length(text) > 0 ? ", " : "", table->target->name,
                      table->filled.items[column]);
    }
    if (text_length(text) > 0)
        warn(restore, arena_format(arena, "columns that the set has not get their default: %s",
                                   text_value(text)));
    if (restore->losses.count > 0)
        warn(restore, arena_format(arena, "left out, because the database lacks it: %s",
                                   all_losses(restore)));
}

static void warn_of_omissions(Restore *restore)
{
    for (size_t at = 0; at < restore->set.omission_count; at++) {
        const SetOmission *omission = &restore->set.omissions[at];
        if (restore_table(&restore->tables, omission->table) != NULL)
            warn(restore,
                 arena_format(restore->session->arena, "%s%s%s was %s when the set was made: %s",
                              omission->table, omission->column == NULL ? "" : ".",
                              omission->column == NULL ? "" : omission->column, omission->what,
                              omission->why));
    }
}

/* LiteLLM's own fires on an UPDATE, and never when rows are inserted. */
static void take_triggers(Restore *restore, RestoreTable *table, const Rows *rows, int row)
{
    bool changes = restore_changes_rows(restore, table);

    table->rewrites = rows_boolean(rows, row, "on_update") && table->is_whole;
    bool fires = rows_boolean(rows, row, "on_insert") ||
                 (changes && rows_boolean(rows, row, "on_delete")) ||
                 (changes && rows_boolean(rows, row, "on_update") && !table->rewrites);
    if (fires)
        warn(restore, arena_format(restore->session->arena,
                                   "%s has triggers (%s): what they change besides is in no file, "
                                   "and undo does not bring it back",
                                   table->target->name, rows_text(rows, row, "names")));
}

static bool warn_of_triggers(Restore *restore, Error *error)
{
    Session *session = restore->session;
    Statement statement = statement_make(session->arena, &SQL_SERVER_RESTORE_TRIGGERS, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement, SQL_VALUES({"schema", session->identity->schema}),
               &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++) {
        RestoreTable *table = restore_table(&restore->tables, rows_text(rows, row, "table_name"));
        if (table != NULL)
            take_triggers(restore, table, rows, row);
    }
    return true;
}

static bool has_migration(const Set *set, const char *name)
{
    for (size_t at = 0; at < set->migration_count; at++)
        if (strcmp(set->migrations[at].name, name) == 0)
            return true;
    return false;
}

/* Names in one of the two and not in the other. */
static void warn_of_difference(Restore *restore, const Rows *live)
{
    int64_t known = 0, others = 0;

    for (int row = 0; row < rows_count(live); row++)
        if (has_migration(&restore->set, rows_text(live, row, "name")))
            known++;
        else
            others++;
    int64_t missing = (int64_t) restore->set.migration_count - known;
    if (missing > 0 || others > 0)
        warn(restore,
             arena_format(restore->session->arena,
                          "Prisma's migrations differ (they are never restored): %s of the set the "
                          "database has not, %s of the database the set had not",
                          text_count(restore->session->arena, missing < 0 ? 0 : missing),
                          text_count(restore->session->arena, others)));
}

static bool warn_of_migrations(Restore *restore, Error *error)
{
    Session *session = restore->session;
    Statement statement = statement_make(session->arena, &SQL_SERVER_BACKUP_MIGRATIONS, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!statement_is_possible(statement.sql, session->catalog, session->arena, NULL))
        return true;
    if (!query(session->server, &statement, SQL_NO_VALUES, &rows, error))
        return false;
    warn_of_difference(restore, rows);
    return true;
}

/* They are made beside an empty log, or never: that is for whoever fills it. */
static bool warn_of_views(Restore *restore, Error *error)
{
    Session *session = restore->session;
    Statement statement = statement_make(session->arena, &SQL_SERVER_RESTORE_VIEWS, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (restore->request.mode != RESTORE_FILLS &&
        restore_table(&restore->tables, "LiteLLM_SpendLogs") == NULL)
        return true;
    if (!query(session->server, &statement, SQL_VALUES({"schema", session->identity->schema}),
               &rows, error))
        return false;
    restore->lacks_views = rows_number(rows, 0, "views") < VIEWS_OF_LITELLM;
    if (restore->lacks_views)
        warn(restore,
             "LiteLLM's views are not all there: it makes them when it starts, but only as "
             "long as LiteLLM_SpendLogs has never had a row. Start it once before logs "
             "are restored");
    return true;
}

bool restore_warn(Restore *restore, Error *error)
{
    warn_of_origin(restore);
    warn_of_schema(restore);
    warn_of_columns(restore);
    warn_of_omissions(restore);
    warn_of_salt(restore);
    return warn_of_triggers(restore, error) && warn_of_migrations(restore, error) &&
           warn_of_views(restore, error);
}
