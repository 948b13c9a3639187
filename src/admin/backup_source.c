#include "admin/backup_source.h"

#include <inttypes.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "build/sql.h"
#include "litellm/schemas.h"
#include "operation/live_schema.h"
#include "server/query.h"

static bool ask(Session *session, const SqlText *sql, Rows **rows, Error *error)
{
    Statement statement =
        statement_make(session->arena, sql, &(StatementContext){.catalog = session->catalog});

    return query(session->server, &statement, SQL_VALUES({"schema", session->identity->schema}),
                 rows, error);
}

static const char *copied(Session *session, const Rows *rows, int row, const char *column)
{
    return arena_copy(session->arena, rows_text(rows, row, column));
}

bool backup_source_check(Session *session, Error *error)
{
    const Catalog *now;

    if (!server_read_catalog(session->server, session->arena, &now, error))
        return false;
    LiveSchema live = live_schema(session->arena, now);
    if (text_equal(schema_fingerprint(session->arena, &live), session->fingerprint) &&
        now->table_count == session->catalog->table_count)
        return true;
    fail(error, OUTCOME_SERVER_ERROR, "the tables have changed since the run began");
    return fail_hint(error, "A migration is at work. Run the command again when it is done.");
}

static bool read_snapshot(Session *session, Set *set, const char **snapshot, Error *error)
{
    const ServerIdentity *identity = session->identity;
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!ask(session, &SQL_SERVER_BACKUP_SNAPSHOT, &rows, error))
        return false;
    *snapshot = copied(session, rows, 0, "snapshot");
    set->source = (SetSource){
        .host = identity->host,
        .port = identity->port,
        .database = identity->database,
        .schema = identity->schema,
        .user = identity->user,
        .system_identifier = identity->system_identifier,
        .timeline = identity->timeline,
        .version = identity->version,
        .version_number = identity->version_number,
        .snapshot = copied(session, rows, 0, "taken"),
        .lsn = copied(session, rows, 0, "lsn"),
    };
    return true;
}

static void describe_schema(Session *session, Set *set)
{
    LiveSchema live = live_schema(session->arena, session->catalog);
    NearestSchema nearest = schema_nearest(session->arena, &live);

    set->schema = (SetSchema){
        .nearest_version = nearest.version,
        .differences = (int64_t) nearest.drift.count,
        .fingerprint = session->fingerprint,
    };
}

static void describe_foreign_keys(Session *session, Set *set)
{
    const Catalog *catalog = session->catalog;
    SetForeignKey *keys = arena_array(session->arena, SetForeignKey, catalog->foreign_key_count);

    for (size_t at = 0; at < catalog->foreign_key_count; at++) {
        const CatalogForeignKey *key = &catalog->foreign_keys[at];
        keys[at] = (SetForeignKey){key->name, key->table, key->columns, key->parent_table,
                                   key->parent_columns};
    }
    set->foreign_keys = keys;
    set->foreign_key_count = catalog->foreign_key_count;
}

static bool read_sequences(Session *session, Set *set, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;
    LIST(SetSequence) sequences = {0};

    if (!ask(session, &SQL_SERVER_BACKUP_SEQUENCES, &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++) {
        SetSequence sequence = {
            .name = copied(session, rows, row, "sequence_name"),
            .table = copied(session, rows, row, "table_name"),
            .column = copied(session, rows, row, "column_name"),
            .last_value = rows_number(rows, row, "last_value"),
            .is_called = rows_boolean(rows, row, "is_called"),
        };
        if (rows_is_null(rows, row, "last_value"))
            log_warning("the role may not read the sequence \"%s\": the set does not say how far "
                        "it has come",
                        sequence.name);
        else
            list_add(session->arena, &sequences, sequence);
    }
    set->sequences = sequences.items;
    set->sequence_count = sequences.count;
    return true;
}

static bool read_migrations(Session *session, Set *set, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;
    LIST(SetMigration) migrations = {0};

    if (!statement_is_possible(&SQL_SERVER_BACKUP_MIGRATIONS, session->catalog, session->arena,
                               NULL))
        return true;
    if (!ask(session, &SQL_SERVER_BACKUP_MIGRATIONS, &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++)
        list_add(session->arena, &migrations,
                 (SetMigration){
                     .name = copied(session, rows, row, "name"),
                     .checksum = copied(session, rows, row, "checksum"),
                     .finished = copied(session, rows, row, "finished"),
                     .rolled_back = copied(session, rows, row, "rolled_back"),
                 });
    set->migrations = migrations.items;
    set->migration_count = migrations.count;
    return true;
}

bool backup_source_read(Session *session, Set *set, const char **snapshot, Error *error)
{
    describe_schema(session, set);
    describe_foreign_keys(session, set);
    return read_snapshot(session, set, snapshot, error) && read_sequences(session, set, error) &&
           read_migrations(session, set, error);
}

/* Credentials. */

static bool has_table(const BackupTables *tables, const char *name)
{
    for (size_t at = 0; at < tables->count; at++)
        if (text_equal(tables->items[at].table->name, name))
            return true;
    return false;
}

bool backup_source_credentials(Session *session, const BackupTables *tables, Words *credentials,
                               Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!ask(session, &SQL_SERVER_BACKUP_CREDENTIALS, &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++)
        if (has_table(tables, rows_text(rows, row, "table_name")))
            list_add(session->arena, credentials,
                     arena_format(session->arena, "%" PRId64 " %s", rows_number(rows, row, "count"),
                                  rows_text(rows, row, "what")));
    return true;
}
