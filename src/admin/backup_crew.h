/*
 * backup_crew.h - several connections, each taking the next share that nobody reads yet.
 *
 * The inside of backup_files.
 */
#ifndef ADMIN_BACKUP_CREW_H
#define ADMIN_BACKUP_CREW_H

#include <stdbool.h>

#include "admin/backup_files.h"
#include "base/error.h"
#include "base/list.h"
#include "file/set.h"
#include "server/statement.h"

/* What becomes one file. */
typedef struct {
    const BackupTable *table;
    Statement statement;
    bool is_sorted;
    const char *from; /* places in the table; NULL: all of it */
    const char *until;
    const char *file;
    SetFile made; /* filled by whoever read it */
} BackupShare;

typedef LIST(BackupShare) BackupShares;

bool backup_crew_run(const BackupFiles *request, BackupShares *shares, Error *error);

#endif
