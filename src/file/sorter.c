#include "file/sorter.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/list.h"
#include "file/sorted_runs.h"

enum { FIRST_BLOCK = 64 * 1024 };

struct Sorter {
    size_t memory_bytes;
    char *block; /* records that are not sorted yet */
    size_t block_size;
    size_t block_used;
    Arena *arena;
    LIST(size_t) places; /* of the records in the block */
    const char **order;  /* the records, sorted */
    size_t next;         /* that is to be given, when all is in memory */
    SortedRuns *runs;
    bool has_runs;
    bool is_reading;
};

int sorter_compare(const char *left, size_t left_size, const char *right, size_t right_size)
{
    int order = memcmp(left, right, left_size < right_size ? left_size : right_size);

    return order != 0 ? order : (left_size > right_size) - (left_size < right_size);
}

Sorter *sorter_new(const char *folder, size_t memory_bytes)
{
    Sorter *sorter = calloc(1, sizeof *sorter);

    if (sorter == NULL)
        arena_exhausted();
    sorter->memory_bytes = memory_bytes;
    sorter->arena = arena_new();
    sorter->runs = sorted_runs_new(folder, memory_bytes);
    return sorter;
}

static void release_block(Sorter *sorter)
{
    free(sorter->order);
    free(sorter->block);
    sorter->order = NULL;
    sorter->block = NULL;
}

void sorter_release(Sorter **sorter)
{
    if (*sorter == NULL)
        return;
    sorted_runs_release(&(*sorter)->runs);
    arena_release(&(*sorter)->arena);
    release_block(*sorter);
    free(*sorter);
    *sorter = NULL;
}

/* Sorting what is in memory. */

/* Records of equal keys lie in memory as they came. */
static int by_key(const void *left, const void *right)
{
    const char *a = *(const char *const *) left, *b = *(const char *const *) right;
    int order = record_compare(a, b);

    return order != 0 ? order : (a > b) - (a < b);
}

static void sort_block(Sorter *sorter)
{
    size_t count = sorter->places.count;

    free(sorter->order);
    sorter->order = calloc(count + 1, sizeof *sorter->order);
    if (sorter->order == NULL)
        arena_exhausted();
    for (size_t at = 0; at < count; at++)
        sorter->order[at] = sorter->block + sorter->places.items[at];
    qsort(sorter->order, count, sizeof *sorter->order, by_key);
}

static bool write_block(Sorter *sorter, Error *error)
{
    sort_block(sorter);
    if (!sorted_runs_begin(sorter->runs, error))
        return false;
    for (size_t at = 0; at < sorter->places.count; at++)
        if (!sorted_runs_add(sorter->runs, sorter->order[at], error))
            return false;
    sorter->places.count = 0;
    sorter->block_used = 0;
    sorter->has_runs = true;
    return sorted_runs_end(sorter->runs, error);
}

/* Adding. */

static void grow_block(Sorter *sorter, size_t needed)
{
    size_t wanted = sorter->block_size == 0 ? FIRST_BLOCK : 2 * sorter->block_size;

    if (needed <= sorter->block_size)
        return;
    if (wanted > sorter->memory_bytes)
        wanted = sorter->memory_bytes;
    sorter->block_size = wanted < needed ? needed : wanted;
    sorter->block = realloc(sorter->block, sorter->block_size);
    if (sorter->block == NULL)
        arena_exhausted();
}

/* Places take room as well. */
static bool is_full(const Sorter *sorter, size_t size)
{
    return sorter->places.count > 0 &&
           sorter->block_used + size + (sorter->places.count + 1) * sizeof(size_t) >
               sorter->memory_bytes;
}

bool sorter_add(Sorter *sorter, const SorterRecord *record, Error *error)
{
    size_t size = record_room(record);

    assert(!sorter->is_reading && record->key_size <= UINT32_MAX &&
           record->data_size <= UINT32_MAX);
    if (is_full(sorter, size) && !write_block(sorter, error))
        return false;
    grow_block(sorter, sorter->block_used + size);
    record_put(sorter->block + sorter->block_used, record);
    list_add(sorter->arena, &sorter->places, sorter->block_used);
    sorter->block_used += size;
    return true;
}

/* Taking. */

static bool begin_reading(Sorter *sorter, Error *error)
{
    sorter->is_reading = true;
    if (!sorter->has_runs) {
        sort_block(sorter);
        return true;
    }
    if (sorter->places.count > 0 && !write_block(sorter, error))
        return false;
    release_block(sorter);
    return true;
}

bool sorter_next(Sorter *sorter, SorterRecord *record, bool *has_record, Error *error)
{
    const char *found = NULL;

    if (!sorter->is_reading && !begin_reading(sorter, error))
        return false;
    if (sorter->has_runs) {
        if (!sorted_runs_next(sorter->runs, &found, error))
            return false;
    } else if (sorter->order != NULL && sorter->next < sorter->places.count) {
        found = sorter->order[sorter->next++];
    }
    *has_record = found != NULL;
    if (found != NULL)
        *record = record_at(found);
    return true;
}
