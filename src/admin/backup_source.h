/*
 * backup_source.h - where the rows of a set come from: server, snapshot, schema, sequences.
 *
 * All of it is read in the open transaction.
 */
#ifndef ADMIN_BACKUP_SOURCE_H
#define ADMIN_BACKUP_SOURCE_H

#include <stdbool.h>

#include "admin/backup_tables.h"
#include "base/error.h"
#include "base/text.h"
#include "file/set.h"
#include "operation/session.h"

/* OUTCOME_SERVER_ERROR when the schema is no longer the one that the session has read. */
bool backup_source_check(Session *session, Error *error);

/* Fills source, schema, foreign keys, sequences and migrations; *snapshot is for others to use. */
bool backup_source_read(Session *session, Set *set, const char **snapshot, Error *error);

/* "3 open invitations", when their tables are in the list. */
bool backup_source_credentials(Session *session, const BackupTables *tables, Words *credentials,
                               Error *error);

#endif
