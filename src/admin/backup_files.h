/*
 * backup_files.h - the rows of one snapshot into the files of a set.
 *
 * A small table is one file, sorted by its key.  A large one is read as it lies there, in shares of
 * its pages, so that several connections can read it at once and several threads restore it.  Each
 * connection has a thread of its own, the first one the caller's, and each file one more that
 * digests, compresses and writes.
 */
#ifndef ADMIN_BACKUP_FILES_H
#define ADMIN_BACKUP_FILES_H

#include <stddef.h>

#include "admin/backup_tables.h"
#include "base/error.h"
#include "file/packer.h"
#include "file/set.h"
#include "operation/session.h"
#include "server/server.h"

typedef struct {
    Session *session;
    const BackupTables *tables;
    Server *const *servers; /* each in a transaction that reads the same snapshot */
    size_t server_count;
    const Packing *packing;
    const char *folder;
    const SqlValue *values;     /* what the forms of the columns need; ends with a NULL name */
    void (*tell)(int64_t rows); /* so many more rows are read, now and then; may be NULL */
} BackupFiles;

/*
 * Every table of the list gets its files; made has as many elements, all memory is the session's.
 * The first failure stops all connections; what was written by then is the caller's to remove.
 */
bool backup_files_write(const BackupFiles *request, const SetTable **made, Error *error);

#endif
