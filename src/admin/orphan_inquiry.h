/*
 * orphan_inquiry.h - what every statement of a class of orphans is given.
 *
 * Everything hangs on one instant, taken when the inquiry starts: what has expired at the
 * plan has expired at the work.
 */
#ifndef ADMIN_ORPHAN_INQUIRY_H
#define ADMIN_ORPHAN_INQUIRY_H

#include <stdint.h>

#include "base/sql.h"
#include "operation/session.h"

typedef struct {
    Session *session;
    const SqlValue *values; /* ends with a NULL name */
    int64_t now;            /* microseconds, UTC */
} OrphanInquiry;

/* master_key: the proxy's, whose row is never an orphan; NULL when not known. */
OrphanInquiry orphans_inquire(Session *session, const char *master_key);

/* The same inquiry with another value for a name. */
OrphanInquiry inquiry_with(const OrphanInquiry *inquiry, const char *name, const char *value);

/* For plan and journal: all values, but without the digest of the master key. */
const SqlValue *inquiry_to_tell(const OrphanInquiry *inquiry);

#endif
