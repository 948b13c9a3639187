/*
 * announce.h - an operation enters the journal.
 *
 * The lock of its process comes first, so that what is in the journal without an end and without
 * a lock is always a dead one's.
 */
#ifndef OPERATION_ANNOUNCE_H
#define OPERATION_ANNOUNCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "file/lock.h"
#include "operation/plan.h"
#include "operation/record.h"
#include "operation/session.h"

/* *operation is set as soon as "planned" is on disk; the caller releases *lock at the end. */
bool announce(Session *session, const Plan *plan, RecordStyle style, int64_t undoes, Lock **lock,
              int64_t *operation, Error *error);

#endif
