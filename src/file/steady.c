/* Linux' own call; elsewhere the fsync at the end has to do. */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier): that is its name */
#include "file/steady.h"

#include <fcntl.h>

void steady_flush(int file, int64_t offset, int64_t size)
{
#ifdef SYNC_FILE_RANGE_WRITE
    (void) sync_file_range(file, offset, size, SYNC_FILE_RANGE_WRITE);
#else
    (void) file;
    (void) offset;
    (void) size;
#endif
}
