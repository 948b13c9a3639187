/*
 * backup.h - a set of CSV files that shows the database at one instant.
 *
 * A lock that every SELECT takes keeps the tables as they are, one snapshot is shared by all
 * connections, and the set gets its name when all of it is on disk.  Works on a standby and for a
 * role that may only read.
 */
#ifndef ADMIN_BACKUP_H
#define ADMIN_BACKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/backup_tables.h"
#include "base/error.h"
#include "file/packer.h"
#include "file/set.h"
#include "file/sets.h"
#include "operation/session.h"

typedef struct {
    BackupChoice choice;
    int64_t jobs; /* connections, one at least */
    Packing packing;
    bool mask;                  /* secrets and personal data become placeholders */
    bool without_credentials;   /* what lets somebody in is left out */
    const char *purpose;        /* of the set: NULL, or "before a restore" */
    void (*tell)(int64_t rows); /* so many more rows are read, now and then; may be NULL */
} BackupRequest;

typedef struct {
    const char *folder;
    Set set;
    Words credentials; /* what in it lets somebody in, and is not encrypted: "3 open invitations" */
    int64_t operation;
    int64_t duration_ms;
} BackupResult;

/* All memory is the session's, a SESSION_SAVES. */
bool backup_create(Session *session, const BackupRequest *request, BackupResult *result,
                   Error *error);

/*
 * For work that needs a set of what it is about to replace: reads over the session's connection,
 * in the open transaction, and finishes the draft.  operation is the one it belongs to.
 */
bool backup_within(Session *session, const BackupRequest *request, int64_t operation,
                   SetDraft *draft, BackupResult *result, Error *error);

/* The database as it is now, for a comparison: the draft is filled and not finished, and the
 * journal does not hear of it. */
bool backup_draft(Session *session, const BackupRequest *request, SetDraft *draft, Set *set,
                  Error *error);

#endif
