/* Patterns of e-mails, as LIKE wants them. */
#include "../suite.h"

#include "admin/user_list.h"

static void stars_and_question_marks_are_wild(void **state)
{
    Arena *arena = arena_new();

    (void) state;
    assert_string_equal(user_email_like(arena, "*@example.org"), "%@example.org");
    assert_string_equal(user_email_like(arena, "a?c**"), "a_c%%");
    assert_string_equal(user_email_like(arena, ""), "");
    assert_string_equal(user_email_like(arena, "é*ü"), "é%ü");
    arena_release(&arena);
}

static void what_LIKE_treats_specially_is_itself(void **state)
{
    Arena *arena = arena_new();

    (void) state;
    assert_string_equal(user_email_like(arena, "100%"), "100\\%");
    assert_string_equal(user_email_like(arena, "a_b"), "a\\_b");
    assert_string_equal(user_email_like(arena, "a\\*"), "a\\\\%");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stars_and_question_marks_are_wild),
        cmocka_unit_test(what_LIKE_treats_specially_is_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
