#include "file/disk.h"

#include <errno.h>
#include <sys/statvfs.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/text.h"
#include "file/file.h"

bool disk_free_bytes(const char *folder, int64_t *free_bytes, Error *error)
{
    struct statvfs facts;
    uint64_t block;

    while (statvfs(folder, &facts) != 0)
        if (errno != EINTR)
            return file_fail(error, errno, "ask for the free space of", folder);
    block = facts.f_frsize > 0 ? facts.f_frsize : facts.f_bsize;
    if (block > 0 && facts.f_bavail > INT64_MAX / block)
        *free_bytes = INT64_MAX;
    else
        *free_bytes = (int64_t) (facts.f_bavail * block);
    return true;
}

bool disk_require(const char *folder, int64_t needed_bytes, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    int64_t free_bytes = 0;

    if (!disk_free_bytes(folder, &free_bytes, error))
        return false;
    if (free_bytes >= needed_bytes)
        return true;
    fail(error, OUTCOME_FILE_ERROR, "not enough room on the disk of \"%s\"", folder);
    fail_detail(error, "%s are free, about %s are needed", text_bytes(arena, free_bytes),
                text_bytes(arena, needed_bytes));
    return fail_hint(error, "Nothing was changed. Make room there, or choose another folder with "
                            "--state.");
}
