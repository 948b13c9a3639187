/*
 * archive_record.h - what the journal knows of the archives, to be held against the disk.
 *
 * The runs beside the files tell what is in an archive, but not that one of them is gone.  The
 * journal of the state folder has it all a second time, of every operation that has ended: until
 * then its runs are not written.  Without a journal there is nothing to hold against.
 */
#ifndef ADMIN_ARCHIVE_RECORD_H
#define ADMIN_ARCHIVE_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/archive.h"
#include "base/error.h"
#include "operation/session.h"

/* The archives as the journal knows them, with what this operation put into them (0: all did), in
 * the order of names and runs. */
bool archives_recorded(Session *session, int64_t operation, Archives *archives, Error *error);

/* Whether what a run put into its archive is told there. */
bool archive_run_is_there(const Session *session, const ArchiveRun *run);

#endif
