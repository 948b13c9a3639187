#include "file/unpacker.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/ring.h"
#include "base/text.h"
#include "base/worker.h"
#include "file/compress.h"
#include "file/file.h"
#include "file/program.h"

enum { BLOCK_BYTES = 256 * 1024, BLOCK_COUNT = 4, READ_BYTES = 128 * 1024 };

struct Unpacker {
    Arena *arena;
    const char *path;
    Ring *ring;
    Worker *worker;

    /* The worker's, and the caller's own after the end. */
    Arena *own;
    char *buffer;
    int file;
    int source;                 /* where bytes come from: the file, or the pipe of age */
    int64_t left;               /* that may still be read; negative: all */
    Program *age;               /* NULL: not encrypted */
    Decompressor *decompressor; /* NULL: not compressed */
    Digest *csv;
    Digest *packed; /* of what was read, when that is not the CSV */
    int64_t csv_bytes;
    int64_t file_bytes;
};

/* The worker. */

static bool put(Unpacker *unpacker, const char *data, size_t size, Error *error)
{
    digest_add(unpacker->csv, data, size);
    unpacker->csv_bytes += (int64_t) size;
    return ring_put(unpacker->ring, data, size, error);
}

static bool unpack(Unpacker *unpacker, const char *data, size_t size, Error *error)
{
    Bytes input = {data, size}, found;
    Unpacked what;

    unpacker->file_bytes += (int64_t) size;
    if (unpacker->decompressor == NULL)
        return put(unpacker, data, size, error);
    digest_add(unpacker->packed, data, size);
    do {
        if (!decompressor_next(unpacker->decompressor, &input, &what, &found, unpacker->path,
                               error) ||
            (what == UNPACKED_DATA && !put(unpacker, found.data, found.size, error)))
            return false;
    } while (what != UNPACKED_NOTHING);
    return true;
}

static bool read_some(Unpacker *unpacker, size_t *size, Error *error)
{
    size_t most = READ_BYTES;
    ssize_t count;

    if (unpacker->left >= 0 && unpacker->left < (int64_t) most)
        most = (size_t) unpacker->left;
    do
        count = read(unpacker->source, unpacker->buffer, most);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return file_fail(error, errno, "read", unpacker->path);
    if (unpacker->left >= 0)
        unpacker->left -= count;
    *size = (size_t) count;
    return true;
}

static bool finish(Unpacker *unpacker, Error *error)
{
    if (unpacker->age != NULL && !program_finish(unpacker->age, error))
        return fail_hint(error, "The identity must be one of those that \"%s\" was encrypted to.",
                         unpacker->path);
    if (unpacker->decompressor == NULL || decompressor_is_between(unpacker->decompressor))
        return true;
    fail(error, OUTCOME_FILE_ERROR, "\"%s\" is damaged", unpacker->path);
    return fail_detail(error, "it ends in the middle of a frame of zstd");
}

static bool read_to_end(Unpacker *unpacker, Error *error)
{
    size_t size = 0;

    do {
        if (!read_some(unpacker, &size, error) || !unpack(unpacker, unpacker->buffer, size, error))
            return false;
    } while (size > 0);
    return finish(unpacker, error);
}

static void work(void *context)
{
    Unpacker *unpacker = context;
    Error error = {0};
    bool is_whole = read_to_end(unpacker, &error);

    ring_close(unpacker->ring, is_whole ? NULL : &error);
}

/* The caller's side. */

static bool start_age(Unpacker *unpacker, const PackedSource *source, Error *error)
{
    if (source->identity == NULL) {
        fail(error, OUTCOME_REFUSED, "\"%s\" is encrypted", source->path);
        return fail_hint(error, "Name the file with age's identity: --identity FILE, or "
                                "LITELLM_DBA_IDENTITY.");
    }
    const char *arguments[] = {"age", "--decrypt", "--identity", source->identity, NULL};
    if (!program_start(unpacker->arena, arguments, unpacker->file, -1, &unpacker->age, error))
        return false;
    unpacker->source = program_output(unpacker->age);
    return true;
}

/* "X.csv.zst.age": what was done last is undone first. */
static bool prepare(Unpacker *unpacker, const PackedSource *source, Error *error)
{
    const char *name = source->name == NULL ? source->path : source->name;
    const char *age = text_ends_with(name, ".age") ? name + strlen(name) - strlen(".age") : NULL;
    const char *end = age == NULL ? name + strlen(name) : age;
    const char *plain = arena_copy_span(unpacker->arena, name, (size_t) (end - name));

    if (source->offset > 0 && lseek(unpacker->file, (off_t) source->offset, SEEK_SET) < 0)
        return file_fail(error, errno, "read", source->path);
    if (text_ends_with(plain, ".zst"))
        unpacker->decompressor = decompressor_new();
    return age == NULL || start_age(unpacker, source, error);
}

bool unpacker_open(Arena *arena, const PackedSource *source, Unpacker **unpacker, Error *error)
{
    int file = file_open(source->path, O_RDONLY | O_NONBLOCK);

    if (file < 0)
        return file_fail(error, errno, "read", source->path);

    Unpacker *made CLEANUP(unpacker_release) = arena_alloc(arena, sizeof *made);
    *made = (Unpacker){
        .arena = arena,
        .path = arena_copy(arena, source->path),
        .own = arena_new(),
        .file = file,
        .source = file,
        .left = source->length > 0 ? source->length : -1,
        .csv = digest_new(),
        .packed = digest_new(),
    };
    made->buffer = arena_alloc(made->own, READ_BYTES);
    if (!prepare(made, source, error))
        return false;
    made->ring = ring_new(BLOCK_BYTES, BLOCK_COUNT);
    made->worker = worker_start(work, made);
    *unpacker = made;
    made = NULL;
    return true;
}

bool unpacker_next(Unpacker *unpacker, const char **data, size_t *size, Error *error)
{
    Error failure = {0};

    if (ring_take(unpacker->ring, data, size, &failure))
        return true;
    worker_join(&unpacker->worker);
    *size = 0;
    if (failure.outcome == OUTCOME_COMPLETED)
        return true;
    *error = failure;
    return false;
}

PackedFacts unpacker_facts(const Unpacker *unpacker, Arena *arena)
{
    const Digest *packed = unpacker->decompressor == NULL ? unpacker->csv : unpacker->packed;
    bool is_clear = unpacker->age == NULL;

    return (PackedFacts){
        .csv_bytes = unpacker->csv_bytes,
        .csv_sha256 = digest_hex(unpacker->csv, arena),
        .file_bytes = is_clear ? unpacker->file_bytes : 0,
        .file_sha256 = is_clear ? digest_hex(packed, arena) : NULL,
    };
}

void unpacker_release(Unpacker **unpacker)
{
    Unpacker *released = *unpacker;

    if (released == NULL)
        return;
    if (released->ring != NULL)
        ring_give_up(released->ring, NULL);
    worker_join(&released->worker);
    program_release(&released->age);
    file_close(&released->file);
    ring_release(&released->ring);
    decompressor_release(&released->decompressor);
    digest_release(&released->csv);
    digest_release(&released->packed);
    arena_release(&released->own);
    *unpacker = NULL;
}

bool unpacker_read_all(Unpacker *unpacker, SheetReader *reader, Error *error)
{
    const char *data;
    size_t size;

    for (;;) {
        if (!unpacker_next(unpacker, &data, &size, error))
            return false;
        if (size == 0)
            return sheet_reader_finish(reader, error);
        if (!sheet_reader_feed(reader, data, size, error))
            return false;
    }
}
