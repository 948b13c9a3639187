#include "server/server.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/text.h"
#include "build/sql.h"
#include "server/connection.h"
#include "server/query.h"
#include "server/rows.h"

enum {
    OLDEST_VERSION = 130000,
    FIRST_STATEMENT_MS = 10000, /* to say who it is */
};

static void read_identity(Server *server, const Rows *rows, ServerIdentity *identity)
{
    Arena *arena = server->arena;

    *identity = (ServerIdentity){
        .host = arena_copy(arena, PQhost(server->connection)),
        .port = arena_copy(arena, PQport(server->connection)),
        .database = arena_copy(arena, rows_text(rows, 0, "database")),
        .user = arena_copy(arena, rows_text(rows, 0, "user")),
        .schema = server->identity.schema,
        .version = arena_copy(arena, rows_text(rows, 0, "version")),
        .version_number = (int) rows_number(rows, 0, "version_number"),
        .system_identifier = arena_copy(arena, rows_text(rows, 0, "system_identifier")),
        .timeline = rows_number(rows, 0, "timeline"),
        .is_pooled = rows_number(rows, 0, "backend_pid") != PQbackendPID(server->connection),
        .is_standby = rows_boolean(rows, 0, "is_standby"),
        .is_read_only = rows_boolean(rows, 0, "is_read_only"),
        .is_encrypted = PQsslInUse(server->connection) != 0,
    };
}

static bool run_sql(Server *server, const SqlText *sql, Rows **rows, Error *error)
{
    Statement statement = statement_make(server->arena, sql, &(StatementContext){0});

    return query(server, &statement, SQL_NO_VALUES, rows, error);
}

/* The control file is open to everybody by default, and closed on some managed servers. */
static bool ask_identity(Server *server, const SqlText *sql, ServerIdentity *identity,
                         int64_t *backend_pid, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;
    TransactionOptions options = {
        .kind = TRANSACTION_READ,
        .statement_timeout_ms = FIRST_STATEMENT_MS,
    };

    if (!transaction_begin(server, &options, error))
        return false;
    if (!run_sql(server, sql, &rows, error)) {
        transaction_rollback(server);
        return false;
    }
    read_identity(server, rows, identity);
    *backend_pid = rows_number(rows, 0, "backend_pid");
    return transaction_commit(server, error);
}

/* A pooler that hands on the server's own pid shows itself when the next transaction has another.
 */
static bool look_again(Server *server, int64_t backend_pid, bool *is_pooled, Error *error)
{
    const SqlText *sql = &SQL_SERVER_SESSION_BACKEND;
    PGresult *result = NULL;

    if (*is_pooled)
        return true;
    if (!exchange_run(server, sql->name, sql->text, 0, NULL, &result, error))
        return false;
    Rows *rows CLEANUP(rows_release) = rows_take(result);
    *is_pooled = rows_number(rows, 0, "backend_pid") != backend_pid;
    return true;
}

static bool identify(Server *server, ServerIdentity *identity, Error *error)
{
    int64_t backend_pid;
    bool is_known =
        ask_identity(server, &SQL_SERVER_SESSION_IDENTITY, identity, &backend_pid, error);

    if (!is_known && strcmp(error->sqlstate, "42501") == 0)
        is_known = ask_identity(server, &SQL_SERVER_SESSION_IDENTITY_RESTRICTED, identity,
                                &backend_pid, error);
    return is_known && look_again(server, backend_pid, &identity->is_pooled, error);
}

static bool check_version(const Server *server, Error *error)
{
    int version = PQserverVersion(server->connection);

    if (version >= OLDEST_VERSION)
        return true;
    fail(error, OUTCOME_SERVER_ERROR, "the server is too old");
    fail_detail(error, "it is PostgreSQL %d.%d", version / 10000, version % 10000);
    return fail_hint(error, "PostgreSQL 13 or newer is needed.");
}

static void warn_unencrypted(const Server *server)
{
    if (server->identity.is_encrypted || PQgssEncInUse(server->connection) != 0 ||
        !connection_is_remote(server->connection))
        return;
    log_warning_once("the connection to \"%s\" is not encrypted: what passes can be read on the "
                     "way; sslmode=require asks for TLS",
                     server->identity.host);
}

/* The schema of the URL counts unless another was named. */
static bool choose_schema(Server *server, const char *schema, Error *error)
{
    Target target;

    if (!url_resolve(server->arena, server->dbname, server->plus, &target, error))
        return false;
    if (schema == NULL)
        schema = target.schema;
    server->identity.schema = arena_copy(server->arena, schema == NULL ? "public" : schema);
    return true;
}

bool server_connect(const ServerOptions *options, Server **server, Error *error)
{
    Arena *arena = arena_new();
    Server *opened CLEANUP(server_close) = arena_alloc(arena, sizeof *opened);
    ServerIdentity identity;

    *opened = (Server){
        .arena = arena,
        .dbname = arena_copy(arena, options->dbname),
        .command = arena_copy(arena, options->command),
    };
    if (!choose_schema(opened, options->schema, error) || !connection_open(opened, true, error) ||
        !check_version(opened, error) || !identify(opened, &identity, error))
        return false;
    opened->identity = identity;
    opened->can_restore = true;
    warn_unencrypted(opened);
    *server = opened;
    opened = NULL;
    return true;
}

void server_close(Server **server)
{
    if (*server == NULL)
        return;

    Arena *arena = (*server)->arena;
    transaction_rollback(*server);
    connection_drop(*server);
    *server = NULL;
    arena_release(&arena);
}

int64_t server_trips(const Server *server)
{
    return server->trips;
}

const ServerIdentity *server_identity(const Server *server)
{
    return &server->identity;
}

/* An address may lead elsewhere by now: a failover, a port-forward to another cluster. */
bool connection_restore(Server *server, Error *error)
{
    const ServerIdentity *before = &server->identity;
    ServerIdentity now;

    server->can_restore = false;
    bool is_back = connection_open(server, false, error) && identify(server, &now, error);
    server->can_restore = true;
    if (!is_back)
        return false;
    if (strcmp(before->system_identifier, now.system_identifier) != 0 ||
        strcmp(before->database, now.database) != 0) {
        connection_drop(server);
        fail(error, OUTCOME_SERVER_ERROR, "the server at the other end is not the same any more");
        fail_detail(error, "system identifier %s became %s, database \"%s\" became \"%s\"",
                    before->system_identifier, now.system_identifier, before->database,
                    now.database);
        return fail_hint(error, "Look where the address or the port-forward leads, then run the "
                                "command again.");
    }
    server->identity = now;
    log_info("the connection was lost, and made anew");
    return true;
}
