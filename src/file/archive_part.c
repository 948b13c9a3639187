#include "file/archive_part.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/text.h"
#include "file/compress.h"
#include "file/file.h"
#include "file/steady.h"

enum { BUFFER_BYTES = 128 * 1024, NOTE_HEAD = 8 };

struct ArchivePart {
    Arena *arena;
    const char *folder;
    const char *name;
    const char *const *columns;
    Packer *packer;
    ArchiveMarks marks; /* without their notes and facts */
    PackedFacts marked; /* as of the last mark */
    bool has_batch;     /* something was added since */
};

static const Packing PACKING = {.level = COMPRESS_LEVEL};

static const char *draft_path(Arena *arena, const char *folder, const char *name)
{
    return arena_format(arena, "%s.part", path_join(arena, folder, name));
}

static bool add_header(ArchivePart *part, Error *error)
{
    size_t count = 0;

    if (part->columns == NULL)
        return true;
    while (part->columns[count] != NULL)
        count++;
    return packer_add_header(part->packer, part->columns, count, error);
}

bool archive_part_create(Arena *arena, const char *folder, const char *name,
                         const char *const *columns, SheetReader *reader, ArchivePart **part,
                         Error *error)
{
    ArchivePart *made CLEANUP(archive_part_release) = arena_alloc(arena, sizeof *made);

    *made = (ArchivePart){.arena = arena, .folder = folder, .name = name, .columns = columns};
    if (!folder_make(folder, error) ||
        !packer_create(arena, folder, name, &PACKING, reader, &made->packer, error))
        return false;
    packer_keep_draft(made->packer);
    if (!folder_sync(folder, error) || !add_header(made, error))
        return false;
    *part = made;
    made = NULL;
    return true;
}

bool archive_part_add(ArchivePart *part, const char *rows, size_t size, Error *error)
{
    part->has_batch = true;
    return packer_add(part->packer, rows, size, error);
}

bool archive_part_settle(ArchivePart *part, Error *error)
{
    return packer_settle(part->packer, error);
}

PackedFacts archive_part_facts(const ArchivePart *part, Arena *arena)
{
    return packer_facts(part->packer, arena);
}

bool archive_part_mark(ArchivePart *part, const char *note, size_t size, Error *error)
{
    int64_t from = part->marks.count == 0 ? 0 : part->marks.items[part->marks.count - 1].end;

    if (!packer_mark(part->packer, note, size, error))
        return false;
    part->has_batch = false;
    part->marked = packer_facts(part->packer, part->arena);
    int64_t end = part->marked.file_bytes;
    list_add(part->arena, &part->marks,
             ((ArchiveMark){.from = from, .to = end - NOTE_HEAD - (int64_t) size, .end = end}));
    return true;
}

bool archive_part_rewind(ArchivePart *part, Error *error)
{
    part->has_batch = false;
    return packer_rewind(part->packer, error);
}

bool archive_part_unmark(ArchivePart *part, Error *error)
{
    assert(part->marks.count > 0 && !part->has_batch);
    if (!packer_unmark(part->packer, error))
        return false;
    part->marks.count--;
    part->marked = packer_facts(part->packer, part->arena);
    return true;
}

ArchiveMark archive_part_last(const ArchivePart *part)
{
    assert(part->marks.count > 0);
    return part->marks.items[part->marks.count - 1];
}

/* The final file. */

typedef struct {
    int from;
    int to;
    const char *path; /* of the one that is made */
    char *buffer;
    Digest *digest;
    int64_t bytes;
} Strip;

static bool copy_range(Strip *strip, const ArchiveMark *mark, Error *error)
{
    for (int64_t at = mark->from; at < mark->to;) {
        int64_t left = mark->to - at;
        size_t most = left < BUFFER_BYTES ? (size_t) left : BUFFER_BYTES;
        ssize_t count = pread(strip->from, strip->buffer, most, (off_t) at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return file_fail(error, count < 0 ? errno : EIO, "read the draft of", strip->path);
        if (!file_write(strip->to, strip->path, strip->buffer, (size_t) count, error))
            return false;
        steady_flush(strip->to, strip->bytes, count);
        digest_add(strip->digest, strip->buffer, (size_t) count);
        strip->bytes += count;
        at += count;
    }
    return true;
}

static bool strip_marks(Strip *strip, const ArchiveMark *marks, size_t count, Error *error)
{
    for (size_t at = 0; at < count; at++)
        if (!copy_range(strip, &marks[at], error))
            return false;
    if (fsync(strip->to) != 0)
        return file_fail(error, errno, "write", strip->path);
    return true;
}

/* Under a name of its own until it is whole. */
static bool make_final(Arena *arena, const char *folder, const char *name, const ArchiveMark *marks,
                       size_t count, PackedFacts *facts, Error *error)
{
    Arena *own CLEANUP(arena_release) = arena_new();
    Digest *digest CLEANUP(digest_release) = digest_new();
    const char *draft = draft_path(own, folder, name);
    const char *fresh = arena_format(own, "%s.new", path_join(own, folder, name));
    const char *final = path_join(own, folder, name);
    int from CLEANUP(file_close) = file_open(draft, O_RDONLY);
    int to CLEANUP(file_close) = file_open(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    Strip strip = {from, to, fresh, arena_alloc(own, BUFFER_BYTES), digest, 0};

    if (from < 0)
        return file_fail(error, errno, "open", draft);
    if (to < 0)
        return file_fail(error, errno, "create", fresh);
    if (!strip_marks(&strip, marks, count, error))
        return false;
    if (rename(fresh, final) != 0)
        return file_fail(error, errno, "rename", fresh);
    facts->file_bytes = strip.bytes;
    facts->file_sha256 = digest_hex(digest, arena);
    return folder_sync(folder, error);
}

bool archive_part_finish(ArchivePart *part, PackedFacts *facts, Error *error)
{
    if (part->has_batch && !archive_part_rewind(part, error))
        return false;
    *facts = part->marked;
    if (part->marks.count == 0 || part->columns == NULL)
        return true;
    return make_final(part->arena, part->folder, part->name, part->marks.items, part->marks.count,
                      facts, error);
}

void archive_part_release(ArchivePart **part)
{
    if (*part == NULL)
        return;
    packer_release(&(*part)->packer);
    *part = NULL;
}

/* What a dead run left behind. */

typedef struct {
    Arena *arena;
    ArchiveMarks *marks;
    Decompressor *decompressor;
    Digest *digest;
    const char *path;
    int64_t offset; /* of what has been taken from the file */
    int64_t lines;  /* of the CSV */
    int64_t csv_bytes;
    bool is_quoted;
} Scan;

static void take_data(Scan *scan, const Bytes *data)
{
    digest_add(scan->digest, data->data, data->size);
    scan->csv_bytes += (int64_t) data->size;
    for (size_t at = 0; at < data->size; at++) {
        scan->is_quoted ^= data->data[at] == '"';
        scan->lines += (data->data[at] == '\n') & !scan->is_quoted;
    }
}

static void take_note(Scan *scan, const Bytes *note, int64_t end)
{
    ArchiveMarks *marks = scan->marks;
    PackedFacts facts = {
        .rows = scan->lines > 0 ? scan->lines - 1 : 0,
        .csv_bytes = scan->csv_bytes,
        .csv_sha256 = digest_hex(scan->digest, scan->arena),
    };
    int64_t from = marks->count == 0 ? 0 : marks->items[marks->count - 1].end;

    list_add(scan->arena, marks,
             ((ArchiveMark){
                 .note = arena_copy_span(scan->arena, note->data, note->size),
                 .from = from,
                 .to = end - NOTE_HEAD - (int64_t) note->size,
                 .end = end,
                 .facts = facts,
             }));
}

/* False where the file is no longer whole, which is no failure: it is where the run died. */
static bool scan_block(Scan *scan, const char *data, size_t size)
{
    Bytes input = {data, size}, found;
    Unpacked what;
    Error damage = {0};

    scan->offset += (int64_t) size;
    do {
        if (!decompressor_next(scan->decompressor, &input, &what, &found, scan->path, &damage))
            return false;
        if (what == UNPACKED_DATA)
            take_data(scan, &found);
        else if (what == UNPACKED_NOTE)
            take_note(scan, &found, scan->offset - (int64_t) input.size);
    } while (what != UNPACKED_NOTHING);
    return true;
}

static bool scan_file(Scan *scan, int file, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    char *buffer = arena_alloc(arena, BUFFER_BYTES);

    for (;;) {
        ssize_t count = read(file, buffer, BUFFER_BYTES);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return file_fail(error, errno, "read", scan->path);
        if (count == 0 || !scan_block(scan, buffer, (size_t) count))
            return true;
    }
}

bool archive_part_read(Arena *arena, const char *folder, const char *name, ArchiveMarks *marks,
                       Error *error)
{
    Decompressor *decompressor CLEANUP(decompressor_release) = decompressor_new();
    Digest *digest CLEANUP(digest_release) = digest_new();
    const char *path = draft_path(arena, folder, name);
    int file CLEANUP(file_close) = file_open(path, O_RDONLY | O_NONBLOCK);

    *marks = (ArchiveMarks){0};
    if (file < 0)
        return errno == ENOENT || file_fail(error, errno, "read", path);

    Scan scan = {
        .arena = arena,
        .marks = marks,
        .decompressor = decompressor,
        .digest = digest,
        .path = path,
    };
    return scan_file(&scan, file, error);
}

bool archive_part_recover(Arena *arena, const char *folder, const char *name,
                          const ArchiveMarks *marks, size_t count, PackedFacts *facts, Error *error)
{
    *facts = count == 0 ? (PackedFacts){0} : marks->items[count - 1].facts;
    if (facts->csv_bytes == 0)
        return true;
    return make_final(arena, folder, name, marks->items, count, facts, error);
}

bool archive_part_forget(const char *folder, const char *name, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    return file_remove(draft_path(arena, folder, name), error);
}
