/* What a dead run left of a segment. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/csv.h"
#include "base/digest.h"
#include "base/text.h"
#include "file/archive_cut.h"
#include "file/archive_part.h"
#include "file/compress.h"
#include "file/file.h"
#include "file/unpacker.h"

enum { BUFFER_BYTES = 128 * 1024 };

static const char *draft_path(Arena *arena, const char *folder, const char *name)
{
    return arena_format(arena, "%s.part", path_join(arena, folder, name));
}

typedef struct {
    Arena *arena;
    ArchiveDraft *draft;
    Decompressor *decompressor;
    const char *path;
    int64_t offset; /* of what has been taken from the file */
} Scan;

static int64_t last_end(const ArchiveDraft *draft)
{
    return draft->marks.count == 0 ? draft->header_end
                                   : draft->marks.items[draft->marks.count - 1].end;
}

static void take_note(Scan *scan, const Bytes *note, int64_t end)
{
    ArchiveMark mark = {
        .note = arena_copy_span(scan->arena, note->data, note->size),
        .from = last_end(scan->draft),
        .to = end - COMPRESS_NOTE_HEAD - (int64_t) note->size,
        .end = end,
    };

    list_add(scan->arena, &scan->draft->marks, mark);
}

/* The first frame is the header, unless a note comes first. */
static void take_end(Scan *scan, int64_t end)
{
    if (scan->draft->header_end == 0 && scan->draft->marks.count == 0)
        scan->draft->header_end = end;
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
        int64_t here = scan->offset - (int64_t) input.size;
        if (what == UNPACKED_END)
            take_end(scan, here);
        else if (what == UNPACKED_NOTE)
            take_note(scan, &found, here);
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

bool archive_draft_read(Arena *arena, const char *folder, const char *name, ArchiveDraft *draft,
                        Error *error)
{
    Decompressor *decompressor CLEANUP(decompressor_release) = decompressor_new();
    const char *path = draft_path(arena, folder, name);
    int file CLEANUP(file_close) = file_open(path, O_RDONLY | O_NONBLOCK);
    Scan scan = {.arena = arena, .draft = draft, .decompressor = decompressor, .path = path};

    *draft = (ArchiveDraft){0};
    if (file < 0)
        return errno == ENOENT || file_fail(error, errno, "read", path);
    return scan_file(&scan, file, error);
}

static bool count_row(const SheetRow *row, void *context, Error *error)
{
    int64_t *rows = context;

    (void) row;
    (void) error;
    ++*rows;
    return true;
}

/* Nobody digested the CSV on its way: the file is read again. */
static bool read_back(Arena *arena, const PackedSource *source, PackedFacts *facts, Error *error)
{
    Arena *own CLEANUP(arena_release) = arena_new();
    Unpacker *unpacker CLEANUP(unpacker_release) = NULL;
    int64_t rows = 0;
    SheetReader *reader CLEANUP(sheet_reader_release) =
        sheet_reader_new(source->path, NULL, count_row, &rows);

    if (!unpacker_open(own, source, &unpacker, error) ||
        !unpacker_read_all(unpacker, reader, error))
        return false;
    *facts = unpacker_facts(unpacker, arena);
    facts->rows = rows;
    return true;
}

bool archive_draft_extract(Arena *arena, const char *folder, const char *name,
                           const ArchiveDraft *draft, size_t first, size_t count,
                           const char *to_folder, const char *to_name, PackedFacts *facts,
                           Error *error)
{
    ArchiveCut cut = {
        .draft = draft_path(arena, folder, name),
        .header_end = draft->header_end,
        .marks = draft->marks.items + first,
        .count = count,
        .folder = to_folder,
        .name = to_name,
    };

    *facts = (PackedFacts){0};
    if (count == 0 || draft->header_end == 0)
        return true;
    return archive_cut(arena, &cut, facts, error) &&
           read_back(arena, &(PackedSource){.path = path_join(arena, to_folder, to_name)}, facts,
                     error);
}

typedef struct {
    const char *path;
    Decompressor *decompressor;
    FileReader *reader;
    void *context;
} Rows;

static bool take_rows(void *context, const char *data, size_t size, Error *error)
{
    const Rows *rows = context;
    Bytes input = {data, size}, found;
    Unpacked what;

    do {
        if (!decompressor_next(rows->decompressor, &input, &what, &found, rows->path, error) ||
            (what == UNPACKED_DATA && !rows->reader(rows->context, found.data, found.size, error)))
            return false;
    } while (what != UNPACKED_NOTHING);
    return true;
}

bool archive_draft_rows(const char *folder, const char *name, const ArchiveDraft *draft,
                        size_t first, size_t count, FileReader *reader, void *context, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Decompressor *decompressor CLEANUP(decompressor_release) = decompressor_new();
    const char *path = draft_path(arena, folder, name);
    int file CLEANUP(file_close) = file_open(path, O_RDONLY);
    Rows rows = {path, decompressor, reader, context};

    if (file < 0)
        return file_fail(error, errno, "read", path);
    for (size_t at = first; at < first + count; at++) {
        const ArchiveMark *mark = &draft->marks.items[at];
        if (!file_read_range(file, path, mark->from, mark->to, take_rows, &rows, error))
            return false;
    }
    return true;
}

bool archive_draft_facts(Arena *arena, const char *folder, const char *name, PackedFacts *facts,
                         Error *error)
{
    PackedSource source = {.path = draft_path(arena, folder, name), .name = name};

    return read_back(arena, &source, facts, error);
}

bool archive_draft_forget(const char *folder, const char *name, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    return file_remove(draft_path(arena, folder, name), error);
}
