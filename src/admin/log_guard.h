/*
 * log_guard.h - what keeps requests from being pruned: money that would be known nowhere any more.
 */
#ifndef ADMIN_LOG_GUARD_H
#define ADMIN_LOG_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/log_walk.h"
#include "base/error.h"
#include "operation/session.h"

/* A day whose daily totals have less than its requests. */
typedef struct {
    const char *day;
    int64_t requests;         /* in the log */
    int64_t missing_requests; /* that no daily table has */
    double missing_spend;     /* dollars */
} UncoveredDay;

/* Whether this database has daily totals at all. */
bool log_guard_has_totals(const Session *session);

/*
 * Holds the totals of a day against its requests; *is_covered is false when they lack some.
 * Requests of neither a user nor a team are in no daily table of most versions: they count as
 * covered when has_ledger says that the ledger takes them.  In a transaction of its own; *found is
 * filled in the arena.
 */
bool log_guard_day(Session *session, Arena *arena, const LogDay *day, bool has_ledger,
                   bool *is_covered, UncoveredDay *found, Error *error);

/* The longest window of a budget, as LiteLLM writes it ("30d"), and how many milliseconds ago it
 * may have begun (31 days); NULL and 0 when there is none.  Runs inside a transaction. */
bool log_guard_longest_window(Session *session, const char **window, int64_t *milliseconds,
                              Error *error);

/* "30d", "24h", "1mo": LiteLLM's durations; a month is 30 days. 0 for what is none. */
int64_t log_guard_duration(const char *text);

#endif
