/*
 * restore_guard.h - what stops a restore, and what is to be said before one.
 */
#ifndef ADMIN_RESTORE_GUARD_H
#define ADMIN_RESTORE_GUARD_H

#include <stdbool.h>

#include "admin/restore.h"
#include "base/error.h"

/* OUTCOME_REFUSED: the set was masked, or is encrypted and there is no identity. */
bool restore_guard_set(const Restore *restore, Error *error);

/* OUTCOME_REFUSED: the set has only some rows of a table, so it cannot take the table's place. */
bool restore_guard_parts(const Restore *restore, Error *error);

/* OUTCOME_REFUSED, unless told to leave it out: what the database cannot hold. */
bool restore_guard_losses(const Restore *restore, Error *error);

/* OUTCOME_FILE_ERROR: a file of the table is not what was written. */
bool restore_guard_table(const Restore *restore, const SetTable *table, Error *error);

/* The set's first file can be decrypted; its digest was proven before. */
bool restore_guard_identity(const Restore *restore, Error *error);

/* OUTCOME_REFUSED, unless told not to mind: a proxy is connected.  Inside a transaction. */
bool restore_guard_proxies(Restore *restore, Error *error);

/* Adds to the plan's warnings: versions, migrations, the key of encryption, what the set lacks.
 * Inside a transaction. */
bool restore_warn(Restore *restore, Error *error);

#endif
