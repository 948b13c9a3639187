/* Growing tables: all of them exist, with the column that tells a row's age. */
#include "catalogs.h"

#include "litellm/growing_tables.h"

static void every_growing_table_has_its_time_column(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    CatalogColumns all = read_all_columns(arena);
    static const char *const TYPES[] = {
        [AGE_TIMESTAMP] = "timestamp(3) without time zone",
        [AGE_DATE_TEXT] = "text",
        [AGE_EPOCH] = "double precision",
    };

    for (const GrowingTable *known = GROWING_TABLES; known->table != NULL; known++) {
        assert_int_equal(known->form == AGE_NONE, known->time_column == NULL);
        assert_true(schema_knows(known->table, known->time_column));
        if (known->time_column != NULL)
            assert_string_equal(type_of(&all, known->table, known->time_column),
                                TYPES[known->form]);
        assert_ptr_equal(growing_table(known->table), known);
    }
    assert_null(growing_table("LiteLLM_TeamTable"));
}

/* Each table of daily sums grows by a day's rows a day. */
static void no_daily_table_is_forgotten(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    TestCatalog catalog = read_catalog(arena, "2026-09");

    for (size_t at = 0; at < catalog.columns.count; at++)
        if (strcmp(catalog.columns.items[at].column, "date") == 0)
            assert_non_null(growing_table(catalog.columns.items[at].table));
}

/* Retention takes the table first: the days that it keeps are kept of its indexes. */
static void an_index_comes_after_its_table(void **state)
{
    (void) state;
    int indexes = 0;

    for (const GrowingTable *known = GROWING_TABLES; known->table != NULL; known++)
        if (known->index_of != NULL) {
            const GrowingTable *table = growing_table(known->index_of);
            indexes++;
            assert_non_null(table);
            assert_true(table < known);
            assert_int_equal(table->policy, known->policy);
        }
    assert_int_equal(indexes, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_growing_table_has_its_time_column),
        cmocka_unit_test(no_daily_table_is_forgotten),
        cmocka_unit_test(an_index_comes_after_its_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
