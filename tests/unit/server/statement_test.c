/* What a statement's text becomes for one database. */
#include "../suite.h"

#include <stdbool.h>
#include <string.h>

#include "server/statement.h"
#include "server/type.h"

static Arena *arena;

static const CatalogColumn TEAM_COLUMNS[] = {{.name = "team_id"}, {.name = "members"}};
static const CatalogColumn USER_COLUMNS[] = {{.name = "user_id"}, {.name = "teams"}};
static const CatalogTable TABLES[] = {
    {.name = "LiteLLM_TeamTable", .columns = TEAM_COLUMNS, .column_count = 2},
    {.name = "LiteLLM_UserTable", .columns = USER_COLUMNS, .column_count = 2},
};
static const Catalog CATALOG = {.tables = TABLES, .table_count = 2};

static const NamedReference REFERENCES[] = {
    {"user", "LiteLLM_UserTable", "user_id"}, {"team", "LiteLLM_TeamTable", "team_id"},
    {"user", "LiteLLM_Gone", "user_id"},      {"user", "LiteLLM_TeamTable", "members"},
    {"user", "LiteLLM_TeamTable", "gone"},    {NULL, NULL, NULL},
};

static int set_up(void **state)
{
    (void) state;
    arena = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void) state;
    arena_release(&arena);
    return 0;
}

static const char *make_with(const char *text, const SqlNames *names)
{
    SqlText *sql = arena_alloc(arena, sizeof *sql);
    StatementContext context = {&CATALOG, REFERENCES, names};

    sql->text = text;
    return statement_make(arena, sql, &context).text;
}

static const char *make(const char *text)
{
    return make_with(text, NULL);
}

static void a_plain_text_stays(void **state)
{
    (void) state;
    assert_string_equal(make("SELECT 1;\n"), "SELECT 1;\n");
    assert_string_equal(make("SELECT 1 -- one\n-- two\n;"), "SELECT 1 -- one\n-- two\n;\n");
    assert_string_equal(make("SELECT $1::text[1:2], x::\"char\", ':\"a\"', \":\"\n"),
                        "SELECT $1::text[1:2], x::\"char\", ':\"a\"', \":\"\n");
    assert_string_equal(make("SELECT '-- when LiteLLM_Gone'\n"), "SELECT '-- when LiteLLM_Gone'\n");
    assert_string_equal(make("-- when LiteLLM_Gone\n"), "-- when LiteLLM_Gone\n");
    assert_string_equal(make("SELECT 1 -- each of them, it's :\"said\"\n"),
                        "SELECT 1 -- each of them, it's :\"said\"\n");
}

static void names_are_quoted(void **state)
{
    (void) state;
    const SqlNames *names = SQL_NAMES(SQL_NAME("table", "Lite\"LLM"),
                                      SQL_NAME("columns", "a", "b c"), SQL_NAME("key", "id"));

    assert_string_equal(make_with("SELECT :\"columns\" FROM :\"table\"", names),
                        "SELECT \"a\", \"b c\" FROM \"Lite\"\"LLM\"\n");
    assert_string_equal(make_with("JOIN x USING (:\"key\")", names), "JOIN x USING (\"id\")\n");
    assert_string_equal(make_with("RETURNING live.:\"columns\", :\"key\"", names),
                        "RETURNING live.\"a\", live.\"b c\", \"id\"\n");
    assert_string_equal(quote_name(arena, "a\"b"), "\"a\"\"b\"");
}

static void a_name_may_have_a_form(void **state)
{
    (void) state;
    const SqlText text = {.text = ":\"column\"::text COLLATE \"C\"\n"};
    const SqlText typed = {.text = "CASE WHEN :\"other\" THEN\n  f(:\"column\") END\n"};
    const SqlForm forms[] = {
        {&text, NULL}, {NULL, NULL}, {&typed, SQL_NAMES(SQL_NAME("other", "o"))}};
    const SqlNames names[] = {
        {"columns", (const char *const[]){"a\"b", "c", "d", NULL}, forms},
        SQL_NAME("table", "t"),
        {0},
    };

    assert_string_equal(make_with("SELECT :\"columns\" FROM :\"table\"", names),
                        "SELECT \"a\"\"b\"::text COLLATE \"C\", \"c\", CASE WHEN \"o\" THEN\n"
                        "  f(\"d\") END FROM \"t\"\n");
}

static void a_word_can_be_a_literal(void **state)
{
    (void) state;
    assert_string_equal(make_with("SET TRANSACTION SNAPSHOT :'snapshot';",
                                  SQL_NAMES(SQL_NAME("snapshot", "00000003-0000001B-1"))),
                        "SET TRANSACTION SNAPSHOT '00000003-0000001B-1';\n");
}

static void a_line_depends_on_the_catalog(void **state)
{
    (void) state;
    assert_string_equal(make("a -- when LiteLLM_TeamTable\nb  -- when LiteLLM_Gone\nc"), "a\nc\n");
    assert_string_equal(make("a -- when LiteLLM_TeamTable.members \n"), "a\n");
    assert_string_equal(make("a -- when LiteLLM_TeamTable.member\n"), "");
    assert_string_equal(make("a -- when LiteLLM_UserTable.teams and LiteLLM_TeamTable\n"), "a\n");
    assert_string_equal(make("a -- when LiteLLM_UserTable.teams and LiteLLM_Gone\n"), "");
    assert_string_equal(make("a = 'it''s -- x' -- when LiteLLM_Gone\n"), "");
}

static void a_line_is_repeated_for_references(void **state)
{
    (void) state;
    static const char LINE[] = "UNION SELECT x.:\"column\" FROM :\"table\" AS x -- each user "
                               "reference\nEND";

    assert_string_equal(make(LINE), "UNION SELECT x.\"user_id\" FROM \"LiteLLM_UserTable\" AS x\n"
                                    "UNION SELECT x.\"members\" FROM \"LiteLLM_TeamTable\" AS x\n"
                                    "END\n");
    assert_string_equal(make("a -- each budget reference\nb"), "b\n");
    /* Other names stay those of the statement. */
    assert_string_equal(make_with(":\"key\" :\"table\" -- each team reference\n:\"table\"",
                                  SQL_NAMES(SQL_NAME("table", "T"), SQL_NAME("key", "k"))),
                        "\"k\" \"LiteLLM_TeamTable\"\n\"T\"\n");
}

static void without_a_catalog_everything_stays(void **state)
{
    (void) state;
    SqlText sql = {.text = "a -- when LiteLLM_Gone\nb -- each team reference\n"};
    StatementContext context = {NULL, REFERENCES, NULL};

    assert_string_equal(statement_make(arena, &sql, &context).text, "a\nb\n");
}

static void what_is_missing_is_named(void **state)
{
    (void) state;
    const char *missing;
    SqlText sql = {.needs = "LiteLLM_TeamTable, LiteLLM_Gone, LiteLLM_UserTable.x"};

    assert_false(statement_is_possible(&sql, &CATALOG, arena, &missing));
    assert_string_equal(missing, "LiteLLM_Gone, LiteLLM_UserTable.x");
    sql.needs = "LiteLLM_Gone, LiteLLM_Gone.a, LiteLLM_Gone.b";
    assert_false(statement_is_possible(&sql, &CATALOG, arena, &missing));
    assert_string_equal(missing, "LiteLLM_Gone");
    sql.needs = "LiteLLM_TeamTable.team_id, LiteLLM_UserTable";
    assert_true(statement_is_possible(&sql, &CATALOG, arena, &missing));
    assert_string_equal(missing, "");
    sql.needs = "";
    assert_true(statement_is_possible(&sql, &CATALOG, arena, NULL));
}

static void types_have_short_names(void **state)
{
    (void) state;
    assert_string_equal(type_shorten(arena, "timestamp(3) without time zone"), "timestamp");
    assert_string_equal(type_shorten(arena, "timestamp with time zone"), "timestamptz");
    assert_string_equal(type_shorten(arena, "character varying(36)"), "varchar");
    assert_string_equal(type_shorten(arena, "bigint[]"), "int8[]");
    assert_string_equal(type_shorten(arena, "text"), "text");
    assert_string_equal(type_shorten(arena, "\"JobStatus\""), "\"JobStatus\"");
    assert_string_equal(type_shorten(arena, "\"Odd(1)\"[]"), "\"Odd(1)\"[]");
    assert_string_equal(type_short_name(1009), "text[]");
    assert_null(type_short_name(0));
    assert_null(type_short_name(99999));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_plain_text_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_are_quoted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_name_may_have_a_form, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_word_can_be_a_literal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_line_depends_on_the_catalog, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_line_is_repeated_for_references, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_catalog_everything_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_missing_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(types_have_short_names, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("server/statement", tests, NULL, NULL);
}
