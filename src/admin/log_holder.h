/*
 * log_holder.h - who keeps dead rows from being removed.
 */
#ifndef ADMIN_LOG_HOLDER_H
#define ADMIN_LOG_HOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "operation/session.h"

typedef struct {
    const char *name;     /* "session 123 litellm report", "replication slot standby"; NULL: none */
    const char *since;    /* UTC; NULL: not known */
    int64_t since_us;     /* the same as an instant; 0: not known */
    int64_t transactions; /* that have begun since the oldest that it still sees */
} LogHolder;

/* The one that holds back most of the tables' rows.  In a transaction of its own. */
bool log_holder_read(Session *session, Arena *arena, LogHolder *holder, Error *error);

/* Whether its snapshot is older than an instant, as far as that is known, and than so many
 * transactions: what was deleted since then stays. */
bool log_holder_is_older(const LogHolder *holder, int64_t instant, int64_t transactions);

/* "session 123 litellm report since 2026-11-01 03:00:00 UTC" */
const char *log_holder_words(Arena *arena, const LogHolder *holder);

#endif
