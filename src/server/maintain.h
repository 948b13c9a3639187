/*
 * maintain.h - VACUUM: the one kind of statement that cannot run inside a transaction block.
 *
 * So nothing can be pinned for it, and nothing may be: what a session sets outlives it, and behind
 * a pooler in transaction mode it would meet other clients. Therefore the statement names its
 * tables with their schema, and takes only locks that it gets at once (SKIP_LOCKED) instead of
 * a lock timeout.
 */
#ifndef SERVER_MAINTAIN_H
#define SERVER_MAINTAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "server/server.h"
#include "server/statement.h"

typedef struct {
    bool was_skipped;    /* somebody else holds a lock that it would have waited for */
    const char *warning; /* what the server warned of first, in the arena; NULL: nothing */
} Maintenance;

/* Outside a transaction.  The server is cancelled when it is not done within the time, or on a
 * signal. A role that may not do it gets a warning of the server's, and no failure. */
bool server_maintain(Server *server, Arena *arena, const Statement *statement, int64_t within_ms,
                     Maintenance *told, Error *error);

#endif
