#include "tests/unit/suite.h"

#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "operation/throttle.h"

static const char *why;

static int set_up(void **state)
{
    (void) state;
    interrupt_forget();
    clock_stop_at(1000000);
    return 0;
}

static int tear_down(void **state)
{
    (void) state;
    clock_resume();
    interrupt_forget();
    return 0;
}

/* Rows of the next batch, and how long was waited for it. */
static int64_t next(Throttle *throttle, int64_t *waited_us)
{
    int64_t before = clock_monotonic_us(), rows = -1;
    Error error = {0};

    assert_true(throttle_next(throttle, NULL, &rows, &why, &error));
    *waited_us = clock_monotonic_us() - before;
    return rows;
}

/* A batch that wrote so much log and whose COMMIT took so long; no time passes. */
static void done(Throttle *throttle, int64_t rows, int64_t wal_bytes, int64_t commit_us)
{
    SeriesBatch batch = {
        .rows = rows, .wal_bytes = wal_bytes, .work_us = 2000, .commit_us = commit_us};

    throttle_learn(throttle, &batch);
}

static void a_pause_follows_in_proportion(void **state)
{
    (void) state;
    Pace pace = {.sleep_ratio = -1, .max_rows = -1};
    Throttle throttle = throttle_start(&pace);
    int64_t waited;

    assert_int_equal(next(&throttle, &waited), 100);
    assert_int_equal(waited, 0);
    done(&throttle, 100, 0, 2000);
    next(&throttle, &waited);
    assert_int_equal(waited, 2000);

    pace.sleep_ratio = 2.5;
    done(&throttle, 100, 0, 2000);
    next(&throttle, &waited);
    assert_int_equal(waited, 10000);
}

/* What the server waited for our disk is rest. */
static void our_own_time_is_a_part_of_the_pause(void **state)
{
    (void) state;
    Pace pace = {.sleep_ratio = 1, .max_rows = -1};
    Throttle throttle = throttle_start(&pace);
    SeriesBatch batch = {.rows = 100, .work_us = 9000, .idle_us = 2000, .commit_us = 1000};
    int64_t waited;

    throttle_learn(&throttle, &batch);
    next(&throttle, &waited);
    assert_int_equal(waited, 6000);

    batch.idle_us = 7000;
    throttle_learn(&throttle, &batch);
    next(&throttle, &waited);
    assert_int_equal(waited, 0);
}

/* The size at which batches of this kind stay; bytes are of a row, and so much log is written. */
static int64_t settled_rows(const Pace *pace, SeriesBatch like)
{
    Throttle throttle = throttle_start(pace);
    int64_t waited, bytes = like.bytes;

    for (int round = 0; round < 40; round++) {
        like.rows = next(&throttle, &waited);
        like.bytes = like.rows * bytes;
        like.wal_bytes = like.rows * 2048;
        throttle_learn(&throttle, &like);
    }
    return like.rows;
}

static void batches_with_a_file_grow_to_a_megabyte_of_both(void **state)
{
    (void) state;
    Pace pace = {.sleep_ratio = 0, .max_rows = -1};
    SeriesBatch like = {.has_file = true, .bytes = 2048, .commit_us = 2000};

    assert_int_equal(settled_rows(&pace, like), 256);
}

static void batches_grow_to_half_a_megabyte_of_log(void **state)
{
    (void) state;
    Pace pace = {.sleep_ratio = -1, .max_rows = -1};
    Throttle throttle = throttle_start(&pace);
    int64_t waited, rows = 0;

    for (int round = 0; round < 40; round++) {
        rows = next(&throttle, &waited);
        done(&throttle, rows, rows * 2048, 2000);
    }
    assert_int_equal(rows, 256);
}

/* A hundred requests with their prompts would be a flush of ten megabytes. */
static void large_rows_go_by_the_dozen(void **state)
{
    (void) state;
    Pace pace = {.sleep_ratio = 0, .max_rows = -1};
    Throttle throttle = throttle_start(&pace);
    int64_t waited, rows = 0;

    for (int round = 0; round < 40; round++) {
        rows = next(&throttle, &waited);
        done(&throttle, rows, rows * 40000, 2000);
    }
    assert_int_equal(rows, 13);
    done(&throttle, rows, rows * 4000000, 2000);
    assert_int_equal(next(&throttle, &waited), 10);
}

static void slow_commits_make_them_small(void **state)
{
    (void) state;
    Pace pace = {.sleep_ratio = -1, .max_rows = -1, .batch_target_ms = 8};
    Throttle throttle = throttle_start(&pace);
    throttle.batch_rows = 500;
    int64_t waited, before = next(&throttle, &waited);

    done(&throttle, before, 0, 8000);
    assert_int_equal(next(&throttle, &waited), before);
    done(&throttle, before, 0, 20000);
    assert_int_equal(next(&throttle, &waited), before / 2);
    for (int round = 0; round < 20; round++)
        done(&throttle, 100, 0, 90000);
    assert_int_equal(next(&throttle, &waited), 100);
}

/* Through a port-forward nothing takes less than the way there and back. */
static void a_long_way_is_no_slow_commit(void **state)
{
    (void) state;
    Pace pace = {.sleep_ratio = 0, .max_rows = -1};
    SeriesBatch like = {.turn_us = 140000, .trips = 5, .work_us = 720000, .commit_us = 142000};

    assert_int_equal(settled_rows(&pace, like), 256);
}

static void full_speed_is_large_batches_and_no_pause(void **state)
{
    (void) state;
    Pace pace = {.full_speed = true, .sleep_ratio = -1, .max_rows = -1};
    Throttle throttle = throttle_start(&pace);
    int64_t waited;

    done(&throttle, 10000, 20000000, 90000);
    assert_int_equal(next(&throttle, &waited), 10000);
    assert_int_equal(waited, 0);
}

static void rates_are_kept(void **state)
{
    (void) state;
    Pace pace = {.full_speed = true, .sleep_ratio = -1, .max_rows = -1, .max_rows_rate = 1000};
    Throttle throttle = throttle_start(&pace);
    int64_t waited;

    done(&throttle, 2000, 0, 0);
    next(&throttle, &waited);
    assert_int_equal(waited, 2000000);

    pace = (Pace){.full_speed = true, .sleep_ratio = -1, .max_rows = -1, .max_wal_rate = 1000000};
    throttle = throttle_start(&pace);
    done(&throttle, 100, 500000, 0);
    next(&throttle, &waited);
    assert_int_equal(waited, 500000);
    /* One that was not measured is taken for like the one before. */
    done(&throttle, 200, 0, 0);
    next(&throttle, &waited);
    assert_int_equal(waited, 1000000);
}

static void budgets_end_it(void **state)
{
    (void) state;
    Pace pace = {.sleep_ratio = 0, .max_rows = 700};
    Throttle throttle = throttle_start(&pace);
    throttle.batch_rows = 500;
    int64_t waited;

    done(&throttle, 500, 0, 2000);
    assert_int_equal(next(&throttle, &waited), 200);
    done(&throttle, 200, 0, 2000);
    assert_int_equal(next(&throttle, &waited), 0);
    assert_string_equal(why, "the number of rows is reached");

    pace = (Pace){.sleep_ratio = 0, .max_rows = -1, .max_time_ms = 5000};
    throttle = throttle_start(&pace);
    assert_int_not_equal(next(&throttle, &waited), 0);
    clock_sleep_ms(5000);
    assert_int_equal(next(&throttle, &waited), 0);
    assert_string_equal(why, "the time is up");
}

static void a_signal_or_a_file_ends_it_in_the_middle_of_a_pause(void **state)
{
    (void) state;
    Pace pace = {.sleep_ratio = 1000000, .max_rows = -1, .stop_file = "/dev/null"};
    Throttle throttle = throttle_start(&pace);
    int64_t waited;

    assert_int_equal(next(&throttle, &waited), 0);
    assert_string_equal(why, "the stop file is there");

    pace.stop_file = NULL;
    throttle = throttle_start(&pace);
    done(&throttle, 1, 0, 0);
    raise(SIGTERM);
    assert_int_equal(next(&throttle, &waited), 0);
    assert_string_equal(why, "a signal asked for it");
    assert_int_equal(waited, 0);
}

#define test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_pause_follows_in_proportion),
        test(our_own_time_is_a_part_of_the_pause),
        test(batches_with_a_file_grow_to_a_megabyte_of_both),
        test(batches_grow_to_half_a_megabyte_of_log),
        test(large_rows_go_by_the_dozen),
        test(slow_commits_make_them_small),
        test(a_long_way_is_no_slow_commit),
        test(full_speed_is_large_batches_and_no_pause),
        test(rates_are_kept),
        test(budgets_end_it),
        test(a_signal_or_a_file_ends_it_in_the_middle_of_a_pause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
