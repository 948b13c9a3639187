/* Secret columns: all of them exist, and nothing else is one. */
#include "catalogs.h"

#include "litellm/secret_columns.h"

static void every_secret_column_exists(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    CatalogColumns all = read_all_columns(arena);

    for (const SecretColumn *known = SECRET_COLUMNS; known->table != NULL; known++) {
        if (type_of(&all, known->table, known->column) == NULL)
            fail_test("%s.%s does not exist", known->table, known->column);
        assert_ptr_equal(secret_column(known->table, known->column), known);
        if (known[1].table != NULL)
            assert_true(strcmp(known->table, known[1].table) <= 0);
    }
}

static void secrets_are_told_from_other_columns(void **state)
{
    (void) state;

    assert_int_equal(secret_column("LiteLLM_InvitationLink", "id")->form, SECRET_LOGIN);
    assert_int_equal(secret_column("LiteLLM_UserTable", "password")->form, SECRET_LOGIN);
    assert_int_equal(secret_column("LiteLLM_ProxyModelTable", "litellm_params")->form,
                     SECRET_ENCRYPTED);
    assert_int_equal(secret_column("LiteLLM_MCPUserCredentials", "credential_b64")->form,
                     SECRET_CLEAR);
    assert_null(secret_column("LiteLLM_TeamTable", "team_alias"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_secret_column_exists),
        cmocka_unit_test(secrets_are_told_from_other_columns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
