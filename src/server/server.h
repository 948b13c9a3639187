/*
 * server.h - one connection to PostgreSQL, and what is known of its other end.
 *
 * Nothing here depends on session state: every statement runs inside a
 * transaction that pins what it relies on (see transaction.h), so a connection
 * through PgBouncer in transaction mode behaves like a direct one.
 */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "server/catalog.h"

typedef struct Server Server;

typedef struct {
    const char *dbname;  /* conninfo, URL or plain database name; NULL: the environment decides */
    const char *schema;  /* NULL: what the URL says, or "public" */
    const char *command; /* application_name becomes "litellm-dba/COMMAND" */
} ServerOptions;

/* Facts about the connection, none of them secret. */
typedef struct {
    const char *host; /* name, address or socket folder as libpq has it */
    const char *port;
    const char *database;
    const char *user;
    const char *schema;
    const char *version;           /* "15.18" */
    int version_number;            /* 150018 */
    const char *system_identifier; /* of the cluster, from pg_control_system() */
    int64_t timeline;
    bool is_pooled;    /* a transaction pooler stands between */
    bool is_standby;   /* in recovery: nothing can be changed */
    bool is_read_only; /* default_transaction_read_only is on */
    bool is_encrypted; /* TLS */
} ServerIdentity;

/*
 * Connects (10 s unless the conninfo says otherwise; transient refusals are retried
 * with jitter for a few seconds), reads the identity and warns once about an
 * unencrypted connection to anything but loopback or a socket.  Fails with
 * OUTCOME_SERVER_ERROR; the message never contains a password.
 */
bool server_connect(const ServerOptions *options, Server **server, Error *error);
void server_close(Server **server);

/* Lives as long as the server. */
const ServerIdentity *server_identity(const Server *server);

/* Reads the live catalog, in the open transaction or in one of its own; also fails
 * (OUTCOME_SERVER_ERROR, with a hint) when the schema does not exist or holds no LiteLLM table. */
bool server_read_catalog(Server *server, Arena *arena, const Catalog **catalog, Error *error);

/* How often the way to the server and back was gone so far. */
int64_t server_trips(const Server *server);

/* Asks the server to cancel what it is running; safe from another thread, not a signal handler. */
void server_cancel(Server *server);

#endif
