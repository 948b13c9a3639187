#include "journal/schema.h"

#include <stddef.h>

#include "base/cleanup.h"
#include "base/list.h"
#include "build/sql.h"

const SqlText *const JOURNAL_MIGRATIONS[] = {
    &SQL_JOURNAL_SCHEMA_001_EVENTS,
    &SQL_JOURNAL_SCHEMA_002_LEDGER,
    NULL,
};

typedef LIST(SchemaObject) SchemaObjects;

int schema_newest_version(void)
{
    return (int) (sizeof JOURNAL_MIGRATIONS / sizeof *JOURNAL_MIGRATIONS) - 1;
}

static bool check_identity(const Database *database, sqlite3_stmt *identity, int64_t *version,
                           Error *error)
{
    *version = column_number(identity, "version");
    if (column_number(identity, "application") != JOURNAL_APPLICATION_ID &&
        (column_number(identity, "object_count") > 0 || *version > 0)) {
        fail(error, OUTCOME_JOURNAL_ERROR, "\"%s\" is not a journal of litellm-dba",
             database->path);
        fail_detail(error, "it is a SQLite database that belongs to another program");
        return fail_hint(error, "Name the folder of the journal with --state.");
    }
    if (*version > schema_newest_version()) {
        fail(error, OUTCOME_JOURNAL_ERROR, "the journal \"%s\" was written by a newer litellm-dba",
             database->path);
        fail_detail(error, "its schema has version %d, this program knows %d", (int) *version,
                    schema_newest_version());
        return fail_hint(error, "Use the newer program, or another folder with --state.");
    }
    return true;
}

static bool read_version(const Database *database, int64_t *version, Error *error)
{
    sqlite3_stmt *identity CLEANUP(statement_finalize) = NULL;
    bool has_row;

    return database_find(database, &SQL_JOURNAL_IDENTITY, SQL_NO_VALUES, &identity, &has_row,
                         error) &&
           check_identity(database, identity, version, error);
}

static bool run_migrations(const Database *database, int to_version, Error *error)
{
    int64_t version = 0;

    /* Another process may have been quicker, so the version is read again under the lock. */
    if (!read_version(database, &version, error))
        return false;
    for (; version < to_version; version++)
        if (!database_run(database, JOURNAL_MIGRATIONS[version], error))
            return false;
    return database_run(database, &SQL_JOURNAL_COMMIT, error);
}

bool schema_migrate(const Database *database, int to_version, Error *error)
{
    int64_t version = 0;
    Error ignored;

    if (!read_version(database, &version, error))
        return false;
    if (version >= to_version)
        return true;
    if (!database_run(database, &SQL_JOURNAL_BEGIN_WRITE, error))
        return false;
    if (run_migrations(database, to_version, error))
        return true;
    database_run(database, &SQL_JOURNAL_ROLLBACK, &ignored);
    return false;
}

bool schema_objects(const Database *database, Arena *arena, const SchemaObject **objects,
                    size_t *count, Error *error)
{
    sqlite3_stmt *statement CLEANUP(statement_finalize) = NULL;
    SchemaObjects found = {0};
    bool has_row;

    if (!database_prepare(database, &SQL_JOURNAL_SCHEMA_OBJECTS, SQL_NO_VALUES, &statement, error))
        return false;
    while (database_step(database, statement, &has_row, error)) {
        if (!has_row) {
            *objects = found.items;
            *count = found.count;
            return true;
        }
        list_add(arena, &found,
                 ((SchemaObject){arena_copy(arena, column_text(statement, "type")),
                                 arena_copy(arena, column_text(statement, "name")),
                                 arena_copy(arena, column_text(statement, "sql"))}));
    }
    return false;
}

static void close_handle(sqlite3 **handle)
{
    sqlite3_close(*handle);
    *handle = NULL;
}

bool schema_expected_objects(Arena *arena, const SchemaObject **objects, size_t *count,
                             Error *error)
{
    sqlite3 *handle CLEANUP(close_handle) = NULL;
    Database fresh = {.path = "(in memory)"};
    int code = sqlite3_open(":memory:", &handle);

    fresh.handle = handle;
    if (code != SQLITE_OK)
        return database_fail(&fresh, code, "make", error);
    return schema_migrate(&fresh, schema_newest_version(), error) &&
           schema_objects(&fresh, arena, objects, count, error);
}
