/*
 * doubt.h - operations that an earlier run left behind, judged and healed.
 *
 * Without "prepared" in the journal nothing was ever committed.  With it, three witnesses are
 * heard: what the server says of the transaction, whether the rows are as before or as after
 * it, and whether this is the same cluster and timeline.  Only when they agree is the
 * operation brought to its end; otherwise nothing is touched.
 */
#ifndef OPERATION_DOUBT_H
#define OPERATION_DOUBT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/outcome.h"
#include "operation/session.h"

/* Whether some unfinished operation can only be judged by asking its server. */
bool doubt_needs_server(Session *session);

/*
 * Judges every unfinished operation whose process is dead: those of this database, and those
 * that need no database.  Says what it did on stderr.  OUTCOME_IN_DOUBT, with the evidence, when
 * the witnesses of one disagree; the others are healed all the same.
 */
bool doubt_heal(Session *session, Error *error);

/* The same for one operation, whoever holds its lock: for the run that has just lost its
 * connection.  *was_committed is set when true is returned. */
bool doubt_settle(Session *session, int64_t operation, bool *was_committed, Error *error);

/* What a person found out: ends a prepared operation without asking the server.
 * OUTCOME_REFUSED for one that is running, has ended, or was never prepared. */
bool doubt_decide(Session *session, int64_t operation, bool was_committed, Error *error);

#endif
