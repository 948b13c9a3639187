/* Which database is meant: URLs as LiteLLM has them, conninfo strings, names, and no passwords. */
#include "../suite.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "server/url.h"

static Arena *arena;

static int set_up(void **state)
{
    (void) state;
    arena = arena_new();
    unsetenv("DATABASE_URL");
    unsetenv("LITELLM_DBA_DATABASE_URL");
    return 0;
}

static int tear_down(void **state)
{
    (void) state;
    arena_release(&arena);
    return 0;
}

static Target resolve(const char *text)
{
    Target target;
    Error error = {0};

    if (!url_resolve(arena, text, PLUS_IS_BLANK, &target, &error))
        fail_test("%s: %s; %s; %s", text, error.message, error.detail, error.hint);
    return target;
}

/* The words of the refusal, all in one. */
static const char *refusal(const char *text)
{
    Target target;
    Error error = {0};

    assert_false(url_resolve(arena, text, PLUS_IS_BLANK, &target, &error));
    assert_int_equal(error.outcome, OUTCOME_USAGE);
    return arena_format(arena, "%s|%s|%s", error.message, error.detail, error.hint);
}

static void expect_setting(const char *text, const char *keyword, const char *expected)
{
    Target target = resolve(text);
    const char *value = url_value(&target, keyword);

    if (expected == NULL) {
        assert_null(value);
    } else {
        assert_non_null(value);
        assert_string_equal(value, expected);
    }
}

static bool is_noted(const char *text, const char *words)
{
    Target target = resolve(text);

    for (size_t at = 0; target.notes[at] != NULL; at++)
        if (strstr(target.notes[at], words) != NULL)
            return true;
    return false;
}

static void the_places_are_asked_in_order(void **state)
{
    (void) state;
    Target target = resolve(NULL);

    assert_string_equal(target.source, "the environment");
    assert_null(target.keywords[0]);
    setenv("DATABASE_URL", "postgresql://u@h/one", 1);
    assert_string_equal(resolve(NULL).source, "DATABASE_URL");
    expect_setting(NULL, "dbname", "one");
    setenv("LITELLM_DBA_DATABASE_URL", "two", 1);
    assert_string_equal(resolve(NULL).source, "LITELLM_DBA_DATABASE_URL");
    expect_setting(NULL, "dbname", "two");
    assert_string_equal(resolve("three").source, "--dbname");
    expect_setting("three", "dbname", "three");
    setenv("LITELLM_DBA_DATABASE_URL", " \n", 1);
    assert_string_equal(resolve("").source, "DATABASE_URL");
}

static void a_url_of_litellm_is_taken_as_it_is(void **state)
{
    (void) state;
    static const char URL[] = "postgresql://llm:s3cret@db.example:5433/litellm?schema=proxy"
                              "&connection_limit=10&pool_timeout=60&pgbouncer=true"
                              "&statement_cache_size=0&socket_timeout=5&connect_timeout=7"
                              "&sslmode=prefer";
    Target target = resolve(URL);

    assert_string_equal(target.schema, "proxy");
    assert_false(target.has_plus);
    expect_setting(URL, "user", "llm");
    expect_setting(URL, "password", "s3cret");
    expect_setting(URL, "host", "db.example");
    expect_setting(URL, "port", "5433");
    expect_setting(URL, "dbname", "litellm");
    expect_setting(URL, "connect_timeout", "7");
    expect_setting(URL, "sslmode", "prefer");
    assert_true(is_noted(URL, "connection_limit, pool_timeout, pgbouncer, statement_cache_size, "
                              "socket_timeout are left out"));
    assert_null(resolve("postgres://h/d").schema);
    assert_null(resolve("postgres://h/d?schema=").schema);
    assert_string_equal(resolve("postgres://h/d?schema=a%22b+c").schema, "a\"b c");
    assert_null(resolve("postgres://h/d?sslmode=require").notes[0]);
}

static void what_libpq_reads_stays(void **state)
{
    (void) state;
    expect_setting("postgresql://[::1]:5433/d", "host", "::1");
    expect_setting("postgresql://a,b:6000/d?target_session_attrs=read-write", "host", "a,b");
    expect_setting("postgresql:///d?host=/run/pg&port=7", "host", "/run/pg");
    expect_setting("postgresql://u%40x:p%40%2F%3F%25@h/d", "password", "p@/?%");
    expect_setting("postgresql://u%40x:p@h/d", "user", "u@x");
    expect_setting("postgresql://h/d?application_name=a%20b", "application_name", "a b");
    expect_setting("postgresql://h/d?", "dbname", "d");
    expect_setting("postgresql://h/d?&sslmode=require&", "sslmode", "require");
    expect_setting("POSTGRESQL://h/d", "host", "h");
    expect_setting("host=h dbname='a b' user=u\\'v", "dbname", "a b");
    expect_setting("host=h dbname='a b' user=u\\'v", "user", "u'v");
    expect_setting("name with blanks", "dbname", "name with blanks");
}

static void blanks_and_quotes_around_are_not_meant(void **state)
{
    (void) state;
    expect_setting(" postgresql://h/d\n", "dbname", "d");
    expect_setting("\"postgresql://h/d?schema=s\"", "dbname", "d");
    expect_setting("'host=h dbname=d'", "host", "h");
}

static void plus_is_a_blank_in_names_and_passwords(void **state)
{
    (void) state;
    Target target;
    Error error = {0};
    static const char URL[] = "postgresql://my+user:a+b%2Bc@h/my+base?application_name=x+y";

    expect_setting(URL, "user", "my user");
    expect_setting(URL, "password", "a b+c");
    expect_setting(URL, "dbname", "my base");
    assert_true(resolve(URL).has_plus);
    assert_false(resolve("postgresql://u:p%2B@h/d?application_name=x+y").has_plus);
    assert_true(url_resolve(arena, URL, PLUS_IS_PLUS, &target, &error));
    assert_string_equal(url_value(&target, "password"), "a+b+c");
    expect_setting("host=h password=a+b", "password", "a+b");
}

static void tls_parameters_are_translated(void **state)
{
    (void) state;
    expect_setting("postgresql://h/d?sslaccept=strict", "sslmode", "verify-full");
    expect_setting("postgresql://h/d?sslmode=require&sslaccept=strict", "sslmode", "verify-full");
    expect_setting("postgresql://h/d?sslmode=verify-ca&sslaccept=strict", "sslmode", "verify-ca");
    expect_setting("postgresql://h/d?sslmode=disable&sslaccept=strict", "sslmode", "disable");
    expect_setting("postgresql://h/d?sslaccept=accept_invalid_certs", "sslmode", "require");
    expect_setting("postgresql://h/d?sslmode=prefer&sslaccept=accept_invalid_certs", "sslmode",
                   "prefer");
    expect_setting("postgresql://h/d?sslcert=ca.pem", "sslrootcert", "ca.pem");
    expect_setting("postgresql://h/d?sslcert=ca.pem", "sslcert", NULL);
    expect_setting("postgresql://h/d?sslcert=me.pem&sslkey=me.key&sslpassword=x", "sslcert",
                   "me.pem");
    expect_setting("postgresql://h/d?sslcert=me.pem&sslkey=me.key&sslpassword=x", "sslpassword",
                   "x");
    expect_setting("postgresql://h/d?sslidentity=id.p12&sslpassword=xyzzy", "sslpassword", NULL);
    assert_true(is_noted("postgresql://h/d?sslidentity=id.p12&sslpassword=xyzzy", "sslidentity"));
    assert_true(is_noted("postgresql://h/d?sslidentity=id.p12&sslpassword=xyzzy", "sslpassword"));
    assert_false(is_noted("postgresql://h/d?sslidentity=id.p12&sslpassword=xyzzy", "xyzzy"));
}

static void what_nobody_knows_is_refused(void **state)
{
    (void) state;
    assert_non_null(strstr(refusal("postgresql://h/d?frobnicate=1"), "\"frobnicate\""));
    assert_non_null(
        strstr(refusal("postgresql://h/d?sslmod=require"), "Did you mean \"sslmode\"?"));
    assert_non_null(strstr(refusal("postgresql://h/d?connection_limits=1"), "connection_limits"));
    assert_non_null(strstr(refusal("postgresql+asyncpg://h/d"), "write postgresql://"));
    assert_non_null(strstr(refusal("prisma://x/?api_key=abc"), "DIRECT_URL"));
    assert_non_null(strstr(refusal("prisma+postgres://x/?api_key=abc"), "DIRECT_URL"));
    assert_non_null(strstr(refusal("mysql://h/d"), "\"mysql\""));
    assert_non_null(strstr(refusal("host=h sslmod=require"), "sslmod"));
    assert_non_null(strstr(refusal("host=h dbname"), "conninfo"));
}

/* Half-written passwords that libpq would quote in its message. */
static void a_refusal_says_no_part_of_a_password(void **state)
{
    (void) state;
    static const char *const TEXTS[] = {
        "postgresql://u:hunter2@x@h/d",      "postgresql://u:hunter2/x@h/d",
        "postgresql://u:hunter2?x@h/d",      "postgresql://u:x?hunter2=1@h/d",
        "postgresql://u:hunter2%zz@h/d",     "postgresql://u:hunter2@[::1/d",
        "postgresql://u:a@hunter2@h/d",      "host=h password=a hunter2",
        "host=h password=a hunter2=c",       "password='hunter2 host=h",
        "prisma://u:hunter2@h/?api_key=zz1", "postgresql://u:a/hunter2@h:x/d",
    };

    for (size_t at = 0; at < sizeof TEXTS / sizeof *TEXTS; at++) {
        const char *words = refusal(TEXTS[at]);
        if (strstr(words, "hunter2") != NULL || strstr(words, "zz1") != NULL)
            fail_test("%s: %s", TEXTS[at], words);
    }
}

static void a_password_of_the_command_line_is_noticed(void **state)
{
    (void) state;
    assert_true(resolve("postgresql://u:p@h/d").shows_password);
    assert_true(resolve("host=h password=p").shows_password);
    assert_false(resolve("postgresql://u@h/d").shows_password);
    setenv("DATABASE_URL", "postgresql://u:p@h/d", 1);
    assert_false(resolve(NULL).shows_password);
}

/* Before, after: what url_without_password makes of it. */
static const char *const HIDDEN[][2] = {
    {"postgresql://u:hunter2@h:5432/d?schema=x", "postgresql://u:***@h:5432/d?schema=x"},
    {"postgresql://u@h:5432/d", "postgresql://u@h:5432/d"},
    {"postgresql://h:5432/d", "postgresql://h:5432/d"},
    {"postgresql://u:hun@ter2@h/d", "postgresql://u:***@h/d"},
    {"postgresql://u:hun/ter2@h/d", "postgresql://u:***@h/d"},
    {"postgresql://u:@h/d", "postgresql://u:@h/d"},
    {"postgresql://h/d?user=u&password=hunter2&sslmode=require",
     "postgresql://h/d?user=u&password=***&sslmode=require"},
    {"postgresql://u:one@h/d?sslpassword=two", "postgresql://u:***@h/d?sslpassword=***"},
    {"postgresql+asyncpg://u:hunter2@h/d", "postgresql+asyncpg://u:***@h/d"},
    {"--dbname=postgresql://u:hunter2@h/d", "--dbname=postgresql://u:***@h/d"},
    {"-dpostgresql://u:hunter2@h/d", "-dpostgresql://u:***@h/d"},
    {"host=h password=hunter2 user=u", "host=h password=*** user=u"},
    {"password = 'hun ter\\'2' user=u", "password = *** user=u"},
    {"password='hunter2", "password=***"},
    {"password=hun\\ ter2 user=u", "password=*** user=u"},
    {"--dbname=password=hunter2 host=h", "--dbname=password=*** host=h"},
    {"host=h password=a://b&c user=u", "host=h password=*** user=u"},
    {"passfile=/home/x/.pgpass user=password", "passfile=/home/x/.pgpass user=password"},
    {"mypassword=x", "mypassword=x"},
    {"litellm", "litellm"},
    {"", ""},
};

static void passwords_are_taken_out_of_a_text(void **state)
{
    (void) state;
    for (size_t at = 0; at < sizeof HIDDEN / sizeof *HIDDEN; at++)
        assert_string_equal(url_without_password(arena, HIDDEN[at][0]), HIDDEN[at][1]);
}

/* In place the length stays, and what is left apart from stars is the same. */
static void passwords_are_blanked_in_place(void **state)
{
    (void) state;
    for (size_t at = 0; at < sizeof HIDDEN / sizeof *HIDDEN; at++) {
        char *argument = arena_copy(arena, HIDDEN[at][0]);
        url_hide_password(argument);
        assert_int_equal(strlen(argument), strlen(HIDDEN[at][0]));
        assert_null(strstr(argument, "hunter2"));
        for (size_t i = 0; argument[i] != '\0'; i++)
            assert_true(argument[i] == '*' || argument[i] == HIDDEN[at][0][i]);
        assert_int_equal(strchr(argument, '*') != NULL, strchr(HIDDEN[at][1], '*') != NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_places_are_asked_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_url_of_litellm_is_taken_as_it_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_libpq_reads_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(blanks_and_quotes_around_are_not_meant, set_up, tear_down),
        cmocka_unit_test_setup_teardown(plus_is_a_blank_in_names_and_passwords, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tls_parameters_are_translated, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_nobody_knows_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_refusal_says_no_part_of_a_password, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_password_of_the_command_line_is_noticed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(passwords_are_taken_out_of_a_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(passwords_are_blanked_in_place, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("server/url", tests, NULL, NULL);
}
