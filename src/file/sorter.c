#define _GNU_SOURCE /* O_TMPFILE */

#include "file/sorter.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/list.h"
#include "file/file.h"

/* Sixty-four sorted runs are merged at once: each gets a share of the memory to read ahead. */
enum { RUNS_MAX = 64, READ_AHEAD_MIN = 16 * 1024, HEAD_BYTES = 2 * sizeof(uint32_t) };

/* A record as it lies in memory and in the file: two sizes, key, data. */
typedef struct {
    uint32_t key_size;
    uint32_t data_size;
} Head;

/* Sorted records in the file, and where reading them is. */
typedef struct {
    off_t at; /* of what is not in the buffer yet */
    off_t end;
    char *buffer;
    size_t size; /* of the buffer */
    size_t used; /* bytes in it */
    size_t next; /* the record at hand */
    bool is_over;
} Run;

struct Sorter {
    const char *folder;
    size_t memory_bytes;
    char *block; /* records that are not sorted yet */
    size_t block_size;
    size_t block_used;
    Arena *arena;
    LIST(size_t) places; /* of the records in the block */
    size_t next;         /* place that is to be given, when all is in memory */
    int file;            /* -1: none yet */
    off_t file_end;
    Run runs[RUNS_MAX];
    size_t run_count;
    size_t given; /* the run whose record was given last, or RUNS_MAX */
    bool is_reading;
};

int sorter_compare(const char *left, size_t left_size, const char *right, size_t right_size)
{
    int order = memcmp(left, right, left_size < right_size ? left_size : right_size);

    return order != 0 ? order : (left_size > right_size) - (left_size < right_size);
}

static SorterRecord record_at(const char *at)
{
    Head head;

    memcpy(&head, at, sizeof head);
    return (SorterRecord){at + HEAD_BYTES, head.key_size, at + HEAD_BYTES + head.key_size,
                          head.data_size};
}

static size_t record_size(const char *at)
{
    SorterRecord record = record_at(at);

    return HEAD_BYTES + record.key_size + record.data_size;
}

static int compare_at(const char *left, const char *right)
{
    SorterRecord a = record_at(left), b = record_at(right);

    return sorter_compare(a.key, a.key_size, b.key, b.key_size);
}

static char *resized(char *memory, size_t size)
{
    memory = realloc(memory, size);
    if (memory == NULL)
        arena_exhausted();
    return memory;
}

Sorter *sorter_new(const char *folder, size_t memory_bytes)
{
    Sorter *sorter = calloc(1, sizeof *sorter);

    if (sorter == NULL)
        arena_exhausted();
    sorter->folder = folder;
    sorter->memory_bytes = memory_bytes;
    sorter->arena = arena_new();
    sorter->file = -1;
    sorter->given = RUNS_MAX;
    return sorter;
}

static void release_runs(Sorter *sorter)
{
    for (size_t at = 0; at < sorter->run_count; at++)
        free(sorter->runs[at].buffer);
    sorter->run_count = 0;
}

void sorter_release(Sorter **sorter)
{
    if (*sorter == NULL)
        return;
    release_runs(*sorter);
    file_close(&(*sorter)->file);
    arena_release(&(*sorter)->arena);
    free((*sorter)->block);
    free(*sorter);
    *sorter = NULL;
}

/* Sorting what is in memory. */

static int by_key(const void *left, const void *right, void *block)
{
    size_t a = *(const size_t *) left, b = *(const size_t *) right;
    int order = compare_at((const char *) block + a, (const char *) block + b);

    return order != 0 ? order : (a > b) - (a < b);
}

static void sort_block(Sorter *sorter)
{
    if (sorter->places.count > 0)
        qsort_r(sorter->places.items, sorter->places.count, sizeof *sorter->places.items, by_key,
                sorter->block);
}

/* Writing runs. */

static bool open_file(Sorter *sorter, Error *error)
{
    char name[4096];

    if (sorter->file >= 0)
        return true;
    sorter->file = open(sorter->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (sorter->file >= 0)
        return true;
    /* Not every file system can do that. */
    snprintf(name, sizeof name, "%s/.sorting-XXXXXX", sorter->folder);
    sorter->file = mkostemp(name, O_CLOEXEC);
    if (sorter->file < 0)
        return file_fail(error, errno, "make a temporary file in", sorter->folder);
    unlink(name);
    return true;
}

/* Blocks of a run on their way to the file. */
typedef struct {
    Sorter *sorter;
    char *buffer;
    size_t used;
    off_t begin;
} Writing;

enum { WRITE_BYTES = 256 * 1024 };

static bool write_out(Writing *writing, Error *error)
{
    Sorter *sorter = writing->sorter;

    if (lseek(sorter->file, sorter->file_end, SEEK_SET) < 0)
        return file_fail(error, errno, "write a temporary file in", sorter->folder);
    if (!file_write(sorter->file, sorter->folder, writing->buffer, writing->used, error))
        return false;
    sorter->file_end += (off_t) writing->used;
    writing->used = 0;
    return true;
}

static bool write_record(Writing *writing, const char *record, size_t size, Error *error)
{
    if (writing->used + size > WRITE_BYTES && !write_out(writing, error))
        return false;
    if (size > WRITE_BYTES) {
        Writing apart = {
            .sorter = writing->sorter, .buffer = (char *) (uintptr_t) record, .used = size};
        return write_out(&apart, error);
    }
    memcpy(writing->buffer + writing->used, record, size);
    writing->used += size;
    return true;
}

static void free_buffer(Writing *writing)
{
    free(writing->buffer);
}

static bool begin_writing(Sorter *sorter, Writing *writing, Error *error)
{
    if (!open_file(sorter, error))
        return false;
    writing->sorter = sorter;
    writing->buffer = resized(NULL, WRITE_BYTES);
    writing->begin = sorter->file_end;
    return true;
}

static bool end_writing(Writing *writing, Error *error)
{
    Sorter *sorter = writing->sorter;

    if (!write_out(writing, error))
        return false;
    sorter->runs[sorter->run_count++] = (Run){.at = writing->begin, .end = sorter->file_end};
    return true;
}

static bool write_block(Sorter *sorter, Error *error)
{
    Writing writing CLEANUP(free_buffer) = {0};

    sort_block(sorter);
    if (!begin_writing(sorter, &writing, error))
        return false;
    for (size_t at = 0; at < sorter->places.count; at++) {
        const char *record = sorter->block + sorter->places.items[at];
        if (!write_record(&writing, record, record_size(record), error))
            return false;
    }
    sorter->places.count = 0;
    sorter->block_used = 0;
    return end_writing(&writing, error);
}

/* Reading runs. */

static bool read_more(Sorter *sorter, Run *run, Error *error)
{
    size_t left = run->used - run->next, room;

    memmove(run->buffer, run->buffer + run->next, left);
    run->next = 0;
    run->used = left;
    room = run->size - left;
    if ((off_t) room > run->end - run->at)
        room = (size_t) (run->end - run->at);
    while (room > 0) {
        ssize_t count = pread(sorter->file, run->buffer + run->used, room, run->at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return file_fail(error, count < 0 ? errno : EIO, "read a temporary file in",
                             sorter->folder);
        run->at += count;
        run->used += (size_t) count;
        room -= (size_t) count;
    }
    return true;
}

/* Makes sure that the record at hand is in the buffer as a whole. */
static bool load_record(Sorter *sorter, Run *run, Error *error)
{
    size_t left = run->used - run->next;

    if (left == 0 && run->at == run->end) {
        run->is_over = true;
        return true;
    }
    if (left < HEAD_BYTES && !read_more(sorter, run, error))
        return false;
    size_t size = record_size(run->buffer + run->next);
    if (size > run->size) {
        run->buffer = resized(run->buffer, size);
        run->size = size;
    }
    return run->used - run->next >= size || read_more(sorter, run, error);
}

static bool open_runs(Sorter *sorter, Error *error)
{
    size_t share = sorter->memory_bytes / (sorter->run_count + 1);

    if (share < READ_AHEAD_MIN)
        share = READ_AHEAD_MIN;
    for (size_t at = 0; at < sorter->run_count; at++) {
        Run *run = &sorter->runs[at];
        run->buffer = resized(NULL, share);
        run->size = share;
        if (!load_record(sorter, run, error))
            return false;
    }
    sorter->given = RUNS_MAX;
    return true;
}

/* The run with the smallest record, or RUNS_MAX when all are over. */
static size_t smallest(const Sorter *sorter)
{
    size_t best = RUNS_MAX;

    for (size_t at = 0; at < sorter->run_count; at++) {
        const Run *run = &sorter->runs[at];
        if (!run->is_over && (best == RUNS_MAX ||
                              compare_at(run->buffer + run->next,
                                         sorter->runs[best].buffer + sorter->runs[best].next) < 0))
            best = at;
    }
    return best;
}

/* *record is NULL at the end; it lives until the next call. */
static bool next_of_runs(Sorter *sorter, const char **record, Error *error)
{
    if (sorter->given < RUNS_MAX) {
        Run *run = &sorter->runs[sorter->given];
        run->next += record_size(run->buffer + run->next);
        if (!load_record(sorter, run, error))
            return false;
    }
    sorter->given = smallest(sorter);
    *record = sorter->given == RUNS_MAX
                  ? NULL
                  : sorter->runs[sorter->given].buffer + sorter->runs[sorter->given].next;
    return true;
}

/* Too many runs become one; the space of the old ones is given back only at the end. */
static bool merge_runs(Sorter *sorter, Error *error)
{
    Writing writing CLEANUP(free_buffer) = {0};
    const char *record;

    if (!open_runs(sorter, error) || !begin_writing(sorter, &writing, error))
        return false;
    for (;;) {
        if (!next_of_runs(sorter, &record, error))
            return false;
        if (record == NULL)
            break;
        if (!write_record(&writing, record, record_size(record), error))
            return false;
    }
    release_runs(sorter);
    return end_writing(&writing, error);
}

/* Adding. */

static bool make_room(Sorter *sorter, size_t size, Error *error)
{
    size_t most = sorter->memory_bytes;

    if (sorter->places.count > 0 &&
        sorter->block_used + size + (sorter->places.count + 1) * sizeof(size_t) > most) {
        if (!write_block(sorter, error) ||
            (sorter->run_count == RUNS_MAX && !merge_runs(sorter, error)))
            return false;
    }
    if (sorter->block_used + size > sorter->block_size) {
        size_t wanted = sorter->block_size == 0 ? 64 * 1024 : 2 * sorter->block_size;
        if (wanted > most)
            wanted = most;
        if (wanted < sorter->block_used + size)
            wanted = sorter->block_used + size;
        sorter->block = resized(sorter->block, wanted);
        sorter->block_size = wanted;
    }
    return true;
}

bool sorter_add(Sorter *sorter, const SorterRecord *record, Error *error)
{
    Head head = {(uint32_t) record->key_size, (uint32_t) record->data_size};
    size_t size = HEAD_BYTES + record->key_size + record->data_size;

    assert(!sorter->is_reading && record->key_size <= UINT32_MAX &&
           record->data_size <= UINT32_MAX);
    if (!make_room(sorter, size, error))
        return false;
    char *at = sorter->block + sorter->block_used;
    memcpy(at, &head, sizeof head);
    if (record->key_size > 0)
        memcpy(at + HEAD_BYTES, record->key, record->key_size);
    if (record->data_size > 0)
        memcpy(at + HEAD_BYTES + record->key_size, record->data, record->data_size);
    list_add(sorter->arena, &sorter->places, sorter->block_used);
    sorter->block_used += size;
    return true;
}

/* Taking. */

static bool begin_reading(Sorter *sorter, Error *error)
{
    sorter->is_reading = true;
    if (sorter->run_count == 0) {
        sort_block(sorter);
        return true;
    }
    if (sorter->places.count > 0 && !write_block(sorter, error))
        return false;
    free(sorter->block);
    sorter->block = NULL;
    return open_runs(sorter, error);
}

bool sorter_next(Sorter *sorter, SorterRecord *record, bool *has_record, Error *error)
{
    const char *found = NULL;

    if (!sorter->is_reading && !begin_reading(sorter, error))
        return false;
    if (sorter->run_count > 0) {
        if (!next_of_runs(sorter, &found, error))
            return false;
    } else if (sorter->next < sorter->places.count) {
        found = sorter->block + sorter->places.items[sorter->next++];
    }
    *has_record = found != NULL;
    if (found != NULL)
        *record = record_at(found);
    return true;
}
