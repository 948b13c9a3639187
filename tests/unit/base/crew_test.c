#include "tests/unit/suite.h"

#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/crew.h"

enum { PIECES = 1000 };

typedef struct {
    int done[PIECES]; /* each piece is one hand's */
    atomic_size_t count;
    size_t failing; /* the piece that fails; PIECES: none */
} Job;

static int64_t told;

static void count_told(int64_t amount)
{
    told += amount;
}

static bool do_piece(Crew *crew, size_t hand, size_t piece, void *context, Error *error)
{
    Job *job = context;

    if (piece == job->failing)
        return fail(error, OUTCOME_FOUND, "piece %zu", piece);
    job->done[piece]++;
    atomic_fetch_add(&job->count, 1);
    crew_say(crew, hand, 3);
    return true;
}

static void every_piece_is_done_once(void **state)
{
    (void) state;
    for (size_t hands = 1; hands <= 5; hands += 2) {
        Job job = {.failing = PIECES};
        CrewRequest request = {hands, PIECES, do_piece, count_told, &job};
        Error error;

        told = 0;
        assert_true(crew_run(&request, &error));
        for (int at = 0; at < PIECES; at++)
            assert_int_equal(job.done[at], 1);
        assert_int_equal(told, 3 * PIECES);
    }
}

static void a_failure_stops_the_others(void **state)
{
    (void) state;
    Job job = {.failing = 10};
    CrewRequest request = {3, PIECES, do_piece, NULL, &job};
    Error error = {0};

    assert_false(crew_run(&request, &error));
    assert_int_equal(error.outcome, OUTCOME_FOUND);
    assert_string_equal(error.message, "piece 10");
    assert_true(atomic_load(&job.count) < PIECES);
}

/* A long piece asks whether there is a point in going on. */
static bool wait_or_fail(Crew *crew, size_t hand, size_t piece, void *context, Error *error)
{
    (void) hand;
    (void) context;
    if (piece == 1)
        return fail(error, OUTCOME_FOUND, "the cause");
    while (!crew_stops(crew))
        clock_sleep_ms(1);
    return fail(error, OUTCOME_REFUSED, "what followed");
}

static void the_first_failure_is_told(void **state)
{
    (void) state;
    CrewRequest request = {2, 2, wait_or_fail, NULL, NULL};
    Error error = {0};

    assert_false(crew_run(&request, &error));
    assert_string_equal(error.message, "the cause");
}

static void no_pieces_are_no_work(void **state)
{
    (void) state;
    CrewRequest request = {2, 0, wait_or_fail, NULL, NULL};
    Error error = {0};

    assert_true(crew_run(&request, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_piece_is_done_once),
        cmocka_unit_test(a_failure_stops_the_others),
        cmocka_unit_test(the_first_failure_is_told),
        cmocka_unit_test(no_pieces_are_no_work),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
