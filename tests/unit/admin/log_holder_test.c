/* Whose snapshot is old enough to be named. */
#include "../suite.h"

#include "admin/log_holder.h"
#include "base/cleanup.h"

static const LogHolder NOBODY = {0};
static const LogHolder SESSION = {"session 1 x", "1970-01-01 00:00:01", 1000000, 50};
static const LogHolder SLOT = {"replication slot y", NULL, 0, 20000};

static void a_session_counts_by_its_beginning(void **state)
{
    (void) state;
    assert_true(log_holder_is_older(&SESSION, 1000000, 0));
    assert_false(log_holder_is_older(&SESSION, 999999, 0));
}

static void a_fresh_snapshot_of_an_old_session_does_not(void **state)
{
    (void) state;
    assert_true(log_holder_is_older(&SESSION, 2000000, 50));
    assert_false(log_holder_is_older(&SESSION, 2000000, 51));
}

static void who_does_not_say_since_when_counts_by_transactions(void **state)
{
    (void) state;
    assert_true(log_holder_is_older(&SLOT, 5, 10000));
    assert_false(log_holder_is_older(&SLOT, 5, 30000));
    assert_false(log_holder_is_older(&NOBODY, 5, 0));
}

static void it_is_told_in_words(void **state)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    LogHolder exact = SESSION;

    (void) state;
    exact.since = "2026-11-01 03:00:00.123456";
    assert_string_equal(log_holder_words(arena, &exact),
                        "session 1 x since 2026-11-01 03:00:00 UTC");
    assert_string_equal(log_holder_words(arena, &SLOT), "replication slot y");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_counts_by_its_beginning),
        cmocka_unit_test(a_fresh_snapshot_of_an_old_session_does_not),
        cmocka_unit_test(who_does_not_say_since_when_counts_by_transactions),
        cmocka_unit_test(it_is_told_in_words),
    };

    return cmocka_run_group_tests_name("admin/log_holder", tests, NULL, NULL);
}
