#include "file/archive_cut.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "file/file.h"
#include "file/steady.h"

typedef struct {
    int to;
    const char *path;
    Digest *digest;
    int64_t bytes;
} Work;

static bool write_piece(void *context, const char *data, size_t size, Error *error)
{
    Work *work = context;

    if (!file_write(work->to, work->path, data, size, error))
        return false;
    steady_flush(work->to, work->bytes, (int64_t) size);
    digest_add(work->digest, data, size);
    work->bytes += (int64_t) size;
    return true;
}

static bool copy_all(Work *work, const ArchiveCut *cut, int from, Error *error)
{
    if (!file_read_range(from, cut->draft, 0, cut->header_end, write_piece, work, error))
        return false;
    for (size_t at = 0; at < cut->count; at++) {
        const ArchiveMark *mark = &cut->marks[at];
        if (!file_read_range(from, cut->draft, mark->from, mark->to, write_piece, work, error))
            return false;
    }
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

    Work work = {to, fresh, digest, 0};
    if (!copy_all(&work, cut, from, error))
        return false;
    if (rename(fresh, final) != 0)
        return file_fail(error, errno, "rename", fresh);
    facts->file_bytes = work.bytes;
    facts->file_sha256 = digest_hex(digest, arena);
    return true;
}
