/*
 * connection.h - the inside of a Server, for this folder alone.
 *
 * exchange.c asks and waits, connect.c opens, failure.c puts the server's refusals into
 * words.  Every wait ends: with an answer, with a signal, or when time is up.
 */
#ifndef SERVER_CONNECTION_H
#define SERVER_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/sql.h"
#include "server/server.h"
#include "server/transaction.h"
#include "server/url.h"

struct Server {
    Arena *arena;
    PGconn *connection; /* NULL once it was given up */
    PGcancel *cancel;
    const char *dbname;  /* as the options had it, to connect again */
    const char *command; /* for application_name */
    PlusMeaning plus;    /* how a '+' of the URL turned out to be meant */
    ServerIdentity identity;
    TransactionKind kind;
    bool in_transaction;
    bool can_restore;         /* it is known which server to come back to */
    bool ignores_signals;     /* while an end of a transaction is under way */
    int64_t answer_within_ms; /* no byte for so long: the server is given up */
    int64_t trips;            /* how often it was asked for something, and answered */
};

/*
 * connect.c: opens with retries; sets server->connection and server->cancel.  What there is to say
 * about the address is said when it is the first time.
 */
bool connection_open(Server *server, bool is_first, Error *error);

/* Where it leads, as libpq has it: no socket and no loopback. */
bool connection_is_remote(const PGconn *connection);

/* Whether statements can be sent. */
bool connection_is_alive(const Server *server);

/* Gives the connection up; the server rolls back as soon as it notices. */
void connection_drop(Server *server);

/* server.c: connects anew to the same server.  Fails when it is another one. */
bool connection_restore(Server *server, Error *error);

/* Reads until the socket is ready for events or the time is up; see exchange.c. */
typedef enum { WAIT_READY, WAIT_TIMEOUT, WAIT_INTERRUPTED, WAIT_BROKEN } WaitEnd;
WaitEnd connection_wait(int socket, short events, int64_t deadline, bool ignores_signals);

/*
 * Sends a statement with its values ($1 is values[0]); exchange_next then gives one result
 * after the other, and NULL at the end.  exchange_run does all of it and checks that the result is
 * a good one.
 */
bool exchange_send(Server *server, const char *text, int count, const char *const *values,
                   Error *error);
bool exchange_flush(Server *server, Error *error);

/* Waits for events within the time that an answer may take; an end without them is a failure. */
bool exchange_await(Server *server, short events, Error *error);
bool exchange_next(Server *server, PGresult **result, Error *error);
bool exchange_run(Server *server, const char *name, const char *text, int count,
                  const char *const *values, PGresult **result, Error *error);

/* Reads to the end of what was asked, so that the next can be.  Fails with what came wrong. */
bool exchange_finish(Server *server, const char *name, PGresult **result, Error *error);

/* Cancels what is under way and waits a few seconds for its end; else drops the connection. */
void exchange_abandon(Server *server);

/* The values in the order of the statement's header; asserts that none is missing. */
enum { PARAMETERS_MAX = 64 };
int bind_values(const SqlText *sql, const SqlValue *values, const char *bound[PARAMETERS_MAX]);

void result_release(PGresult **result);
bool result_is_good(const PGresult *result);

/* failure.c: always false. */
bool fail_result(Error *error, const PGresult *result, const char *name);
bool fail_lost(Error *error, const PGconn *connection);
bool fail_connect(Error *error, const PGconn *connection);

/* Hides the sqlstate and what programmers want from libpq's words about a failed connection. */
void failure_words(const char *text, char *words, size_t size, char sqlstate[6]);

#endif
