/* Arenas, lists, errors and outcomes. */
#include "../suite.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "base/list.h"

typedef struct {
    int number;
    const char *name;
} Pair;

static void memory_is_zeroed_and_aligned(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();

    for (size_t size = 1; size < 200; size++) {
        unsigned char *memory = arena_alloc(arena, size);
        assert_int_equal((uintptr_t) memory % _Alignof(max_align_t), 0);
        for (size_t at = 0; at < size; at++)
            assert_int_equal(memory[at], 0);
        memset(memory, 0xAA, size);
    }
}

static void growing_keeps_what_was_there(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    char *first = arena_copy(arena, "first");
    char *grown = arena_copy(arena, "abc");
    char *last = arena_copy(arena, "last");

    grown = arena_grow(arena, grown, 4, 1 << 20);
    assert_string_equal(grown, "abc");
    assert_int_equal(grown[(1 << 20) - 1], 0);
    first = arena_grow(arena, first, 6, 1 << 20);
    last = arena_grow(arena, last, 5, 1 << 20);
    assert_string_equal(first, "first");
    assert_string_equal(last, "last");
    assert_non_null(arena_grow(arena, NULL, 0, 10));
}

static void null_text_stays_null(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();

    assert_null(arena_copy(arena, NULL));
    assert_null(arena_copy_span(arena, NULL, 3));
    assert_string_equal(arena_copy_span(arena, "abcdef", 3), "abc");
    assert_string_equal(arena_format(arena, "%d-%s", 7, "x"), "7-x");
}

static void releasing_twice_is_harmless(void **state)
{
    (void) state;
    Arena *arena = arena_new();

    arena_release(&arena);
    assert_null(arena);
    arena_release(&arena);
}

static void a_list_keeps_its_items_in_order(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    LIST(Pair) pairs = {0};

    for (int at = 0; at < 1000; at++)
        list_add(arena, &pairs, (Pair){.number = at, .name = "x"});
    assert_int_equal(pairs.count, 1000);
    for (int at = 0; at < 1000; at++)
        assert_int_equal(pairs.items[at].number, at);
}

static void a_failure_is_filled_once_and_added_to(void **state)
{
    (void) state;
    Error error = {0};

    assert_false(fail(&error, OUTCOME_REFUSED, "no %s", "luck"));
    assert_false(fail_detail(&error, "%d rows", 7));
    assert_false(fail_hint(&error, "Try again."));
    assert_int_equal(error.outcome, OUTCOME_REFUSED);
    assert_string_equal(error.message, "no luck");
    assert_string_equal(error.detail, "7 rows");
    assert_string_equal(error.hint, "Try again.");

    fail(&error, OUTCOME_USAGE, "again: %s", error.message);
    assert_string_equal(error.message, "again: no luck");
    assert_string_equal(error.detail, "");
    fail_detail(&error, "a");
    fail_detail(&error, "%sb", error.detail);
    assert_string_equal(error.detail, "ab");
}

static void a_long_text_is_cut_at_a_character(void **state)
{
    (void) state;
    Error error = {0};
    char *word = test_malloc(2000);

    for (int shift = 0; shift < 3; shift++) {
        memset(word, 'x', (size_t) shift);
        for (int at = 0; at < 600; at++) /* U+20AC, three bytes */
            memcpy(word + shift + 3 * at, "\xE2\x82\xAC", 3);
        word[shift + 1800] = '\0';
        fail(&error, OUTCOME_USAGE, "%s", word);
        size_t length = strlen(error.message);
        assert_true(length < sizeof error.message);
        assert_int_equal((length - (size_t) shift) % 3, 0);
        assert_true(length >= sizeof error.message - 3);
    }
    test_free(word);
}

static void the_system_is_quoted(void **state)
{
    (void) state;
    Error error = {0};

    fail_errno(&error, OUTCOME_FILE_ERROR, ENOSPC, "could not write \"%s\"", "x");
    assert_string_equal(error.message, "could not write \"x\"");
    assert_string_equal(error.detail, "No space left on device");
}

static void outcomes_are_what_scripts_were_promised(void **state)
{
    (void) state;
    static const struct {
        Outcome outcome;
        const char *name;
        int code;
    } PROMISES[] = {
        {OUTCOME_COMPLETED, "completed", 0},
        {OUTCOME_NOTHING_TO_DO, "nothing_to_do", 0},
        {OUTCOME_USAGE, "usage", 2},
        {OUTCOME_SERVER_ERROR, "server_error", 3},
        {OUTCOME_JOURNAL_ERROR, "journal_error", 4},
        {OUTCOME_FILE_ERROR, "file_error", 5},
        {OUTCOME_FOUND, "found", 6},
        {OUTCOME_REFUSED, "refused", 7},
        {OUTCOME_LOCKED, "locked", 8},
        {OUTCOME_BACKLOG_LEFT, "backlog_left", 9},
        {OUTCOME_IN_DOUBT, "in_doubt", 10},
        {OUTCOME_INTERRUPTED, "interrupted", 130},
        {OUTCOME_TERMINATED, "terminated", 143},
    };

    assert_int_equal(sizeof PROMISES / sizeof *PROMISES, OUTCOME_COUNT);
    for (size_t at = 0; at < OUTCOME_COUNT; at++) {
        assert_string_equal(outcome_name(PROMISES[at].outcome), PROMISES[at].name);
        assert_int_equal(outcome_exit_code(PROMISES[at].outcome), PROMISES[at].code);
        assert_true(strlen(outcome_summary(PROMISES[at].outcome)) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned),
        cmocka_unit_test(growing_keeps_what_was_there),
        cmocka_unit_test(null_text_stays_null),
        cmocka_unit_test(releasing_twice_is_harmless),
        cmocka_unit_test(a_list_keeps_its_items_in_order),
        cmocka_unit_test(a_failure_is_filled_once_and_added_to),
        cmocka_unit_test(a_long_text_is_cut_at_a_character),
        cmocka_unit_test(the_system_is_quoted),
        cmocka_unit_test(outcomes_are_what_scripts_were_promised),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
