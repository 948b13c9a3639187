#include "tests/unit/journal/tamper.h"

#include "base/text.h"
#include "build/sql.h"
#include "journal/schema.h"

/* Every file of sql/journal against a freshly migrated journal: header and reality agree. */

static sqlite3 *migrated(Scratch *scratch, int version)
{
    Database database = {.path = "(in memory)"};

    assert_int_equal(sqlite3_open(":memory:", &database.handle), SQLITE_OK);
    scratch_worked(scratch, schema_migrate(&database, version, &scratch->error));
    return database.handle;
}

static bool is_migration(const SqlText *sql)
{
    return text_starts_with(sql->name, "journal/schema/");
}

/* "operation int8, command text" without the types. */
static const char *names_in_header(Scratch *scratch, const SqlText *sql)
{
    Text *names = text_new(scratch->arena);
    bool in_name = true;

    for (const char *at = sql->returns; *at != '\0'; at++) {
        if (*at == ',')
            text_add(names, ", ");
        else if (in_name && *at != ' ')
            text_add_char(names, *at);
        in_name = *at == ',' || (in_name && (*at != ' ' || at[-1] == ','));
    }
    return text_value(names);
}

static const char *names_in_reality(Scratch *scratch, sqlite3_stmt *statement)
{
    Text *names = text_new(scratch->arena);

    for (int column = 0; column < sqlite3_column_count(statement); column++)
        text_addf(names, "%s%s", column == 0 ? "" : ", ", sqlite3_column_name(statement, column));
    return text_value(names);
}

static int parameters_in_header(const SqlText *sql)
{
    int count = 0;

    while (sql->parameters[count].name != NULL)
        count++;
    return count;
}

/* Prepares one statement of a file, compares, runs it when it takes no values; what is left. */
static const char *check_statement(Scratch *scratch, sqlite3 *handle, const SqlText *sql,
                                   const char *text)
{
    sqlite3_stmt *statement = NULL;
    const char *rest = NULL;

    if (sqlite3_prepare_v2(handle, text, -1, &statement, &rest) != SQLITE_OK)
        fail_test("%s: %s", sql->name, sqlite3_errmsg(handle));
    if (statement == NULL)
        return rest;
    if (sqlite3_bind_parameter_count(statement) != parameters_in_header(sql))
        fail_test("%s takes %d parameters, its header says %d", sql->name,
                  sqlite3_bind_parameter_count(statement), parameters_in_header(sql));
    if (strcmp(names_in_reality(scratch, statement), names_in_header(scratch, sql)) != 0)
        fail_test("%s returns \"%s\", its header says \"%s\"", sql->name,
                  names_in_reality(scratch, statement), names_in_header(scratch, sql));
    if (!sqlite3_stmt_readonly(statement) && !sql->writes)
        fail_test("%s writes, its header does not say so", sql->name);
    sqlite3_finalize(statement);
    return rest;
}

static void headers_tell_the_truth(void **state)
{
    Scratch *scratch = *state;
    sqlite3 *handle = migrated(scratch, schema_newest_version());
    int count = 0;

    for (const SqlText *const *sql = SQL_ALL; *sql != NULL; sql++) {
        const char *rest = (*sql)->text;
        if (!text_starts_with((*sql)->name, "journal/") || is_migration(*sql))
            continue;
        while (*rest != '\0')
            rest = check_statement(scratch, handle, *sql, rest);
        count++;
    }
    assert_true(count >= 20);
    sqlite3_close(handle);
}

static void every_migration_is_in_the_list(void **state)
{
    int listed = 0;

    (void) state;
    for (const SqlText *const *sql = SQL_ALL; *sql != NULL; sql++)
        if (is_migration(*sql)) {
            assert_true(listed < schema_newest_version());
            assert_ptr_equal(JOURNAL_MIGRATIONS[listed], *sql);
            listed++;
        }
    assert_int_equal(listed, schema_newest_version());
    assert_null(JOURNAL_MIGRATIONS[listed]);
}

static const char *schema_of(Scratch *scratch, sqlite3 *handle)
{
    return tamper_text(
        handle, scratch->arena,
        "SELECT group_concat(type || ' ' || name || ' ' || coalesce(sql, ''), char(10))"
        " FROM (SELECT * FROM sqlite_schema ORDER BY type, name)");
}

static const char *version_of(Scratch *scratch, sqlite3 *handle)
{
    return tamper_text(handle, scratch->arena, "PRAGMA user_version");
}

static void each_version_leads_to_the_newest(void **state)
{
    Scratch *scratch = *state;
    int newest = schema_newest_version();
    sqlite3 *fresh = migrated(scratch, newest);
    const char *expected = schema_of(scratch, fresh);

    for (int version = 0; version <= newest; version++) {
        Database database = {.handle = migrated(scratch, version), .path = "(in memory)"};
        assert_int_equal(atoi(version_of(scratch, database.handle)), version);
        scratch_worked(scratch, schema_migrate(&database, newest, &scratch->error));
        assert_int_equal(atoi(version_of(scratch, database.handle)), newest);
        assert_string_equal(schema_of(scratch, database.handle), expected);
        sqlite3_close(database.handle);
    }
    assert_int_equal(atoi(tamper_text(fresh, scratch->arena, "PRAGMA application_id")),
                     JOURNAL_APPLICATION_ID);
    sqlite3_close(fresh);
}

/* Events of an older version must survive; their hashes bind them as they were. */
static void migrations_keep_the_events(void **state)
{
    Scratch *scratch = *state;

    for (int version = 1; version <= schema_newest_version(); version++) {
        Database database = {.handle = migrated(scratch, version), .path = "(in memory)"};
        tamper_run(database.handle,
                   "INSERT INTO event VALUES (1, 1, 'planned', '2026-11-21T03:00:00.123456Z', '{}',"
                   " printf('%064d', 0), "
                   "'1349937522bf79249957922d06e4b026316c3bee18871814273bba14b581330f')");
        scratch_worked(scratch,
                       schema_migrate(&database, schema_newest_version(), &scratch->error));
        assert_string_equal(
            tamper_text(database.handle, scratch->arena,
                        "SELECT sequence || kind || body || hash FROM event"),
            "1planned{}1349937522bf79249957922d06e4b026316c3bee18871814273bba14b581330f");
        sqlite3_close(database.handle);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(headers_tell_the_truth),
        SCRATCH_TEST(every_migration_is_in_the_list),
        SCRATCH_TEST(each_version_leads_to_the_newest),
        SCRATCH_TEST(migrations_keep_the_events),
    };
    return cmocka_run_group_tests_name("journal/statements", tests, NULL, NULL);
}
