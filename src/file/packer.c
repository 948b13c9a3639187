#include "file/packer.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/csv.h"
#include "base/digest.h"
#include "base/list.h"
#include "base/ring.h"
#include "base/text.h"
#include "base/worker.h"
#include "file/checksum.h"
#include "file/compress.h"
#include "file/file.h"
#include "file/program.h"
#include "file/steady.h"

enum { BLOCK_BYTES = 64 * 1024, BLOCK_COUNT = 32, WRITE_BYTES = 256 * 1024 };

/* How far the file is. */
typedef struct {
    Digest *csv;
    Digest *packed; /* of what is written, when that is not the CSV */
    int64_t rows;
    int64_t csv_bytes;
    int64_t file_bytes;
} Position;

struct Packer {
    Arena *arena;
    const char *draft; /* NAME.part */
    const char *final;
    Ring *ring;
    Worker *worker;
    Text *header; /* what packer_add_header writes */
    bool is_finished;
    bool keeps_draft;

    /* The worker's, and the caller's own when all is settled. */
    Arena *own;
    Text *out;
    Compressor *compressor; /* NULL: not compressed */
    Program *age;           /* NULL: not encrypted */
    int file;
    int target; /* where bytes go: the file, or the pipe to age */
    bool is_quoted;
    Position now;
    Position marked;
    Position marked_before;
    Position headed; /* what every section begins with */
};

const char *packing_name(Arena *arena, const char *stem, const Packing *packing)
{
    return arena_format(arena, "%s.csv%s%s", stem, packing->level > 0 ? ".zst" : "",
                        packing->recipients != NULL ? ".age" : "");
}

/* The worker. */

/* A line end inside quotes belongs to a value; doubled quotes cancel each other out. */
static void count_rows(Packer *packer, const char *data, size_t size)
{
    size_t at = sheet_find(data, size, '\n', &packer->is_quoted);

    while (at < size) {
        packer->now.rows++;
        at++;
        at += sheet_find(data + at, size - at, '\n', &packer->is_quoted);
    }
}

/* Who reads no more has said why. */
static bool fail_write(Packer *packer, Error *error)
{
    Error said = {0};

    if (packer->age != NULL && !program_finish(packer->age, &said))
        *error = said;
    return false;
}

static bool write_out(Packer *packer, Error *error)
{
    const char *data = text_value(packer->out);
    size_t size = text_length(packer->out);

    if (!file_write(packer->target, packer->draft, data, size, error))
        return fail_write(packer, error);
    if (packer->compressor != NULL)
        digest_add(packer->now.packed, data, size);
    if (packer->age == NULL)
        steady_flush(packer->file, packer->now.file_bytes, (int64_t) size);
    packer->now.file_bytes += (int64_t) size;
    text_clear(packer->out);
    return true;
}

static bool pack(Packer *packer, const char *data, size_t size, Error *error)
{
    digest_add(packer->now.csv, data, size);
    packer->now.csv_bytes += (int64_t) size;
    count_rows(packer, data, size);
    if (packer->compressor == NULL)
        text_add_span(packer->out, data, size);
    else
        compressor_add(packer->compressor, data, size, packer->out);
    return text_length(packer->out) < WRITE_BYTES || write_out(packer, error);
}

static void work(void *context)
{
    Packer *packer = context;
    const char *data;
    size_t size;
    Error error = {0};

    while (ring_take(packer->ring, &data, &size, &error))
        if (!pack(packer, data, size, &error)) {
            ring_give_up(packer->ring, &error);
            return;
        }
}

/* Making. */

static const char *const *age_arguments(Arena *arena, const char *const *recipients)
{
    Words words = {0};

    list_add(arena, &words, "age");
    list_add(arena, &words, "--encrypt");
    for (; *recipients != NULL; recipients++) {
        list_add(arena, &words, "--recipient");
        list_add(arena, &words, *recipients);
    }
    list_add(arena, &words, NULL);
    return words.items;
}

static bool start_age(Packer *packer, const Packing *packing, Error *error)
{
    if (packing->recipients == NULL)
        return true;
    if (!program_start(packer->arena, age_arguments(packer->arena, packing->recipients), -1,
                       packer->file, &packer->age, error))
        return false;
    packer->target = program_input(packer->age);
    return true;
}

bool packer_create(Arena *arena, const char *folder, const char *name, const Packing *packing,
                   Packer **packer, Error *error)
{
    const char *draft = arena_format(arena, "%s.part", path_join(arena, folder, name));
    int file = file_open(draft, O_RDWR | O_CREAT | O_EXCL);

    if (file < 0)
        return file_fail(error, errno, "create", draft);

    Packer *made CLEANUP(packer_release) = arena_alloc(arena, sizeof *made);
    *made = (Packer){
        .arena = arena,
        .draft = draft,
        .final = path_join(arena, folder, name),
        .header = text_new(arena),
        .own = arena_new(),
        .compressor = packing->level > 0 ? compressor_new(packing->level) : NULL,
        .file = file,
        .target = file,
        .now = {.csv = digest_new(), .packed = digest_new()},
        .marked = {.csv = digest_new(), .packed = digest_new()},
        .marked_before = {.csv = digest_new(), .packed = digest_new()},
        .headed = {.csv = digest_new(), .packed = digest_new()},
    };
    made->out = text_new(made->own);
    if (!start_age(made, packing, error))
        return false;
    made->ring = ring_new(BLOCK_BYTES, BLOCK_COUNT);
    made->worker = worker_start(work, made);
    *packer = made;
    made = NULL;
    return true;
}

/* Filling. */

bool packer_add(Packer *packer, const char *data, size_t size, Error *error)
{
    return ring_put(packer->ring, data, size, error);
}

/* Waits until all that was added has been dealt with. */
static bool settle(Packer *packer, Error *error)
{
    return ring_settle(packer->ring, error);
}

static void release_position(Position *position)
{
    digest_release(&position->csv);
    digest_release(&position->packed);
}

static void copy_position(Position *to, const Position *from)
{
    release_position(to);
    *to = *from;
    to->csv = digest_copy(from->csv);
    to->packed = digest_copy(from->packed);
}

/* A frame of its own, so that going back leaves it where it is. */
bool packer_add_header(Packer *packer, const char *const *columns, size_t count, Error *error)
{
    text_clear(packer->header);
    sheet_add_row(packer->header, columns, NULL, count, SHEET_QUOTE_NEEDED);
    if (!packer_add(packer, text_value(packer->header), text_length(packer->header), error) ||
        !settle(packer, error))
        return false;
    if (packer->compressor != NULL)
        compressor_end(packer->compressor, packer->out);
    if (!write_out(packer, error))
        return false;
    copy_position(&packer->marked, &packer->now);
    copy_position(&packer->marked_before, &packer->now);
    copy_position(&packer->headed, &packer->now);
    return true;
}

static bool sync_file(Packer *packer, Error *error)
{
    if (fdatasync(packer->file) == 0)
        return true;
    return file_fail(error, errno, "write", packer->draft);
}

bool packer_mark(Packer *packer, const char *note, size_t size, Error *error)
{
    assert(packer->compressor != NULL && packer->age == NULL);
    if (!settle(packer, error))
        return false;
    compressor_end(packer->compressor, packer->out);
    compress_note(note, size, packer->out);
    if (!write_out(packer, error) || !sync_file(packer, error))
        return false;
    copy_position(&packer->marked_before, &packer->marked);
    copy_position(&packer->marked, &packer->now);
    return true;
}

bool packer_rewind(Packer *packer, Error *error)
{
    if (!settle(packer, error))
        return false;
    if (packer->compressor != NULL)
        compressor_forget(packer->compressor);
    text_clear(packer->out);
    copy_position(&packer->now, &packer->marked);
    packer->is_quoted = false;
    if (ftruncate(packer->file, (off_t) packer->now.file_bytes) != 0 ||
        lseek(packer->file, 0, SEEK_END) < 0)
        return file_fail(error, errno, "shorten", packer->draft);
    return true;
}

/* The bytes of the file go on, those of the CSV begin anew. */
static void begin_csv(Position *position, const Position *header)
{
    digest_release(&position->csv);
    position->csv = digest_copy(header->csv);
    position->csv_bytes = header->csv_bytes;
    position->rows = header->rows;
}

void packer_section(Packer *packer)
{
    begin_csv(&packer->now, &packer->headed);
    begin_csv(&packer->marked, &packer->headed);
    begin_csv(&packer->marked_before, &packer->headed);
}

bool packer_unmark(Packer *packer, Error *error)
{
    copy_position(&packer->marked, &packer->marked_before);
    return packer_rewind(packer, error);
}

PackedFacts packer_facts(const Packer *packer, Arena *arena)
{
    return (PackedFacts){
        .rows = packer->now.rows > 0 ? packer->now.rows - 1 : 0,
        .csv_bytes = packer->now.csv_bytes,
        .csv_sha256 = digest_hex(packer->now.csv, arena),
        .file_bytes = packer->now.file_bytes,
        .file_sha256 =
            digest_hex(packer->compressor == NULL ? packer->now.csv : packer->now.packed, arena),
    };
}

int64_t packer_file_bytes(const Packer *packer)
{
    return packer->now.file_bytes;
}

/* Ending. */

static void stop_worker(Packer *packer)
{
    if (packer->worker == NULL)
        return;
    ring_close(packer->ring, NULL);
    worker_join(&packer->worker);
}

bool packer_finish(Packer *packer, PackedFacts *facts, Error *error)
{
    if (!settle(packer, error))
        return false;
    stop_worker(packer);
    if (packer->compressor != NULL)
        compressor_end(packer->compressor, packer->out);
    if (!write_out(packer, error) || (packer->age != NULL && !program_finish(packer->age, error)) ||
        !sync_file(packer, error))
        return false;
    *facts = packer_facts(packer, packer->arena);
    /* What age made of it nobody has seen yet. */
    if (packer->age != NULL && !checksum_file(packer->arena, packer->draft, &facts->file_bytes,
                                              &facts->file_sha256, error))
        return false;
    if (rename(packer->draft, packer->final) != 0)
        return file_fail(error, errno, "rename", packer->draft);
    packer->is_finished = true;
    return true;
}

void packer_keep_draft(Packer *packer)
{
    packer->keeps_draft = true;
}

void packer_release(Packer **packer)
{
    Packer *released = *packer;

    if (released == NULL)
        return;
    /* Told before it is waited for: what is still in the ring need not be written. */
    if (released->ring != NULL)
        ring_close(released->ring, NULL);
    worker_join(&released->worker);
    program_release(&released->age);
    if (!released->is_finished && !released->keeps_draft)
        unlink(released->draft);
    file_close(&released->file);
    ring_release(&released->ring);
    compressor_release(&released->compressor);
    release_position(&released->now);
    release_position(&released->marked);
    release_position(&released->marked_before);
    release_position(&released->headed);
    arena_release(&released->own);
    *packer = NULL;
}
