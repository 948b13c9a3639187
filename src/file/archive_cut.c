#include "file/archive_cut.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "file/file.h"
#include "file/steady.h"

enum { BUFFER_BYTES = 128 * 1024 };

typedef struct {
    int from;
    int to;
    const char *path; /* of the one that is made */
    char *buffer;
    Digest *digest;
    int64_t bytes;
} Work;

static bool copy_range(Work *work, int64_t from, int64_t to, Error *error)
{
    for (int64_t at = from; at < to;) {
        int64_t left = to - at;
        size_t most = left < BUFFER_BYTES ? (size_t) left : BUFFER_BYTES;
        ssize_t count = pread(work->from, work->buffer, most, (off_t) at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return file_fail(error, count < 0 ? errno : EIO, "read the segment for", work->path);
        if (!file_write(work->to, work->path, work->buffer, (size_t) count, error))
            return false;
        steady_flush(work->to, work->bytes, count);
        digest_add(work->digest, work->buffer, (size_t) count);
        work->bytes += count;
        at += count;
    }
    return true;
}

static bool copy_all(Work *work, const ArchiveCut *cut, Error *error)
{
    if (!copy_range(work, 0, cut->header_end, error))
        return false;
    for (size_t at = 0; at < cut->count; at++)
        if (!copy_range(work, cut->marks[at].from, cut->marks[at].to, error))
            return false;
    if (fsync(work->to) != 0)
        return file_fail(error, errno, "write", work->path);
    return true;
}

/* Under a name of its own until it is whole. */
bool archive_cut(Arena *arena, const ArchiveCut *cut, PackedFacts *facts, Error *error)
{
    Arena *own CLEANUP(arena_release) = arena_new();
    Digest *digest CLEANUP(digest_release) = digest_new();
    const char *final = path_join(own, cut->folder, cut->name);
    const char *fresh = arena_format(own, "%s.new", final);
    int from CLEANUP(file_close) = file_open(cut->draft, O_RDONLY);

    if (from < 0)
        return file_fail(error, errno, "open", cut->draft);
    if (!folder_make_unsynced(cut->folder, error))
        return false;
    int to CLEANUP(file_close) = file_open(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    if (to < 0)
        return file_fail(error, errno, "create", fresh);

    Work work = {from, to, fresh, arena_alloc(own, BUFFER_BYTES), digest, 0};
    if (!copy_all(&work, cut, error))
        return false;
    if (rename(fresh, final) != 0)
        return file_fail(error, errno, "rename", fresh);
    facts->file_bytes = work.bytes;
    facts->file_sha256 = digest_hex(digest, arena);
    return true;
}
