/* What the row of the user who stays takes over, and what a user_id may be. */
#include "../suite.h"

#include <string.h>

#include "admin/user_merge.h"
#include "admin/user_rename.h"

static User FIRST = {.user_id = "first", .user_role = "org_admin", .sso_user_id = "idp|1"};
static User SECOND = {
    .user_id = "second",
    .user_email = "second@example.org",
    .user_role = "internal_user",
    .sso_user_id = "idp|2",
};

static void what_is_lacking_is_taken_from_the_first_who_has_it(void **state)
{
    User both[] = {FIRST, SECOND};
    Users from = {.items = both, .count = 2};
    UserMergeRow row = user_merge_row(&from, &(User){.user_id = "into", .user_email = ""});

    (void) state;
    assert_string_equal(row.user_role, "org_admin");
    assert_string_equal(row.user_email, "second@example.org");
    assert_string_equal(row.sso_user_id, "idp|1");
    assert_string_equal(row.sso_user_id_of, "first");
}

static void what_is_there_stays(void **state)
{
    User both[] = {FIRST, SECOND};
    Users from = {.items = both, .count = 2};
    User into = {
        .user_id = "into",
        .user_email = "into@example.org",
        .user_role = "proxy_admin",
        .sso_user_id = "idp|3",
    };
    UserMergeRow row = user_merge_row(&from, &into);

    (void) state;
    assert_null(row.user_role);
    assert_null(row.user_email);
    assert_null(row.sso_user_id);
    assert_null(row.sso_user_id_of);
}

static void nothing_comes_of_nothing(void **state)
{
    User bare = {.user_id = "bare"};
    Users from = {.items = &bare, .count = 1};
    UserMergeRow row = user_merge_row(&from, &(User){.user_id = "into"});

    (void) state;
    assert_null(row.user_role);
    assert_null(row.user_email);
    assert_null(row.sso_user_id);
}

static void expect_name(const char *id, bool is_possible)
{
    Arena *arena = arena_new();
    Error error = {0};

    assert_int_equal(user_rename_check_name(arena, id, &error), is_possible);
    if (!is_possible)
        assert_int_equal(error.outcome, OUTCOME_USAGE);
    arena_release(&arena);
}

static void most_names_are_possible(void **state)
{
    char longest[1002];

    (void) state;
    memset(longest, 'x', sizeof longest - 1);
    longest[1001] = '\0';
    expect_name(longest, false);
    longest[1000] = '\0';
    expect_name(longest, true);
    expect_name("", false);
    expect_name("a", true);
    expect_name("it's 100% \"hard\"; \\ João", true);
    expect_name("two\nlines", false);
    expect_name("delete\x7f", false);
    expect_name("\x1b[31mred", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_lacking_is_taken_from_the_first_who_has_it),
        cmocka_unit_test(what_is_there_stays),
        cmocka_unit_test(nothing_comes_of_nothing),
        cmocka_unit_test(most_names_are_possible),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
