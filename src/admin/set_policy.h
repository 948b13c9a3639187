/*
 * set_policy.h - which sets are kept, and why.
 *
 * Sets of one database and one kind (all but logs, with logs, some tables, masked) are counted
 * together, so that a set of one table never pushes out one of everything.  Ages are those that the
 * manifests say.  Whatever the rules say, these stay: pinned sets, the newest one of its kind, the
 * newest verified and the newest rehearsed one, those that are dated in the future (a clock was
 * wrong, or somebody wants old ones to go; they count for no rule), and those that cannot be read.
 */
#ifndef ADMIN_SET_POLICY_H
#define ADMIN_SET_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "file/sets.h"

typedef struct {
    int64_t last;   /* so many of the newest; 0: the rule is not there, as with all of them */
    int64_t daily;  /* the newest of so many days, UTC, on which there are sets */
    int64_t weekly; /* Monday to Sunday */
    int64_t monthly;
    int64_t yearly;
    int64_t within_ms; /* all that are not older */
} SetPolicy;

typedef struct {
    const SetEntry *entry;
    const char *reasons; /* "daily 2026-11-21, pinned"; NULL: it goes */
} SetFate;

/* One for each finished entry, in their order, which is that of sets_list; *count of them.
 * OUTCOME_USAGE when no rule is there: that would keep next to nothing. */
bool set_policy_apply(Arena *arena, const SetPolicy *policy, const SetEntries *entries, int64_t now,
                      SetFate **fates, size_t *count, Error *error);

#endif
