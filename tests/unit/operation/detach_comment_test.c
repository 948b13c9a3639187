/* The comment on a table that was put aside: only ours is taken for one. */
#include "../suite.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "operation/detach_settle.h"

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

static void what_is_written_is_read(void **state)
{
    DetachStep step = {
        .step = 3,
        .table = "LiteLLM_SpendLogs",
        .home = "a \"schema\"",
        .bound = "FOR VALUES FROM ('2026-01-01 00:00:00') TO (MAXVALUE)",
    };
    Detach detach = {.operation = 42, .step = &step};
    DetachComment comment;

    (void) state;
    const char *text = detach_comment(&detach, arena, "2026-11-01T03:00:00Z");
    assert_true(detach_comment_read(arena, text, &comment));
    assert_int_equal(comment.operation, 42);
    assert_int_equal(comment.step, 3);
    assert_string_equal(comment.table, step.table);
    assert_string_equal(comment.schema, step.home);
    assert_string_equal(comment.bound, step.bound);
    assert_string_equal(clock_format_iso(arena, comment.detached), "2026-11-01T03:00:00Z");
    /* By these words the tables are found. */
    assert_true(strncmp(text, "{\"litellm-dba\":", strlen("{\"litellm-dba\":")) == 0);
}

static void anything_else_is_none_of_ours(void **state)
{
    static const char *const OTHERS[] = {
        NULL,
        "",
        "partition of January",
        "{}",
        "{\"litellm-dba\": 42}",
        "{\"litellm-dba\": {\"operation\": 42}}",
        "{\"litellm-dba\": {\"operation\": \"42\", \"step\": 1, \"detached\": "
        "\"2026-11-01T03:00:00Z\","
        " \"table\": \"x\", \"schema\": \"y\", \"bound\": \"DEFAULT\"}}",
        "{\"litellm-dba\": {\"operation\": 42, \"step\": 1, \"detached\": \"yesterday\","
        " \"table\": \"x\", \"schema\": \"y\", \"bound\": \"DEFAULT\"}}",
        "{\"litellm-dba\": {\"operation\": 42, \"step\": 1, \"detached\": \"2026-11-01T03:00:00Z\","
        " \"table\": \"x\", \"schema\": \"y\", \"bound\": \"DEFAULT\"}",
    };
    DetachComment comment;

    (void) state;
    for (size_t at = 0; at < sizeof OTHERS / sizeof *OTHERS; at++)
        if (detach_comment_read(arena, OTHERS[at], &comment))
            fail_test("taken for ours: %s", OTHERS[at]);
}

#define comment_test(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        comment_test(what_is_written_is_read),
        comment_test(anything_else_is_none_of_ours),
    };

    return cmocka_run_group_tests_name("operation/detach_comment", tests, NULL, NULL);
}
