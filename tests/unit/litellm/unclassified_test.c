/* The guard: silent on every known schema, and awake when a new column looks like a reference. */
#include "catalogs.h"

static void nothing_is_unclassified_in_known_schemas(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();

    for (size_t at = 0; at < VERSION_COUNT; at++) {
        TestCatalog catalog = read_catalog(arena, VERSIONS[at]);
        UnclassifiedReferences found =
            unclassified_references(arena, &catalog.live, catalog.keys.items, catalog.keys.count);
        for (size_t i = 0; i < found.count; i++)
            print_error("%s: %s.%s %s\n", VERSIONS[at], found.items[i].table, found.items[i].column,
                        found.items[i].why);
        assert_int_equal(found.count, 0);
        for (size_t i = 0; i < catalog.columns.count; i++)
            assert_false(reference_may_hide_in(&catalog.columns.items[i]));
    }
}

static void a_name_tells_the_kind(void **state)
{
    (void) state;
    static const struct {
        const char *column, *type, *kind;
    } CASES[] = {
        {"user_id", "text", "user"},
        {"owner_user_id", "text", "user"},
        {"user_ids", "text[]", "user"},
        {"created_by", "text", "user"},
        {"approved_by", "character varying(64)", "user"},
        {"members", "jsonb", "user"},
        {"admins", "text[]", "user"},
        {"user_id", "uuid", "user"},
        {"team", "text", "team"},
        {"parent_team_id", "text", "team"},
        {"assigned_team_ids", "text[]", "team"},
        {"api_key", "text", "key"},
        {"token", "text", "key"},
        {"key_hash", "text", "key"},
        {"revoked_by_api_key", "text", "key"}, /* not "by": the word stands at the end */
        {"organization_id", "text", "organisation"},
        {"org_id", "text", "organisation"},
        {"default_budget_id", "text", "budget"},
        {"object_permission_id", "text", "permission"},
        {"project_id", "text", "project"},
        {"user_id", "bigint", NULL}, /* no id of LiteLLM's is a number */
        {"blocked_by", "boolean", NULL},
        {"steam", "text", NULL},
        {"user_agent", "text", NULL},
        {"team_alias", "text", NULL},
        {"prompt_tokens", "bigint", NULL},
        {"standby", "text", NULL},
        {"s", "text", NULL},
    };

    for (size_t at = 0; at < sizeof CASES / sizeof *CASES; at++) {
        SchemaColumn column = {"LiteLLM_New", CASES[at].column, CASES[at].type};
        const char *kind = reference_kind_by_name(&column);
        if ((kind == NULL) != (CASES[at].kind == NULL) ||
            (kind != NULL && strcmp(kind, CASES[at].kind) != 0))
            fail_test("%s %s: %s", column.column, column.type, kind == NULL ? "nothing" : kind);
    }
}

static void assert_found(const UnclassifiedReference *found, const char *table, const char *column,
                         const char *kind, const char *why)
{
    assert_string_equal(found->table, table);
    assert_string_equal(found->column, column);
    assert_string_equal(found->kind, kind);
    assert_string_equal(found->why, why);
}

static void new_columns_are_found(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    static const SchemaColumn COLUMNS[] = {
        {"LiteLLM_TeamTable", "members", "text[]"},    /* classified */
        {"LiteLLM_TeamTable", "lead_user_id", "text"}, /* by its name */
        {"LiteLLM_PasswordResetToken", "who", "text"}, /* by its foreign key */
        {"LiteLLM_SpendLogs_legacy", "user", "text"},  /* a leftover */
        {"invoices", "user_id", "text"},               /* another's table, own users */
        {"invoices", "customer", "text"},              /* ... but this one is LiteLLM's team */
        {"invoices", "currency", "text"},              /* a key to a table of no interest */
        {"LiteLLM_UserTable", "sso_user_id", "text"},  /* known not to be one */
    };
    static const LiveForeignKey KEYS[] = {
        {"LiteLLM_PasswordResetToken", "who", "LiteLLM_UserTable"},
        {"invoices", "currency", "currencies"},
        {"invoices", "customer", "LiteLLM_TeamTable"},
    };
    LiveSchema live = {COLUMNS, sizeof COLUMNS / sizeof *COLUMNS, false};
    UnclassifiedReferences found = unclassified_references(arena, &live, KEYS, 3);

    assert_int_equal(found.count, 3);
    assert_found(&found.items[0], "LiteLLM_TeamTable", "lead_user_id", "user", "by its name");
    assert_found(&found.items[1], "LiteLLM_PasswordResetToken", "who", "user",
                 "by its foreign key to LiteLLM_UserTable");
    assert_found(&found.items[2], "invoices", "customer", "team",
                 "by its foreign key to LiteLLM_TeamTable");
}

static void values_are_worth_a_look_where_nothing_is_known(void **state)
{
    (void) state;

    assert_true(reference_may_hide_in(&(SchemaColumn){"LiteLLM_New", "who", "text"}));
    assert_true(reference_may_hide_in(&(SchemaColumn){"LiteLLM_TeamTable", "who", "text[]"}));
    assert_false(reference_may_hide_in(&(SchemaColumn){"LiteLLM_New", "who", "bigint"}));
    assert_false(reference_may_hide_in(&(SchemaColumn){"invoices", "who", "text"}));
    assert_false(reference_may_hide_in(&(SchemaColumn){"LiteLLM_TeamTable", "team_alias", "text"}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_unclassified_in_known_schemas),
        cmocka_unit_test(a_name_tells_the_kind),
        cmocka_unit_test(new_columns_are_found),
        cmocka_unit_test(values_are_worth_a_look_where_nothing_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
