/* Words, each once. */
#include "../suite.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/wordset.h"

static void words_are_found_again(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    WordSet *set = wordset_new(arena);

    assert_false(wordset_has(set, "", 0));
    assert_true(wordset_add(set, "", 0));
    assert_true(wordset_add(set, "a", 1));
    assert_true(wordset_add(set, "a\0b", 3));
    assert_false(wordset_add(set, "a", 1));
    assert_false(wordset_add(set, "", 0));
    assert_int_equal(wordset_count(set), 3);
    assert_true(wordset_has(set, "a\0b", 3));
    assert_false(wordset_has(set, "a\0c", 3));
    assert_false(wordset_has(set, "ab", 2));
    assert_true(wordset_has(set, "abc", 1));
    assert_string_equal(wordset_at(set, 1), "a");
}

static void words_have_numbers(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    WordSet *set = wordset_new(arena);

    assert_int_equal(wordset_number(set, "b", 1), 0);
    assert_int_equal(wordset_number(set, "a", 1), 1);
    assert_int_equal(wordset_number(set, "b", 1), 0);
    assert_int_equal(wordset_count(set), 2);
}

static void many_words(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    WordSet *set = wordset_new(arena);
    enum { WORDS = 20000 };

    for (int number = 0; number < WORDS; number++) {
        const char *word = arena_format(arena, "word %d", number * 7);
        assert_true(wordset_add(set, word, strlen(word)));
    }
    for (int number = 0; number < WORDS * 7; number++) {
        const char *word = arena_format(arena, "word %d", number);
        assert_int_equal(wordset_has(set, word, strlen(word)), number % 7 == 0);
    }
    assert_int_equal(wordset_count(set), WORDS);
    assert_string_equal(wordset_at(set, WORDS - 1), "word 139993");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_again),
        cmocka_unit_test(words_have_numbers),
        cmocka_unit_test(many_words),
    };

    return cmocka_run_group_tests_name("base/wordset", tests, NULL, NULL);
}
