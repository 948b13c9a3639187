#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/ring.h"
#include "base/worker.h"

enum { BLOCK = 16, BLOCKS = 3 };

typedef struct {
    Ring *ring;
    char *seen;
    size_t size;
    size_t give_up_after; /* bytes; 0: never */
    int64_t pause_ms;     /* before each block */
    Error error;
} Consumer;

static void consume(void *context)
{
    Consumer *consumer = context;
    const char *data;
    size_t size;

    while (ring_take(consumer->ring, &data, &size, &consumer->error)) {
        clock_sleep_ms(consumer->pause_ms);
        memcpy(consumer->seen + consumer->size, data, size);
        consumer->size += size;
        if (consumer->give_up_after > 0 && consumer->size >= consumer->give_up_after) {
            fail(&consumer->error, OUTCOME_FILE_ERROR, "the consumer has had enough");
            ring_give_up(consumer->ring, &consumer->error);
            return;
        }
    }
}

static void every_byte_arrives_in_order(void **state)
{
    Ring *ring = ring_new(BLOCK, BLOCKS);
    Consumer consumer = {.ring = ring, .seen = calloc(1, 100000)};
    Worker *worker = worker_start(consume, &consumer);
    char *sent = calloc(1, 100000);
    size_t size = 0;
    Error error = {0};

    (void) state;
    for (size_t piece = 1; size + piece <= 100000; piece = piece % 61 + 1) {
        memset(sent + size, (int) ('a' + piece % 26), piece);
        assert_true(ring_put(ring, sent + size, piece, &error));
        size += piece;
    }
    ring_close(ring, NULL);
    worker_join(&worker);
    assert_null(worker);
    assert_int_equal(consumer.size, size);
    assert_memory_equal(consumer.seen, sent, size);
    assert_int_equal(consumer.error.outcome, OUTCOME_COMPLETED);
    ring_release(&ring);
    assert_null(ring);
    free(sent);
    free(consumer.seen);
}

static void a_failed_consumer_stops_the_producer(void **state)
{
    Ring *ring = ring_new(BLOCK, BLOCKS);
    Consumer consumer = {.ring = ring, .seen = calloc(1, 1000), .give_up_after = 40};
    Worker *worker = worker_start(consume, &consumer);
    Error error = {0};
    size_t put = 0;

    (void) state;
    while (put < 1000 && ring_put(ring, "0123456789", 10, &error))
        put += 10;
    assert_in_range(put, 40, 40 + BLOCK * (BLOCKS + 1));
    assert_string_equal(error.message, "the consumer has had enough");
    assert_false(ring_settle(ring, &error));
    ring_close(ring, NULL);
    worker_join(&worker);
    ring_release(&ring);
    free(consumer.seen);
}

static void the_failure_of_the_producer_comes_last(void **state)
{
    Ring *ring = ring_new(BLOCK, BLOCKS);
    Consumer consumer = {.ring = ring, .seen = calloc(1, 1000)};
    Worker *worker = worker_start(consume, &consumer);
    Error error = {0};

    (void) state;
    assert_true(ring_put(ring, "what came before", 16, &error));
    fail(&error, OUTCOME_SERVER_ERROR, "the line is cut");
    ring_close(ring, &error);
    worker_join(&worker);
    assert_int_equal(consumer.size, 16);
    assert_int_equal(consumer.error.outcome, OUTCOME_SERVER_ERROR);
    assert_string_equal(consumer.error.message, "the line is cut");
    ring_release(&ring);
    free(consumer.seen);
}

static void settling_waits_for_the_last_byte(void **state)
{
    Ring *ring = ring_new(BLOCK, BLOCKS);
    Consumer consumer = {.ring = ring, .seen = calloc(1, 1000), .pause_ms = 5};
    Worker *worker = worker_start(consume, &consumer);
    Error error = {0};

    (void) state;
    for (size_t round = 1; round <= 4; round++) {
        assert_true(ring_put(ring, "some twenty-one bytes", 21, &error));
        assert_true(ring_settle(ring, &error));
        assert_int_equal(consumer.size, round * 21);
        assert_true(ring_settle(ring, &error));
    }
    ring_close(ring, NULL);
    worker_join(&worker);
    ring_release(&ring);
    free(consumer.seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_arrives_in_order),
        cmocka_unit_test(a_failed_consumer_stops_the_producer),
        cmocka_unit_test(the_failure_of_the_producer_comes_last),
        cmocka_unit_test(settling_waits_for_the_last_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
