#include "file/part.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/csv.h"
#include "base/digest.h"
#include "base/text.h"
#include "file/checksum.h"
#include "file/file.h"

enum { BUFFER_BYTES = 256 * 1024 };

struct Part {
    Arena *arena;
    const char *draft;    /* NAME.part */
    const char *prepared; /* NAME.prepared */
    int file;             /* -1 once prepared */
    Text *buffer;
    Digest *digest;
    int64_t rows;
    int64_t bytes;
};

static const char *draft_path(Arena *arena, const char *folder, const char *name)
{
    return arena_format(arena, "%s.part", path_join(arena, folder, name));
}

static const char *prepared_path(Arena *arena, const char *folder, const char *name)
{
    return arena_format(arena, "%s.prepared", path_join(arena, folder, name));
}

bool part_create(Arena *arena, const char *folder, const char *name, Part **part, Error *error)
{
    const char *draft = draft_path(arena, folder, name);
    int file = file_open(draft, O_WRONLY | O_CREAT | O_EXCL);

    if (file < 0)
        return file_fail(error, errno, "create", draft);
    *part = arena_alloc(arena, sizeof **part);
    **part = (Part){
        .arena = arena,
        .draft = draft,
        .prepared = prepared_path(arena, folder, name),
        .file = file,
        .buffer = text_new(arena),
        .digest = digest_new(),
    };
    return true;
}

static bool put(Part *part, const char *data, size_t size, Error *error)
{
    digest_add(part->digest, data, size);
    part->bytes += (int64_t) size;
    return file_write(part->file, part->draft, data, size, error);
}

static bool flush(Part *part, Error *error)
{
    bool is_written = put(part, text_value(part->buffer), text_length(part->buffer), error);
    text_clear(part->buffer);
    return is_written;
}

static bool flush_when_full(Part *part, Error *error)
{
    return text_length(part->buffer) < BUFFER_BYTES || flush(part, error);
}

bool part_add_header(Part *part, const char *const *columns, size_t count, Error *error)
{
    assert(part->file >= 0 && part->rows == 0);
    sheet_add_row(part->buffer, columns, NULL, count, SHEET_QUOTE_NEEDED);
    return flush_when_full(part, error);
}

bool part_add_row(Part *part, const char *const *values, size_t count, Error *error)
{
    assert(part->file >= 0);
    sheet_add_row(part->buffer, values, NULL, count, SHEET_QUOTE_ALL);
    part->rows++;
    return flush_when_full(part, error);
}

bool part_add_block(Part *part, const char *data, size_t size, int64_t rows, Error *error)
{
    assert(part->file >= 0);
    part->rows += rows;
    if (size >= BUFFER_BYTES)
        return flush(part, error) && put(part, data, size, error);
    text_add_span(part->buffer, data, size);
    return flush_when_full(part, error);
}

int64_t part_rows(const Part *part)
{
    return part->rows;
}

bool part_prepare(Part *part, PartFacts *facts, Error *error)
{
    assert(part->file >= 0);
    if (!flush(part, error))
        return false;
    if (fsync(part->file) != 0)
        return file_fail(error, errno, "write", part->draft);
    if (rename(part->draft, part->prepared) != 0)
        return file_fail(error, errno, "rename", part->draft);
    file_close(&part->file);
    *facts = (PartFacts){
        .rows = part->rows,
        .bytes = part->bytes,
        .sha256 = digest_hex(part->digest, part->arena),
    };
    return true;
}

void part_release(Part **part)
{
    if (*part == NULL)
        return;
    if ((*part)->file >= 0)
        unlink((*part)->draft);
    file_close(&(*part)->file);
    digest_release(&(*part)->digest);
    *part = NULL;
}

PartStage part_stage(const char *folder, const char *name)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    if (file_exists(path_join(arena, folder, name)))
        return PART_FINAL;
    if (file_exists(prepared_path(arena, folder, name)))
        return PART_PREPARED;
    return file_exists(draft_path(arena, folder, name)) ? PART_WRITING : PART_ABSENT;
}

bool part_publish(const char *folder, const char *name, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *prepared = prepared_path(arena, folder, name);
    const char *final = path_join(arena, folder, name);

    if (file_exists(final)) {
        if (!file_exists(prepared))
            return true;
        fail(error, OUTCOME_FILE_ERROR, "\"%s\" is there already", final);
        return fail_detail(error, "\"%s\" was to get that name", prepared);
    }
    if (rename(prepared, final) != 0)
        return file_fail(error, errno, "rename", prepared);
    return true;
}

bool part_discard(const char *folder, const char *name, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    return file_remove(draft_path(arena, folder, name), error) &&
           file_remove(prepared_path(arena, folder, name), error);
}

const char *part_path(Arena *arena, const char *folder, const char *name)
{
    const char *final = path_join(arena, folder, name);
    return file_exists(final) ? final : prepared_path(arena, folder, name);
}

static bool read_strictly(int file, const char *path, SheetReader *reader, Digest *digest,
                          int64_t *bytes, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    char *buffer = arena_alloc(arena, BUFFER_BYTES);

    for (;;) {
        ssize_t count = read(file, buffer, BUFFER_BYTES);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return file_fail(error, errno, "read", path);
        if (count == 0)
            return sheet_reader_finish(reader, error);
        digest_add(digest, buffer, (size_t) count);
        *bytes += count;
        if (!sheet_reader_feed(reader, buffer, (size_t) count, error))
            return false;
    }
}

bool part_verify(const char *path, const PartFacts *facts, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    SheetReader *reader CLEANUP(sheet_reader_release) = sheet_reader_new(path, NULL, NULL, NULL);
    Digest *digest CLEANUP(digest_release) = digest_new();
    int file CLEANUP(file_close) = file_open(path, O_RDONLY | O_NONBLOCK);
    int64_t bytes = 0;

    if (file < 0) {
        file_fail(error, errno, "read", path);
        return checksum_hint(error);
    }
    if (!read_strictly(file, path, reader, digest, &bytes, error))
        return checksum_hint(error);
    return checksum_same_number(path, "bytes", bytes, facts->bytes, error) &&
           checksum_same_number(path, "rows", sheet_reader_rows(reader), facts->rows, error) &&
           checksum_same(path, digest_hex(digest, arena), facts->sha256, error);
}
