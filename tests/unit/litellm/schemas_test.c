/* The known schemas against the facts they are made from, and what drifts from them. */
#include "catalogs.h"

#include "litellm/known_schemas.h"

/* awk -F, 'NR > 1 { print $1 "." $3 ":" $4 }' tests/schema/1.53.2/columns.csv |
 *     LC_ALL=C sort | sha256sum */
#define FINGERPRINT_1_53_2 "510703a886843f3426d27b02fc633e958f3491dd5774bb02d67f7a5692a2cfe5"

static void every_version_is_nearest_to_itself(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();

    assert_int_equal(KNOWN_VERSION_COUNT, VERSION_COUNT);
    for (size_t at = 0; at < VERSION_COUNT; at++) {
        TestCatalog catalog = read_catalog(arena, VERSIONS[at]);
        NearestSchema nearest = schema_nearest(arena, &catalog.live);
        assert_string_equal(nearest.version, VERSIONS[at]);
        assert_int_equal(nearest.drift.count, 0);
        assert_non_null(nearest.date);
    }
}

static void a_fingerprint_is_of_what_counts(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    TestCatalog catalog = read_catalog(arena, "1.53.2");
    const char *fingerprint = schema_fingerprint(arena, &catalog.live);

    assert_string_equal(fingerprint, FINGERPRINT_1_53_2);

    /* Another order, leftovers and others' tables make no difference. */
    SchemaColumn *columns = arena_array(arena, SchemaColumn, catalog.columns.count + 3);
    for (size_t at = 0; at < catalog.columns.count; at++)
        columns[catalog.columns.count - 1 - at] = catalog.columns.items[at];
    columns[catalog.columns.count] =
        (SchemaColumn){"LiteLLM_SpendLogs_legacy", "request_id", "text"};
    columns[catalog.columns.count + 1] = (SchemaColumn){"_prisma_migrations", "id", "text"};
    columns[catalog.columns.count + 2] = (SchemaColumn){"somebody", "user_id", "text"};
    LiveSchema other = {columns, catalog.columns.count + 3, false};
    assert_string_equal(schema_fingerprint(arena, &other), fingerprint);
    assert_int_equal(schema_nearest(arena, &other).drift.count, 0);

    columns[0].type = "bigint";
    assert_string_not_equal(schema_fingerprint(arena, &other), fingerprint);
}

static void a_schema_in_front_of_a_type_does_not_count(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    SchemaColumn column = {"LiteLLM_CronJob", "status", "public.\"JobStatus\""};
    LiveSchema live = {&column, 1, false};
    const char *fingerprint = schema_fingerprint(arena, &live);

    column.type = "\"Lite LLM\".\"JobStatus\"";
    assert_string_equal(schema_fingerprint(arena, &live), fingerprint);
    column.type = "\"JobStatus\"";
    assert_string_equal(schema_fingerprint(arena, &live), fingerprint);
    assert_string_equal(schema_type("timestamp(3) without time zone"),
                        "timestamp(3) without time zone");
}

static void partitioning_decides_between_equals(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    TestCatalog catalog = read_catalog(arena, "2026-09");

    assert_string_equal(schema_nearest(arena, &catalog.live).version, "2026-09");
    catalog.live.spend_logs_partitioned = true;
    assert_string_equal(schema_nearest(arena, &catalog.live).version, "2026-09-partitioned");
}

static void assert_drift(const SchemaDrift *drift, DriftKind kind, const char *table,
                         const char *column)
{
    assert_int_equal(drift->kind, kind);
    assert_string_equal(drift->table, table);
    if (column == NULL)
        assert_null(drift->column);
    else
        assert_string_equal(drift->column, column);
}

static void what_differs_is_named(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    TestCatalog catalog = read_catalog(arena, "1.80.9");
    CatalogColumns columns = {0};

    for (size_t at = 0; at < catalog.columns.count; at++) {
        SchemaColumn column = catalog.columns.items[at];
        bool is_team = strcmp(column.table, "LiteLLM_TeamTable") == 0;
        if (strcmp(column.table, "LiteLLM_CronJob") == 0 ||
            (is_team && strcmp(column.column, "admins") == 0))
            continue;
        if (is_team && strcmp(column.column, "spend") == 0)
            column.type = "numeric";
        list_add(arena, &columns, column);
    }
    list_add(arena, &columns, (SchemaColumn){"LiteLLM_TeamTable", "colour", "text"});
    list_add(arena, &columns, (SchemaColumn){"LiteLLM_New", "b", "text"});
    list_add(arena, &columns, (SchemaColumn){"LiteLLM_New", "a", "text"});

    NearestSchema nearest =
        schema_nearest(arena, &(LiveSchema){columns.items, columns.count, false});
    assert_string_equal(nearest.version, "1.80.9");
    assert_int_equal(nearest.drift.count, 5);
    assert_drift(&nearest.drift.items[0], DRIFT_TABLE_MISSING, "LiteLLM_CronJob", NULL);
    assert_drift(&nearest.drift.items[1], DRIFT_TABLE_ADDITIONAL, "LiteLLM_New", NULL);
    assert_drift(&nearest.drift.items[2], DRIFT_COLUMN_MISSING, "LiteLLM_TeamTable", "admins");
    assert_string_equal(nearest.drift.items[2].known_type, "text[]");
    assert_drift(&nearest.drift.items[3], DRIFT_COLUMN_ADDITIONAL, "LiteLLM_TeamTable", "colour");
    assert_string_equal(nearest.drift.items[3].type, "text");
    assert_drift(&nearest.drift.items[4], DRIFT_COLUMN_TYPE, "LiteLLM_TeamTable", "spend");
    assert_string_equal(nearest.drift.items[4].type, "numeric");
    assert_string_equal(nearest.drift.items[4].known_type, "double precision");
    assert_string_equal(drift_kind_name(nearest.drift.items[4].kind), "other type");
}

static void an_empty_schema_is_no_harm(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    LiveSchema nothing = {NULL, 0, false};
    NearestSchema nearest = schema_nearest(arena, &nothing);

    assert_string_equal(nearest.version, "1.53.2");
    assert_int_equal(nearest.drift.count, 16);
    for (size_t at = 0; at < nearest.drift.count; at++)
        assert_int_equal(nearest.drift.items[at].kind, DRIFT_TABLE_MISSING);
    assert_int_equal(strlen(schema_fingerprint(arena, &nothing)), 64);
}

static void every_column_is_known(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();

    for (size_t at = 0; at < VERSION_COUNT; at++) {
        TestCatalog catalog = read_catalog(arena, VERSIONS[at]);
        for (size_t i = 0; i < catalog.columns.count; i++) {
            const SchemaColumn *column = &catalog.columns.items[i];
            bool counts = schema_counts(column->table);
            assert_int_equal(schema_knows(column->table, column->column), counts);
            assert_int_equal(schema_knows(column->table, NULL), counts);
        }
    }
    assert_false(schema_knows("LiteLLM_TeamTable", "colour"));
    assert_false(schema_knows("LiteLLM_", NULL));
    assert_false(schema_knows("LiteLLM_ZZZ", NULL));
    assert_false(schema_counts("LiteLLM_SpendLogs_partitioned"));
    assert_false(schema_counts("_prisma_migrations"));
    assert_true(schema_counts("LiteLLM_SpendLogs"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_version_is_nearest_to_itself),
        cmocka_unit_test(a_fingerprint_is_of_what_counts),
        cmocka_unit_test(a_schema_in_front_of_a_type_does_not_count),
        cmocka_unit_test(partitioning_decides_between_equals),
        cmocka_unit_test(what_differs_is_named),
        cmocka_unit_test(an_empty_schema_is_no_harm),
        cmocka_unit_test(every_column_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
