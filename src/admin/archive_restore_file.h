/*
 * archive_restore_file.h - a file of an archive made ready for the table as it is now.  For
 * admin/archive_restore*.c alone.
 */
#ifndef ADMIN_ARCHIVE_RESTORE_FILE_H
#define ADMIN_ARCHIVE_RESTORE_FILE_H

#include "admin/archive_restore.h"

typedef struct {
    ArchiveFilter filter;
    ChunkSource source;  /* points to the filter */
    PreimageFile staged; /* as stage_file makes it */
} RestoreFile;

bool restore_file(const ArchiveRestore *restore, Arena *arena, const ArchivedFile *archived,
                  RestoreFile *file, Error *error);

#endif
