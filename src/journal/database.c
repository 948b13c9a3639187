#include "journal/database.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

static bool add_hint(const Database *database, int code, Error *error)
{
    /* A quota or a limit on file sizes shows as a failed write, only a full disk as such. */
    if ((code & 0xff) == SQLITE_FULL || code == SQLITE_IOERR_WRITE)
        return fail_hint(error,
                         "The disk, quota or file size limit of \"%s\" is used up, or the disk "
                         "fails. Make room there and run again.",
                         database->path);
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return fail_hint(error, "Another run of litellm-dba is writing; try again later.");
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return fail_hint(error,
                             "Nothing is changed without a journal. Make \"%s\" and its "
                             "folder writable for you, or name another folder with --state.",
                             database->path);
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT:
            return fail_hint(error,
                             "Keep \"%s\" as it is, for evidence. Put a good copy in its "
                             "place, or name another folder with --state; what is under "
                             "operations/ can be taken back with psql.",
                             database->path);
        case SQLITE_IOERR:
            return fail_hint(error,
                             "The disk of the journal is full or fails: \"%s\". See df and the "
                             "system's log, and run again when it is well.",
                             database->path);
        default:
            return false;
    }
}

bool database_fail(const Database *database, int code, const char *action, Error *error)
{
    int kind = code & 0xff;
    bool is_busy = kind == SQLITE_BUSY || kind == SQLITE_LOCKED;
    const char *says =
        database->handle == NULL ? sqlite3_errstr(code) : sqlite3_errmsg(database->handle);

    fail(error, is_busy ? OUTCOME_LOCKED : OUTCOME_JOURNAL_ERROR, "could not %s the journal \"%s\"",
         action, database->path);
    fail_detail(error, "%s", says);
    return add_hint(database, code, error);
}

static const char *value_of(const SqlValue *values, const char *name)
{
    while (values->name != NULL && strcmp(values->name, name) != 0)
        values++;
    assert(values->name != NULL);
    return values->value;
}

static int bind(sqlite3_stmt *statement, int number, const SqlParameter *parameter,
                const char *value)
{
    if (value == NULL)
        return sqlite3_bind_null(statement, number);
    if (strcmp(parameter->type, "int8") == 0)
        return sqlite3_bind_int64(statement, number, strtoll(value, NULL, 10));
    return sqlite3_bind_text(statement, number, value, -1, SQLITE_TRANSIENT);
}

static int bind_all(sqlite3_stmt *statement, const SqlText *sql, const SqlValue *values)
{
    int code = SQLITE_OK;

    for (int at = 0; code == SQLITE_OK && sql->parameters[at].name != NULL; at++) {
        const SqlParameter *parameter = &sql->parameters[at];
        code = bind(statement, at + 1, parameter, value_of(values, parameter->name));
    }
    return code;
}

bool database_prepare(const Database *database, const SqlText *sql, const SqlValue *values,
                      sqlite3_stmt **statement, Error *error)
{
    int code = sqlite3_prepare_v2(database->handle, sql->text, -1, statement, NULL);

    if (code == SQLITE_OK)
        code = bind_all(*statement, sql, values);
    if (code == SQLITE_OK)
        return true;
    statement_finalize(statement);
    return database_fail(database, code, "read", error);
}

bool database_step(const Database *database, sqlite3_stmt *statement, bool *has_row, Error *error)
{
    int code = sqlite3_step(statement);

    *has_row = code == SQLITE_ROW;
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return true;
    return database_fail(database, code, sqlite3_stmt_readonly(statement) ? "read" : "write",
                         error);
}

bool database_find(const Database *database, const SqlText *sql, const SqlValue *values,
                   sqlite3_stmt **row, bool *has_row, Error *error)
{
    return database_prepare(database, sql, values, row, error) &&
           database_step(database, *row, has_row, error);
}

bool database_run(const Database *database, const SqlText *sql, Error *error)
{
    int code = sqlite3_exec(database->handle, sql->text, NULL, NULL, NULL);

    return code == SQLITE_OK ||
           database_fail(database, code, sql->writes ? "write" : "read", error);
}

bool database_execute(const Database *database, const SqlText *sql, const SqlValue *values,
                      Error *error)
{
    sqlite3_stmt *statement CLEANUP(statement_finalize) = NULL;
    bool has_row;

    return database_find(database, sql, values, &statement, &has_row, error);
}

bool database_again(const Database *database, const SqlText *sql, const SqlValue *values,
                    sqlite3_stmt *statement, Error *error)
{
    bool has_row;
    int code = sqlite3_reset(statement);

    if (code == SQLITE_OK)
        code = bind_all(statement, sql, values);
    if (code != SQLITE_OK)
        return database_fail(database, code, "write", error);
    return database_step(database, statement, &has_row, error);
}

static int column_of(sqlite3_stmt *statement, const char *name)
{
    int count = sqlite3_column_count(statement);
    int column = 0;

    while (column < count && strcmp(sqlite3_column_name(statement, column), name) != 0)
        column++;
    assert(column < count);
    return column;
}

const char *column_text(sqlite3_stmt *statement, const char *name)
{
    return (const char *) sqlite3_column_text(statement, column_of(statement, name));
}

int64_t column_number(sqlite3_stmt *statement, const char *name)
{
    return sqlite3_column_int64(statement, column_of(statement, name));
}

double column_real(sqlite3_stmt *statement, const char *name)
{
    return sqlite3_column_double(statement, column_of(statement, name));
}

void statement_finalize(sqlite3_stmt **statement)
{
    sqlite3_finalize(*statement);
    *statement = NULL;
}
