#include "base/ring.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

typedef struct {
    char *data;
    size_t size;
} Block;

struct Ring {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    Block *blocks;
    size_t block_bytes;
    size_t block_count;
    size_t filled;   /* blocks handed over since the beginning */
    size_t emptied;  /* blocks given back since the beginning */
    bool has_taken;  /* the consumer holds the block after the emptied ones */
    bool is_waiting; /* the consumer has asked for more and there is nothing */
    bool is_closed;
    bool is_given_up;
    Error failure;  /* of the producer */
    Error refusal;  /* of the consumer */
    size_t put_end; /* bytes in the block that is being filled; the producer's own */
};

/* Nothing that these calls can refuse happens here; if it does, it is our own mistake. */
static void must(int code)
{
    if (code != 0)
        abort();
}

static void lock(Ring *ring)
{
    must(pthread_mutex_lock(&ring->mutex));
}

static void unlock(Ring *ring)
{
    must(pthread_mutex_unlock(&ring->mutex));
}

static void wait(Ring *ring)
{
    must(pthread_cond_wait(&ring->changed, &ring->mutex));
}

static void tell(Ring *ring)
{
    must(pthread_cond_broadcast(&ring->changed));
}

Ring *ring_new(size_t block_bytes, size_t block_count)
{
    Ring *ring = calloc(1, sizeof *ring);

    assert(block_bytes > 0 && block_count >= 2);
    if (ring == NULL || (ring->blocks = calloc(block_count, sizeof *ring->blocks)) == NULL)
        arena_exhausted();
    ring->block_bytes = block_bytes;
    ring->block_count = block_count;
    for (size_t at = 0; at < block_count; at++)
        if ((ring->blocks[at].data = malloc(block_bytes)) == NULL)
            arena_exhausted();
    must(pthread_mutex_init(&ring->mutex, NULL));
    must(pthread_cond_init(&ring->changed, NULL));
    return ring;
}

void ring_release(Ring **ring)
{
    if (*ring == NULL)
        return;
    for (size_t at = 0; at < (*ring)->block_count; at++)
        free((*ring)->blocks[at].data);
    free((*ring)->blocks);
    must(pthread_cond_destroy(&(*ring)->changed));
    must(pthread_mutex_destroy(&(*ring)->mutex));
    free(*ring);
    *ring = NULL;
}

/* Producer. */

static bool refused(Ring *ring, Error *error)
{
    *error = ring->refusal;
    return false;
}

/* The mutex is held: true when there is a block to fill. */
static bool wait_for_room(Ring *ring)
{
    while (!ring->is_given_up && ring->filled - ring->emptied == ring->block_count)
        wait(ring);
    return !ring->is_given_up;
}

static bool has_room(Ring *ring, Error *error)
{
    lock(ring);
    bool has = wait_for_room(ring) || refused(ring, error);
    unlock(ring);
    return has;
}

static Block *filling(Ring *ring)
{
    return &ring->blocks[ring->filled % ring->block_count];
}

static void hand_over(Ring *ring)
{
    lock(ring);
    filling(ring)->size = ring->put_end;
    ring->put_end = 0;
    ring->filled++;
    ring->is_waiting = false;
    tell(ring);
    unlock(ring);
}

bool ring_put(Ring *ring, const char *data, size_t size, Error *error)
{
    while (size > 0) {
        if (ring->put_end == 0 && !has_room(ring, error))
            return false;
        size_t room = ring->block_bytes - ring->put_end;
        size_t piece = size < room ? size : room;
        memcpy(filling(ring)->data + ring->put_end, data, piece);
        ring->put_end += piece;
        data += piece;
        size -= piece;
        if (ring->put_end == ring->block_bytes)
            hand_over(ring);
    }
    return true;
}

bool ring_settle(Ring *ring, Error *error)
{
    if (ring->put_end > 0)
        hand_over(ring);
    lock(ring);
    while (!ring->is_given_up && !(ring->is_waiting && ring->filled == ring->emptied))
        wait(ring);
    bool is_settled = !ring->is_given_up || refused(ring, error);
    unlock(ring);
    return is_settled;
}

void ring_close(Ring *ring, const Error *failure)
{
    if (ring->put_end > 0)
        hand_over(ring);
    lock(ring);
    ring->is_closed = true;
    if (failure != NULL)
        ring->failure = *failure;
    tell(ring);
    unlock(ring);
}

/* Consumer. */

static void give_back(Ring *ring)
{
    if (!ring->has_taken)
        return;
    ring->has_taken = false;
    ring->emptied++;
    tell(ring);
}

bool ring_take(Ring *ring, const char **data, size_t *size, Error *error)
{
    lock(ring);
    give_back(ring);
    while (ring->filled == ring->emptied && !ring->is_closed) {
        ring->is_waiting = true;
        tell(ring);
        wait(ring);
    }
    bool has_more = ring->filled != ring->emptied;
    if (has_more) {
        const Block *block = &ring->blocks[ring->emptied % ring->block_count];
        *data = block->data;
        *size = block->size;
        ring->has_taken = true;
    } else {
        *error = ring->failure;
    }
    unlock(ring);
    return has_more;
}

void ring_give_up(Ring *ring, const Error *failure)
{
    lock(ring);
    ring->is_given_up = true;
    if (failure != NULL)
        ring->refusal = *failure;
    tell(ring);
    unlock(ring);
}
