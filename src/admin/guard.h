/*
 * guard.h - what stops a change that could do harm.
 */
#ifndef ADMIN_GUARD_H
#define ADMIN_GUARD_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"
#include "operation/session.h"

/*
 * Before rows of the table are deleted: OUTCOME_REFUSED, naming the columns, when there are
 * columns that look like references to such rows (by name, by the values in them, or by a foreign
 * key, even from another schema), or, in the table itself, like references to another owner; that
 * are not among those we know, and were not accepted as "TABLE.COLUMN" ("SCHEMA.TABLE.COLUMN" in
 * another schema).  Runs inside a transaction.
 */
bool guard_references(Session *session, const char *table, const Words *accepted, Error *error);

/* Every --accept-column must name a column that is there; OUTCOME_USAGE otherwise. */
bool guard_accepted(Session *session, const Words *accepted, Error *error);

#endif
