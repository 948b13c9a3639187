/*
 * brief_lock.h - an exclusive lock on a table that others are using: waited for shortly, again and
 * again.
 *
 * Whoever waits for such a lock keeps everybody else waiting behind it. So the first waits are
 * short, with pauses in between in which the others go on; they grow, because autovacuum gives way
 * only to one who waits longer than deadlock_timeout, a second.
 */
#ifndef OPERATION_BRIEF_LOCK_H
#define OPERATION_BRIEF_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* One transaction that waits for its locks no longer than that. */
typedef bool BriefLockAttempt(void *context, int64_t lock_timeout_ms, Error *error);

/* Tries about fifteen times within a minute.  *is_busy: the lock could not be had, or a signal
 * asked to stop; nothing is changed then. what is for the log. */
bool brief_lock(const char *what, BriefLockAttempt *attempt, void *context, bool *is_busy,
                Error *error);

#endif
