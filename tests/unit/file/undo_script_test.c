#include "tests/unit/file/scratch.h"

#include <sys/wait.h>

#include "file/kit.h"
#include "file/part.h"

/* Runs psql, so it needs the PostgreSQL of scripts/with-postgres; elsewhere it is skipped. */

#define SCHEMA "odd \"schema\"; --"
#define TABLE "Odd \"Table\""
#define QUOTED_TABLE "\"odd \"\"schema\"\"; --\".\"Odd \"\"Table\"\"\""

static const char MAKE[] =
    "DROP SCHEMA IF EXISTS \"odd \"\"schema\"\"; --\" CASCADE;\n"
    "CREATE SCHEMA \"odd \"\"schema\"\"; --\";\n"
    "SET search_path = \"odd \"\"schema\"\"; --\";\n"
    "CREATE TYPE mood AS ENUM ('fine', 'bad');\n"
    "CREATE TABLE \"Odd \"\"Table\"\"\" (\"a\" text, \"b:c\" int, members text[], meta jsonb, "
    "plain json,"
    "    spend float8, feeling mood, at timestamp(3), numbered int GENERATED ALWAYS AS IDENTITY,"
    "    PRIMARY KEY (\"a\", \"b:c\")) PARTITION BY RANGE (\"b:c\");\n"
    "CREATE TABLE low PARTITION OF \"Odd \"\"Table\"\"\" FOR VALUES FROM (0) TO (5);\n"
    "CREATE TABLE high PARTITION OF \"Odd \"\"Table\"\"\" FOR VALUES FROM (5) TO (100);\n"
    "INSERT INTO \"Odd \"\"Table\"\"\" SELECT 'row ' || n, n, ARRAY['u' || n, 'x, \"y\"', NULL],"
    "    jsonb_build_object('k', n), '{\"j\": [1,  2]}', n / 3.0, 'bad', timestamp '2026-01-01' + "
    "n *"
    "    interval '1.001 s' FROM generate_series(1, 9) AS n;\n"
    "INSERT INTO \"Odd \"\"Table\"\"\" (\"a\", \"b:c\", members, spend) VALUES"
    "    (E'  new\\nline, \"quoted\" é ', 11, NULL, NULL), ('', 12, '{}', 'NaN');\n";

/* What an operation does, its pre-images written by psql as COPY writes them. */
static const char WORK[] =
    "SET search_path = \"odd \"\"schema\"\"; --\";\n"
    "COPY (UPDATE \"Odd \"\"Table\"\"\" AS t SET members = array_remove(t.members, 'u' || "
    "t.\"b:c\")"
    "    FROM \"Odd \"\"Table\"\"\" AS o WHERE (o.\"a\", o.\"b:c\") = (t.\"a\", t.\"b:c\") AND"
    "    t.\"b:c\" IN (2, 3, 7) RETURNING t.\"a\", t.\"b:c\", o.members AS old, t.members AS new)"
    "    TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *) \\g '01-x.edited.csv'\n"
    "COPY (INSERT INTO \"Odd \"\"Table\"\"\" (\"a\", \"b:c\", meta) VALUES ('put in', 20, '{\"n\": "
    "null}'),"
    "    ('put in', 21, NULL) RETURNING *)"
    "    TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *) \\g '02-x.inserted.csv'\n"
    "COPY (DELETE FROM \"Odd \"\"Table\"\"\" WHERE \"b:c\" IN (1, 2, 8, 11, 12) RETURNING *)"
    "    TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *) \\g '03-x.deleted.csv'\n";

static const char *const ALL_COLUMNS[] = {"a",     "b:c",     "members", "meta",     "plain",
                                          "spend", "feeling", "at",      "numbered", NULL};
static const char *const KEY[] = {"a", "b:c", NULL};

static const PreimageFile FILES[] = {
    {.name = "01-x.edited.csv",
     .kind = PREIMAGE_EDITED,
     .table = TABLE,
     .columns = (const char *const[]){"a", "b:c", "old", "new", NULL},
     .key = KEY,
     .edited_column = "members",
     .rows = 3,
     .sha256 = ""},
    {.name = "02-x.inserted.csv",
     .kind = PREIMAGE_INSERTED,
     .table = TABLE,
     .columns = ALL_COLUMNS,
     .key = KEY,
     .rows = 2,
     .sha256 = ""},
    {.name = "03-x.deleted.csv",
     .kind = PREIMAGE_DELETED,
     .table = TABLE,
     .columns = ALL_COLUMNS,
     .key = KEY,
     .rows = 5,
     .sha256 = ""},
};

static int psql(Scratch *scratch, const char *arguments)
{
    const char *command =
        arena_format(scratch->arena, "cd '%s' && psql -X -q -v ON_ERROR_STOP=1 %s >>out 2>>err",
                     scratch->folder, arguments);
    int status = system(command);

    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void run_file(Scratch *scratch, const char *arguments)
{
    if (psql(scratch, arguments) != 0)
        fail_test("psql %s: %s", arguments, scratch_read(scratch, "err"));
}

static void run_sql(Scratch *scratch, const char *sql)
{
    scratch_write(scratch, "run.sql", sql);
    run_file(scratch, "-f run.sql");
}

/* The whole table as COPY prints it. */
static const char *content(Scratch *scratch)
{
    run_sql(scratch, "\\set ON_ERROR_STOP on\n"
                     "COPY (SELECT * FROM " QUOTED_TABLE " ORDER BY \"b:c\", \"a\") TO STDOUT"
                     " \\g content\n");
    return scratch_read(scratch, "content");
}

static const char *made(Scratch *scratch)
{
    run_sql(scratch, MAKE);
    return content(scratch);
}

static void worked(Scratch *scratch)
{
    const Kit kit = {
        .operation = 1,
        .command = "x",
        .schema = SCHEMA,
        .files = FILES,
        .file_count = sizeof FILES / sizeof *FILES,
    };

    run_sql(scratch, WORK);
    scratch_worked(scratch, kit_write(scratch->folder, &kit, &scratch->error));
}

static bool has_postgres(void)
{
    return getenv("PGHOST") != NULL && system("psql --version >/dev/null 2>&1") == 0;
}

static void psql_alone_brings_everything_back(void **state)
{
    Scratch *scratch = *state;
    const char *before, *after;

    if (!has_postgres())
        skip();
    before = made(scratch);
    worked(scratch);
    after = content(scratch);
    assert_string_not_equal(after, before);

    run_file(scratch, "-v rehearse=1 -f undo.sql");
    assert_string_equal(content(scratch), after);
    scratch_contains(scratch_read(scratch, "out"), "Only rehearsed");

    run_file(scratch, "-f undo.sql");
    assert_string_equal(content(scratch), before);
    run_file(scratch, "-f undo.sql");
    assert_string_equal(content(scratch), before);
}

static void what_others_changed_since_is_kept(void **state)
{
    Scratch *scratch = *state;
    const char *found;

    if (!has_postgres())
        skip();
    made(scratch);
    worked(scratch);
    run_sql(scratch, "SET search_path = \"odd \"\"schema\"\"; --\";\n"
                     "UPDATE \"Odd \"\"Table\"\"\" SET members = '{later}' WHERE \"b:c\" = 3;\n"
                     "UPDATE \"Odd \"\"Table\"\"\" SET spend = 99.5 WHERE \"b:c\" = 7;\n"
                     "UPDATE \"Odd \"\"Table\"\"\" SET spend = 1 WHERE \"b:c\" = 20;\n"
                     "INSERT INTO \"Odd \"\"Table\"\"\" VALUES ('row 8', 8, '{again}');\n");
    run_file(scratch, "-f undo.sql");
    found = content(scratch);
    scratch_contains(found, "row 3\t3\t{later}\t");
    scratch_contains(
        found, "row 7\t7\t{u7,\"x, \\\\\"y\\\\\"\",NULL}\t{\"k\": 7}\t{\"j\": [1,  2]}\t99.5\t");
    scratch_contains(found, "row 8\t8\t{again}\t");
    scratch_contains(found, "put in\t20\t");
    assert_null(strstr(found, "put in\t21\t"));
    scratch_contains(found, "row 1\t1\t{u1,");
}

static void a_damaged_file_changes_nothing(void **state)
{
    Scratch *scratch = *state;
    const char *after;

    if (!has_postgres())
        skip();
    made(scratch);
    worked(scratch);
    after = content(scratch);
    scratch_write(scratch, "01-x.edited.csv", "a,b:c,old,new\n\"x\",\"no number\",,\n");
    assert_int_not_equal(psql(scratch, "-f undo.sql"), 0);
    assert_string_equal(content(scratch), after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(psql_alone_brings_everything_back),
        SCRATCH_TEST(what_others_changed_since_is_kept),
        SCRATCH_TEST(a_damaged_file_changes_nothing),
    };
    return cmocka_run_group_tests_name("file/undo_script", tests, NULL, NULL);
}
