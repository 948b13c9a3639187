/* The catalog as it is read from a real server. */
#include "live.h"

static int make_schema(void **state)
{
    live_set_up(state);
    raw_run(raw, "DROP SCHEMA IF EXISTS \"Lite LLM\" CASCADE; CREATE SCHEMA \"Lite LLM\"; "
                 "SET search_path = \"Lite LLM\"");
    raw_run(raw, "CREATE TABLE \"LiteLLM_UserTable\" (user_id text PRIMARY KEY, gone int, "
                 "spend float8 NOT NULL DEFAULT 0.0, at timestamp(3) DEFAULT CURRENT_TIMESTAMP)");
    raw_run(raw, "ALTER TABLE \"LiteLLM_UserTable\" DROP COLUMN gone");
    raw_run(raw, "CREATE TABLE \"LiteLLM_TeamMembership\" (team_id text, user_id text REFERENCES "
                 "\"LiteLLM_UserTable\" ON DELETE CASCADE, PRIMARY KEY (user_id, team_id))");
    raw_run(raw, "CREATE TABLE \"Child\" (b text, a text, FOREIGN KEY (a, b) REFERENCES "
                 "\"LiteLLM_TeamMembership\" ON DELETE SET NULL)");
    raw_run(raw, "CREATE TABLE \"LiteLLM_SpendLogs\" (request_id text, \"startTime\" timestamp(3), "
                 "PRIMARY KEY (request_id, \"startTime\")) PARTITION BY RANGE (\"startTime\")");
    raw_run(raw,
            "CREATE TABLE p1 PARTITION OF \"LiteLLM_SpendLogs\" FOR VALUES FROM ('2026-01-01') "
            "TO ('2026-02-01')");
    raw_run(raw, "CREATE TABLE pd PARTITION OF \"LiteLLM_SpendLogs\" DEFAULT");
    raw_run(raw, "INSERT INTO \"LiteLLM_SpendLogs\" SELECT n::text, timestamp '2026-01-30' + "
                 "interval '1 hour' * n FROM generate_series(1, 1000) AS n");
    raw_run(raw, "CREATE VIEW \"LiteLLM_View\" AS SELECT 1 AS a");
    raw_run(raw, "ANALYZE \"LiteLLM_SpendLogs\"");
    return 0;
}

static int drop_schema(void **state)
{
    raw_run(raw, "DROP SCHEMA \"Lite LLM\" CASCADE");
    return live_tear_down(state);
}

static const Catalog *read_catalog(Server *server)
{
    const Catalog *catalog = NULL;
    Error error = {0};

    if (!server_read_catalog(server, arena, &catalog, &error))
        fail_test("%s; %s", error.message, error.detail);
    return catalog;
}

static Server *connect_to_schema(const char *schema)
{
    Server *server = NULL;
    Error error = {0};
    ServerOptions options = {.dbname = live_url(), .schema = schema};

    if (!server_connect(&options, &server, &error))
        fail_test("%s; %s", error.message, error.detail);
    return server;
}

static void tables_and_columns_are_as_they_are(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = connect_to_schema("Lite LLM");
    const Catalog *catalog = read_catalog(server);

    assert_string_equal(catalog->schema, "Lite LLM");
    assert_int_equal(catalog->table_count, 4);
    assert_string_equal(catalog->tables[0].name, "Child");
    assert_string_equal(catalog->tables[3].name, "LiteLLM_UserTable");

    const CatalogTable *users = catalog_table(catalog, "LiteLLM_UserTable");
    assert_int_equal(users->column_count, 3);
    assert_string_equal(users->columns[1].name, "spend");
    assert_string_equal(users->columns[1].type, "double precision");
    assert_true(users->columns[1].not_null);
    assert_string_equal(users->columns[1].default_expression, "0.0");
    assert_string_equal(users->columns[2].type, "timestamp(3) without time zone");
    assert_false(users->columns[2].not_null);
    assert_null(users->columns[0].default_expression);
    assert_string_equal(users->key[0], "user_id");
    assert_null(users->key[1]);
    assert_true(users->estimated_rows < 0);
    assert_true(users->total_bytes > 0);
    const CatalogTable *members = catalog_table(catalog, "LiteLLM_TeamMembership");
    assert_string_equal(members->columns[0].name, "team_id");
    assert_string_equal(members->key[0], "user_id");
    assert_string_equal(members->key[1], "team_id");
    const char *const *names = catalog_column_names(users, arena);
    assert_string_equal(names[0], "user_id");
    assert_string_equal(names[2], "at");
    assert_null(names[3]);
    assert_null(catalog_table(catalog, "Child")->key[0]);
}

static void partitions_count_for_their_parent(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = connect_to_schema("Lite LLM");
    const CatalogTable *logs = catalog_table(read_catalog(server), "LiteLLM_SpendLogs");

    assert_true(logs->is_partitioned);
    assert_true(logs->estimated_rows > 999 && logs->estimated_rows < 1001);
    assert_string_equal(arena_format(arena, "%lld", (long long) logs->total_bytes),
                        raw_run(raw, "SELECT pg_total_relation_size('p1') + "
                                     "pg_total_relation_size('pd')"));
    assert_string_equal(logs->key[1], "startTime");
    assert_string_equal(logs->columns[1].name, "startTime");
}

static void foreign_keys_have_their_rules(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = connect_to_schema("Lite LLM");
    const Catalog *catalog = read_catalog(server);

    assert_int_equal(catalog->foreign_key_count, 2);
    const CatalogForeignKey *child = &catalog->foreign_keys[0];
    assert_string_equal(child->table, "Child");
    assert_string_equal(child->columns[0], "a");
    assert_string_equal(child->columns[1], "b");
    assert_null(child->columns[2]);
    assert_string_equal(child->parent_columns[0], "user_id");
    assert_string_equal(child->parent_columns[1], "team_id");
    assert_int_equal(child->on_delete, ON_DELETE_SET_NULL);
    const CatalogForeignKey *member = &catalog->foreign_keys[1];
    assert_string_equal(member->parent_table, "LiteLLM_UserTable");
    assert_int_equal(member->on_delete, ON_DELETE_CASCADE);
}

static void names_are_found_exactly(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = connect_to_schema("Lite LLM");
    const Catalog *catalog = read_catalog(server);

    assert_true(catalog_has(catalog, "LiteLLM_UserTable"));
    assert_true(catalog_has(catalog, "LiteLLM_SpendLogs.startTime"));
    assert_false(catalog_has(catalog, "LiteLLM_SpendLogs.starttime"));
    assert_false(catalog_has(catalog, "litellm_usertable"));
    assert_false(catalog_has(catalog, "LiteLLM_UserTable.gone"));
    assert_false(catalog_has(catalog, "p1"));
    assert_false(catalog_has(catalog, "LiteLLM_View"));
    assert_false(catalog_has(catalog, ""));
}

static void a_wrong_schema_names_the_right_one(void **state)
{
    (void) state;
    const char *const wrong[] = {"public", "no such schema", "pg_catalog"};

    for (size_t at = 0; at < sizeof wrong / sizeof *wrong; at++) {
        Server *server CLEANUP(server_close) = connect_to_schema(wrong[at]);
        const Catalog *catalog = NULL;
        Error error = {0};
        assert_false(server_read_catalog(server, arena, &catalog, &error));
        assert_int_equal(error.outcome, OUTCOME_SERVER_ERROR);
        assert_non_null(strstr(error.message, wrong[at]));
        assert_non_null(strstr(error.hint, "\"Lite LLM\""));
    }
    raw_run(raw, "ALTER TABLE \"LiteLLM_UserTable\" RENAME TO other");
    Server *server CLEANUP(server_close) = connect_to_schema("Lite LLM");
    const Catalog *catalog = NULL;
    Error error = {0};
    assert_false(server_read_catalog(server, arena, &catalog, &error));
    assert_non_null(strstr(error.hint, "right database"));
}

int main(void)
{
#define catalog_case(test) cmocka_unit_test_setup_teardown(test, make_schema, drop_schema)
    const struct CMUnitTest tests[] = {
        catalog_case(tables_and_columns_are_as_they_are),
        catalog_case(partitions_count_for_their_parent),
        catalog_case(foreign_keys_have_their_rules),
        catalog_case(names_are_found_exactly),
        catalog_case(a_wrong_schema_names_the_right_one),
    };

    return LIVE_MAIN("server/catalog", tests);
}
