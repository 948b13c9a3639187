/* Ids that are never orphans. */
#include "../suite.h"

#include <string.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "litellm/protected_ids.h"

/* printf %s sk-1234 | sha256sum */
#define HASH_OF_SK_1234 "88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b"

static size_t count_of(const char *const *list)
{
    size_t count = 0;

    while (list[count] != NULL)
        count++;
    return count;
}

static int holds(const char *const *list, const char *id)
{
    for (; *list != NULL; list++)
        if (strcmp(*list, id) == 0)
            return 1;
    return 0;
}

static void nobody_and_litellm_itself_are_protected(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *const *keys = protected_keys(arena, NULL);

    assert_int_equal(count_of(PROTECTED_USERS), 6);
    assert_int_equal(count_of(PROTECTED_TEAMS), 5);
    assert_int_equal(count_of(keys), 7);
    assert_true(holds(PROTECTED_USERS, "") && holds(PROTECTED_TEAMS, "") && holds(keys, ""));
    assert_true(holds(PROTECTED_USERS, "default_user_id"));
    assert_true(holds(PROTECTED_TEAMS, "litellm-dashboard"));
    assert_true(holds(keys, "litellm_proxy_master_key"));
    assert_false(holds(PROTECTED_TEAMS, "default_user_id"));
}

static void the_master_key_is_protected_by_its_hash(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *const *keys = protected_keys(arena, "sk-1234");

    assert_int_equal(count_of(keys), 8);
    assert_string_equal(keys[7], HASH_OF_SK_1234);
    assert_false(holds(keys, "sk-1234"));
    assert_int_equal(count_of(protected_keys(arena, "")), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_and_litellm_itself_are_protected),
        cmocka_unit_test(the_master_key_is_protected_by_its_hash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
