/* The bounds of partitions: what is understood, and what is left alone. */
#include "../suite.h"

#include "base/arena.h"
#include "base/cleanup.h"
#include "server/partition_bounds.h"

static Arena *arena;

static int set_up(void **state)
{
    (void) state;
    arena = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void) state;
    arena_release(&arena);
    return 0;
}

static PartitionBounds parsed(const char *text)
{
    PartitionBounds bounds;

    if (!partition_bounds_parse(arena, text, &bounds))
        fail_test("not understood: %s", text);
    return bounds;
}

static void a_range_of_instants(void **state)
{
    (void) state;
    PartitionBounds bounds =
        parsed("FOR VALUES FROM ('2026-11-01 00:00:00') TO ('2026-11-02 12:30:00.5')");

    assert_false(bounds.is_default);
    assert_string_equal(bounds.from, "2026-11-01 00:00:00");
    assert_string_equal(bounds.to, "2026-11-02 12:30:00.5");
    assert_true(bounds.to_us - bounds.from_us == INT64_C(131400500000));
}

static void a_range_with_a_zone_that_is_ours(void **state)
{
    (void) state;
    PartitionBounds bounds =
        parsed("FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00')");

    assert_string_equal(bounds.from, "2026-11-01 00:00:00");
    assert_string_equal(bounds.to, "2026-12-01 00:00:00");
}

static void no_bound_on_a_side(void **state)
{
    (void) state;
    PartitionBounds first = parsed("FOR VALUES FROM (MINVALUE) TO ('2026-11-01 00:00:00')");
    PartitionBounds last = parsed("FOR VALUES FROM ('2026-11-01 00:00:00') TO (MAXVALUE)");
    PartitionBounds all = parsed("FOR VALUES FROM (MINVALUE) TO (MAXVALUE)");

    assert_null(first.from);
    assert_string_equal(first.to, "2026-11-01 00:00:00");
    assert_string_equal(last.from, "2026-11-01 00:00:00");
    assert_null(last.to);
    assert_true(all.from == NULL && all.to == NULL && !all.is_default);
}

static void the_default(void **state)
{
    (void) state;
    assert_true(parsed("DEFAULT").is_default);
}

static void whatever_else_it_may_be(void **state)
{
    static const char *const OTHERS[] = {
        NULL,
        "",
        "default",
        "DEFAULT ",
        "FOR VALUES IN ('a', 'b')",
        "FOR VALUES WITH (modulus 4, remainder 0)",
        "FOR VALUES FROM ('2026-11-01 00:00:00') TO ('2026-11-02 00:00:00') ",
        "FOR VALUES FROM ('2026-11-01 00:00:00', 5) TO ('2026-11-02 00:00:00', 5)",
        "FOR VALUES FROM ('2026-11-01 00:00:00', MINVALUE) TO ('2026-11-02 00:00:00', MINVALUE)",
        "FOR VALUES FROM (MAXVALUE) TO ('2026-11-02 00:00:00')",
        "FOR VALUES FROM ('2026-11-01 00:00:00') TO (MINVALUE)",
        "FOR VALUES FROM ('2026-11-01') TO ('2026-11-02')",
        "FOR VALUES FROM ('2026-11-01 00:00:00+09') TO ('2026-11-02 00:00:00+09')",
        "FOR VALUES FROM ('2026-11-01T00:00:00Z') TO ('2026-11-02T00:00:00Z')",
        "FOR VALUES FROM ('-infinity') TO ('2026-11-02 00:00:00')",
        "FOR VALUES FROM ('2026-11-02 00:00:00') TO ('infinity')",
        "FOR VALUES FROM ('2026-11-02 00:00:00') TO ('2026-11-01 00:00:00')",
        "FOR VALUES FROM ('2026-11-01 00:00:00') TO ('2026-11-01 00:00:00')",
        "FOR VALUES FROM ('2026-13-01 00:00:00') TO ('2027-01-01 00:00:00')",
        "FOR VALUES FROM ('2026-11-01 00:00:00') TO ('2026-11-02 00:00:00",
        "FOR VALUES FROM (5) TO (6)",
        "FOR VALUES FROM ('2026-11-01 00:00:00'::timestamp) TO ('2026-11-02 00:00:00'::timestamp)",
        "FOR VALUES FROM ('2026-11-01 00:00:00''; DROP') TO ('2026-11-02 00:00:00')",
    };
    PartitionBounds bounds;

    (void) state;
    for (size_t at = 0; at < sizeof OTHERS / sizeof *OTHERS; at++)
        if (partition_bounds_parse(arena, OTHERS[at], &bounds))
            fail_test("understood: %s", OTHERS[at] == NULL ? "(null)" : OTHERS[at]);
}

#define bounds_test(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        bounds_test(a_range_of_instants),     bounds_test(a_range_with_a_zone_that_is_ours),
        bounds_test(no_bound_on_a_side),      bounds_test(the_default),
        bounds_test(whatever_else_it_may_be),
    };

    return cmocka_run_group_tests_name("server/partition_bounds", tests, NULL, NULL);
}
