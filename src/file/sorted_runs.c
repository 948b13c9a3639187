#include "file/sorted_runs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "file/file.h"

/* Sixty-four sorted runs are merged at once: each gets a share of the memory to read ahead. */
enum {
    RUNS_MAX = 64,
    READ_AHEAD_MIN = 16 * 1024,
    WRITE_BYTES = 256 * 1024,
    PATH_SIZE = 4096,
    HEAD_BYTES = 2 * sizeof(uint32_t),
};

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

struct SortedRuns {
    const char *folder;
    size_t memory_bytes;
    int file; /* -1: none yet */
    off_t file_end;
    off_t begin; /* of the run that is being written */
    char *out;   /* what is on its way to the file */
    size_t out_used;
    Run runs[RUNS_MAX];
    size_t count;
    size_t given; /* the run whose record was given last, or RUNS_MAX */
    bool is_reading;
};

/* Records. */

size_t record_room(const SorterRecord *record)
{
    return HEAD_BYTES + record->key_size + record->data_size;
}

void record_put(char *at, const SorterRecord *record)
{
    const Head head = {(uint32_t) record->key_size, (uint32_t) record->data_size};

    memcpy(at, &head, sizeof head);
    if (record->key_size > 0)
        memcpy(at + HEAD_BYTES, record->key, record->key_size);
    if (record->data_size > 0)
        memcpy(at + HEAD_BYTES + record->key_size, record->data, record->data_size);
}

SorterRecord record_at(const char *at)
{
    Head head;

    memcpy(&head, at, sizeof head);
    return (SorterRecord){at + HEAD_BYTES, head.key_size, at + HEAD_BYTES + head.key_size,
                          head.data_size};
}

size_t record_size(const char *at)
{
    SorterRecord record = record_at(at);

    return record_room(&record);
}

int record_compare(const char *left, const char *right)
{
    SorterRecord a = record_at(left), b = record_at(right);

    return sorter_compare(a.key, a.key_size, b.key, b.key_size);
}

/* Making. */

static char *resized(char *memory, size_t size)
{
    memory = realloc(memory, size);
    if (memory == NULL)
        arena_exhausted();
    return memory;
}

SortedRuns *sorted_runs_new(const char *folder, size_t memory_bytes)
{
    SortedRuns *runs = calloc(1, sizeof *runs);

    if (runs == NULL)
        arena_exhausted();
    runs->folder = folder;
    runs->memory_bytes = memory_bytes;
    runs->file = -1;
    runs->given = RUNS_MAX;
    return runs;
}

static void release_buffers(SortedRuns *runs)
{
    for (size_t at = 0; at < runs->count; at++)
        free(runs->runs[at].buffer);
    runs->count = 0;
}

void sorted_runs_release(SortedRuns **runs)
{
    if (*runs == NULL)
        return;
    release_buffers(*runs);
    file_close(&(*runs)->file);
    free((*runs)->out);
    free(*runs);
    *runs = NULL;
}

/* Writing. */

/* Without a name from the beginning on: it is gone with the process. */
static bool open_file(SortedRuns *runs, Error *error)
{
    char name[PATH_SIZE];

    if (runs->file >= 0)
        return true;
    snprintf(name, sizeof name, "%s/.sorting-XXXXXX", runs->folder);
    runs->file = mkstemp(name);
    if (runs->file < 0)
        return file_fail(error, errno, "make a temporary file in", runs->folder);
    unlink(name);
    fcntl(runs->file, F_SETFD, FD_CLOEXEC);
    runs->out = resized(NULL, WRITE_BYTES);
    return true;
}

static bool write_bytes(SortedRuns *runs, const char *data, size_t size, Error *error)
{
    if (lseek(runs->file, runs->file_end, SEEK_SET) < 0)
        return file_fail(error, errno, "write a temporary file in", runs->folder);
    runs->file_end += (off_t) size;
    return file_write(runs->file, runs->folder, data, size, error);
}

static bool write_out(SortedRuns *runs, Error *error)
{
    size_t size = runs->out_used;

    runs->out_used = 0;
    return write_bytes(runs, runs->out, size, error);
}

static bool merge(SortedRuns *runs, Error *error);

bool sorted_runs_begin(SortedRuns *runs, Error *error)
{
    if (!open_file(runs, error) || (runs->count == RUNS_MAX && !merge(runs, error)))
        return false;
    runs->begin = runs->file_end;
    return true;
}

bool sorted_runs_add(SortedRuns *runs, const char *record, Error *error)
{
    size_t size = record_size(record);

    if (runs->out_used + size > WRITE_BYTES && !write_out(runs, error))
        return false;
    if (size > WRITE_BYTES)
        return write_bytes(runs, record, size, error);
    memcpy(runs->out + runs->out_used, record, size);
    runs->out_used += size;
    return true;
}

bool sorted_runs_end(SortedRuns *runs, Error *error)
{
    if (!write_out(runs, error))
        return false;
    runs->runs[runs->count++] = (Run){.at = runs->begin, .end = runs->file_end};
    return true;
}

/* Reading. */

static bool read_more(SortedRuns *runs, Run *run, Error *error)
{
    size_t left = run->used - run->next, room;

    memmove(run->buffer, run->buffer + run->next, left);
    run->next = 0;
    run->used = left;
    room = run->size - left;
    if ((off_t) room > run->end - run->at)
        room = (size_t) (run->end - run->at);
    while (room > 0) {
        ssize_t count = pread(runs->file, run->buffer + run->used, room, run->at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return file_fail(error, count < 0 ? errno : EIO, "read a temporary file in",
                             runs->folder);
        run->at += count;
        run->used += (size_t) count;
        room -= (size_t) count;
    }
    return true;
}

/* Makes sure that the record at hand is in the buffer as a whole. */
static bool load_record(SortedRuns *runs, Run *run, Error *error)
{
    size_t left = run->used - run->next;

    if (left == 0 && run->at == run->end) {
        run->is_over = true;
        return true;
    }
    if (left < HEAD_BYTES && !read_more(runs, run, error))
        return false;
    size_t size = record_size(run->buffer + run->next);
    if (size > run->size) {
        run->buffer = resized(run->buffer, size);
        run->size = size;
    }
    return run->used - run->next >= size || read_more(runs, run, error);
}

static bool open_runs(SortedRuns *runs, Error *error)
{
    size_t share = runs->memory_bytes / (runs->count + 1);

    if (share < READ_AHEAD_MIN)
        share = READ_AHEAD_MIN;
    for (size_t at = 0; at < runs->count; at++) {
        Run *run = &runs->runs[at];
        run->buffer = resized(NULL, share);
        run->size = share;
        if (!load_record(runs, run, error))
            return false;
    }
    runs->given = RUNS_MAX;
    return true;
}

/* The run with the smallest record, or RUNS_MAX when all are over. */
static size_t smallest(const SortedRuns *runs)
{
    size_t best = RUNS_MAX;

    for (size_t at = 0; at < runs->count; at++) {
        const Run *run = &runs->runs[at];
        if (!run->is_over && (best == RUNS_MAX ||
                              record_compare(run->buffer + run->next,
                                             runs->runs[best].buffer + runs->runs[best].next) < 0))
            best = at;
    }
    return best;
}

/* *record is NULL at the end; it lives until the next call. */
static bool next_of_runs(SortedRuns *runs, const char **record, Error *error)
{
    if (runs->given < RUNS_MAX) {
        Run *run = &runs->runs[runs->given];
        run->next += record_size(run->buffer + run->next);
        if (!load_record(runs, run, error))
            return false;
    }
    runs->given = smallest(runs);
    *record = runs->given == RUNS_MAX
                  ? NULL
                  : runs->runs[runs->given].buffer + runs->runs[runs->given].next;
    return true;
}

/* Too many runs become one; the space of the old ones is given back only at the end. */
static bool merge(SortedRuns *runs, Error *error)
{
    const char *record = NULL;

    runs->begin = runs->file_end;
    if (!open_runs(runs, error))
        return false;
    do {
        if (!next_of_runs(runs, &record, error) ||
            (record != NULL && !sorted_runs_add(runs, record, error)))
            return false;
    } while (record != NULL);
    release_buffers(runs);
    return sorted_runs_end(runs, error);
}

bool sorted_runs_next(SortedRuns *runs, const char **record, Error *error)
{
    if (!runs->is_reading && !open_runs(runs, error))
        return false;
    runs->is_reading = true;
    return next_of_runs(runs, record, error);
}
