/*
 * ring.h - blocks of bytes on their way from one thread to another.
 *
 * A few blocks of one size go round: the producer fills, the consumer empties, and whoever is
 * faster waits.  Either side may end it: the producer with or without a failure, the consumer by
 * giving up.  What a side has done before is visible to the other.
 *
 *     producer                              consumer
 *     ring_put(ring, data, size, &error)    while (ring_take(ring, &data, &size, &error))
 *     ring_close(ring, NULL)                    ...
 */
#ifndef BASE_RING_H
#define BASE_RING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef struct Ring Ring;

/* Memory: block_bytes times block_count, two blocks or more. */
Ring *ring_new(size_t block_bytes, size_t block_count);
void ring_release(Ring **ring);

/* Copies the bytes in; waits for room.  False when the consumer gave up: the error is its own. */
bool ring_put(Ring *ring, const char *data, size_t size, Error *error);

/* Hands over what has been put so far and waits until the consumer has dealt with all of it and
 * asks for more: until the next put, what it works on may be looked at. */
bool ring_settle(Ring *ring, Error *error);

/* The last word of the producer; failure may be NULL. */
void ring_close(Ring *ring, const Error *failure);

/* The next block, valid until the next call.  False at the end, with *error filled when the
 * producer failed and its outcome left at OUTCOME_COMPLETED when all is well. */
bool ring_take(Ring *ring, const char **data, size_t *size, Error *error);

/* The last word of the consumer: whatever comes is thrown away.  failure may be NULL. */
void ring_give_up(Ring *ring, const Error *failure);

#endif
