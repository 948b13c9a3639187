/* The ids that a file lists. */
#include "../suite.h"

#include <string.h>

#include "admin/user_find.h"
#include "base/cleanup.h"

typedef struct {
    const char *text;
    size_t length;
    const char *ids; /* joined by "|"; NULL: refused */
    Outcome outcome;
} Case;

#define GIVEN(text) text, sizeof(text) - 1

static const Case CASES[] = {
    {GIVEN("a\nb\n"), "a|b", OUTCOME_COMPLETED},
    {GIVEN("a\nb"), "a|b", OUTCOME_COMPLETED},
    {GIVEN("\xEF\xBB\xBF"
           "a\r\nb\r\n"),
     "a|b", OUTCOME_COMPLETED},
    {GIVEN("\n  \n\t\r\na\n\n"), "a", OUTCOME_COMPLETED},
    {GIVEN("a\nb\na\n"), "a|b", OUTCOME_COMPLETED},
    {GIVEN("padded \n padded\n"), "padded | padded", OUTCOME_COMPLETED},
    {GIVEN("it's; DROP TABLE \"x\"\n100%s\n"), "it's; DROP TABLE \"x\"|100%s", OUTCOME_COMPLETED},
    {GIVEN("\xC3\xA9mile\n"), "\xC3\xA9mile", OUTCOME_COMPLETED},
    {GIVEN(""), NULL, OUTCOME_USAGE},
    {GIVEN("\xEF\xBB\xBF\r\n \n"), NULL, OUTCOME_USAGE},
    {GIVEN("a\0b\n"), NULL, OUTCOME_FILE_ERROR},
    {GIVEN("\xFF\n"), NULL, OUTCOME_FILE_ERROR},
};

static void each_text_gives_its_ids(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();

    for (size_t at = 0; at < sizeof CASES / sizeof *CASES; at++) {
        const Case *given = &CASES[at];
        Words ids = {0};
        Error error = {0};
        bool is_read = user_parse_ids("list", given->text, given->length, arena, &ids, &error);
        assert_int_equal(is_read, given->ids != NULL);
        assert_int_equal(error.outcome, given->outcome);
        if (is_read)
            assert_string_equal(text_join(arena, ids.items, ids.count, "|"), given->ids);
    }
}

static void what_was_named_before_counts(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    Words ids = {0};
    Error error = {0};

    user_add_id(arena, &ids, "a");
    assert_true(user_parse_ids("list", "a\nb\n", 4, arena, &ids, &error));
    assert_int_equal(ids.count, 2);
    assert_true(user_parse_ids("list", "\n", 1, arena, &ids, &error));
}

static void a_long_id_is_cut_between_characters(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    char *id = arena_alloc(arena, 201);

    for (size_t at = 0; at < 200; at += 2)
        memcpy(id + at, "\xC3\xA9", 2);
    const char *shown = user_shown(arena, id);
    assert_int_equal(strlen(shown), 2 * 60 + 3);
    assert_string_equal(shown + 2 * 60, "...");
    assert_string_equal(user_shown(arena, "short"), "short");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_text_gives_its_ids),
        cmocka_unit_test(what_was_named_before_counts),
        cmocka_unit_test(a_long_id_is_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
