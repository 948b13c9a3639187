/*
 * live.h - for tests that need a server: the one that PGHOST names, as with-postgres gives it.
 *
 * "raw" is a plain connection beside ours, by which a test arranges and looks.  Under
 * with-pgbouncer ours goes through the pooler, raw straight to the server.
 */
#ifndef TESTS_UNIT_SERVER_LIVE_H
#define TESTS_UNIT_SERVER_LIVE_H

#include "../suite.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/interrupt.h"
#include "server/query.h"
#include "server/server.h"
#include "server/transaction.h"

static Arena *arena;
static PGconn *raw;
static char pooler[512]; /* conninfo, or empty */

static inline void raw_close(PGconn **connection)
{
    PQfinish(*connection);
    *connection = NULL;
}

static inline PGconn *raw_open(void)
{
    PGconn *connection = PQconnectdb("");

    if (PQstatus(connection) != CONNECTION_OK)
        fail_test("%s", PQerrorMessage(connection));
    return connection;
}

/* The first value that comes back, or "". */
static inline const char *raw_run(PGconn *connection, const char *sql)
{
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);

    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        fail_test("%s: %s", sql, PQerrorMessage(connection));
    const char *value = arena_copy(
        arena, status == PGRES_TUPLES_OK && PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    return value;
}

static inline int live_set_up(void **state)
{
    (void) state;
    arena = arena_new();
    raw = raw_open();
    raw_run(raw, "SET client_min_messages = warning");
    interrupt_forget();
    return 0;
}

static inline int live_tear_down(void **state)
{
    (void) state;
    raw_close(&raw);
    arena_release(&arena);
    return 0;
}

#define live_test(test) cmocka_unit_test_setup_teardown(test, live_set_up, live_tear_down)

static inline bool is_pooled_run(void)
{
    return pooler[0] != '\0';
}

static inline const char *live_url(void)
{
    return is_pooled_run() ? pooler : NULL;
}

static inline Server *live_connect_to(const char *dbname)
{
    Server *server = NULL;
    Error error = {0};
    ServerOptions options = {.dbname = dbname, .command = "live test"};

    if (!server_connect(&options, &server, &error))
        fail_test("%s; %s; %s", error.message, error.detail, error.hint);
    return server;
}

static inline Server *live_connect(void)
{
    return live_connect_to(live_url());
}

/* A statement of the moment; ours are all embedded. */
static inline Statement sql(const char *text)
{
    static const SqlParameter NO_PARAMETERS[] = {{NULL, NULL, NULL}};
    SqlText *made = arena_alloc(arena, sizeof *made);

    *made = (SqlText){.name = "a test", .parameters = NO_PARAMETERS, .returns = "", .text = text};
    return (Statement){.sql = made, .text = text};
}

static inline void begin(Server *server, TransactionKind kind)
{
    Error error = {0};
    TransactionOptions options = {.kind = kind};

    if (!transaction_begin(server, &options, &error))
        fail_test("%s; %s", error.message, error.detail);
}

static inline void commit(Server *server)
{
    Error error = {0};

    if (!transaction_commit(server, &error))
        fail_test("%s; %s", error.message, error.detail);
}

static inline void run(Server *server, const char *text)
{
    Error error = {0};
    Statement statement = sql(text);

    if (!query_execute(server, &statement, SQL_NO_VALUES, NULL, &error))
        fail_test("%s: %s; %s", text, error.message, error.detail);
}

/* The first value of the first row. */
static inline const char *value_of(Server *server, const char *text)
{
    Error error = {0};
    Rows *rows CLEANUP(rows_release) = NULL;
    Statement statement = sql(text);

    if (!query(server, &statement, SQL_NO_VALUES, &rows, &error))
        fail_test("%s: %s; %s", text, error.message, error.detail);
    return arena_copy(arena, rows_value(rows, 0, 0));
}

/* An administrator ends a session; it is over when this returns. */
static inline void live_end(const char *pid)
{
    const char *is_there =
        arena_format(arena, "SELECT count(*) FROM pg_stat_activity WHERE pid = %s", pid);

    raw_run(raw, arena_format(arena, "SELECT pg_terminate_backend(%s)", pid));
    do
        usleep(20000);
    while (strcmp(raw_run(raw, is_there), "0") != 0);
}

/* Something that happens to us while we wait. */
typedef struct {
    int64_t after_ms;
    void (*act)(int number);
    int number;
} Event;

static inline void *live_event(void *context)
{
    const Event *event = context;

    usleep((useconds_t) event->after_ms * 1000);
    event->act(event->number);
    return NULL;
}

static inline pthread_t happens(Event *event)
{
    pthread_t thread;

    assert_int_equal(pthread_create(&thread, NULL, live_event, event), 0);
    return thread;
}

/* A test that needs a server does nothing without one, and says so. */
static inline bool live_is_possible(const char *name)
{
    const char *host = getenv("UPSTREAM_PGHOST");

    if (getenv("PGHOST") == NULL) {
        printf("%s: skipped, there is no PGHOST (use scripts/with-postgres)\n", name);
        return false;
    }
    if (host != NULL) {
        snprintf(pooler, sizeof pooler, "host=%s port=%s", getenv("PGHOST"), getenv("PGPORT"));
        setenv("PGHOST", host, 1);
        setenv("PGPORT", getenv("UPSTREAM_PGPORT"), 1);
    }
    return true;
}

#define LIVE_MAIN(name, tests) \
    (live_is_possible(name) ? cmocka_run_group_tests_name((name), (tests), NULL, NULL) : 0)

#endif
