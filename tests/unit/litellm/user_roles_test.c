/* Which of two roles may do more. */
#include "../suite.h"

#include "litellm/user_roles.h"

static void the_better_one_wins_on_either_side(void **state)
{
    (void) state;
    assert_string_equal(user_role_better("internal_user", "proxy_admin"), "proxy_admin");
    assert_string_equal(user_role_better("proxy_admin", "internal_user"), "proxy_admin");
    assert_string_equal(user_role_better("proxy_admin_viewer", "org_admin"), "proxy_admin_viewer");
    assert_string_equal(user_role_better("internal_user_viewer", "internal_user"), "internal_user");
    assert_string_equal(user_role_better("org_admin", "org_admin"), "org_admin");
}

static void no_role_is_an_internal_user(void **state)
{
    (void) state;
    assert_null(user_role_better(NULL, NULL));
    assert_null(user_role_better(NULL, "internal_user"));
    assert_null(user_role_better("internal_user_viewer", NULL));
    assert_string_equal(user_role_better(NULL, "org_admin"), "org_admin");
    assert_string_equal(user_role_better("internal_user", NULL), "internal_user");
}

static void a_role_we_do_not_know_may_do_least(void **state)
{
    (void) state;
    assert_string_equal(user_role_better("customer", "internal_user_viewer"),
                        "internal_user_viewer");
    assert_string_equal(user_role_better("customer", "team"), "customer");
    assert_null(user_role_better("customer", NULL));
    assert_string_equal(user_role_better("", "proxy_admin"), "proxy_admin");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_better_one_wins_on_either_side),
        cmocka_unit_test(no_role_is_an_internal_user),
        cmocka_unit_test(a_role_we_do_not_know_may_do_least),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
