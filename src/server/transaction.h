/*
 * transaction.h - every statement of ours runs inside one of these.
 *
 * A transaction pins, locally to itself: search_path (pg_catalog, LiteLLM's schema,
 * pg_temp), UTC, ISO dates, exact floats, hex bytea, standard strings, no row security, no JIT,
 * lock_timeout, statement_timeout, idle_in_transaction_session_timeout and, when it writes,
 * synchronous_commit = on.  Where the server can (PostgreSQL 14), it also notices within seconds
 * that we are gone.
 *
 * Every wait for the server ends: with an answer, with SIGINT or SIGTERM (the statement is
 * cancelled and fails with that outcome; the end of a transaction is never interrupted), or when
 * not a byte came for the statement's time and ten seconds more, or for as long as the options say
 * (the connection is given up).
 */
#ifndef SERVER_TRANSACTION_H
#define SERVER_TRANSACTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "server/query.h"
#include "server/server.h"
#include "server/statement.h"

typedef enum {
    TRANSACTION_READ,    /* repeatable read, read only: one snapshot for all its queries */
    TRANSACTION_WRITE,   /* read committed */
    TRANSACTION_SCRATCH, /* as WRITE, for temporary tables only: always rolled back */
} TransactionKind;

enum { COMPANIONS_MOST = 4 };

/* A statement that travels with BEGIN, and so costs no round trip of its own. */
typedef struct {
    const Statement *statement; /* gives rows */
    const SqlValue *values;
    Rows **rows; /* the caller's to release; NULL: they do not matter */
} Companion;

typedef struct {
    TransactionKind kind;
    int64_t lock_timeout_ms;      /* 0: 3 s */
    int64_t statement_timeout_ms; /* 0: 60 s */
    int64_t idle_timeout_ms;      /* 0: 60 s between two of our statements */
    int64_t silence_ms;      /* without a byte from the server; 0: the statement's time and 10 s */
    const Statement *before; /* what comes before the pins, and so before the snapshot is */
    size_t before_count;     /* taken: utility statements without values */
    const Companion *with;   /* what comes behind the pins */
    size_t with_count;       /* COMPANIONS_MOST */
    bool finishes;           /* it is short: signals wait for its end, or came before */
} TransactionOptions;

/* Connects anew when the connection was lost since, provided it leads to the same server.  When a
 * companion fails there is no transaction. */
bool transaction_begin(Server *server, const TransactionOptions *options, Error *error);

/* The id of the transaction in progress (pg_current_xact_id), as text. */
bool transaction_id(Server *server, Arena *arena, const char **xid, Error *error);

/* When the connection breaks while COMMIT is under way the outcome is OUTCOME_IN_DOUBT;
 * when the server refused it (a deferred error) nothing was committed. */
bool transaction_commit(Server *server, Error *error);

/* Does nothing when no transaction is open.  Never fails: a lost connection rolls back too. */
void transaction_rollback(Server *server);

/* Whether the failure may go away by itself: serialisation, deadlock, lock timeout. */
bool transaction_may_retry(const Error *error);

/*
 * Runs body inside a transaction and commits; when it fails with something that
 * transaction_may_retry, rolls back, sleeps with jitter and runs it again, up to attempts times.
 * body may run more than once.
 */
typedef bool TransactionBody(Server *server, void *context, Error *error);
bool transaction_run(Server *server, const TransactionOptions *options, int attempts,
                     TransactionBody *body, void *context, Error *error);

#endif
