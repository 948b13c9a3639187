/* All talk on stderr. */
#include "../capture.h"
#include "../suite.h"

#include <stdbool.h>

#include "base/log.h"

static int prepared;

static void prepare(void)
{
    prepared++;
}

static void say_everything(void)
{
    log_debug("debug %d", 1);
    log_info("info");
    log_note("note");
    log_warning("warning");
}

static void check(LogLevel level, const char *expected)
{
    Capture capture = capture_begin(stderr);

    log_set_level(level);
    say_everything();
    char *text = capture_end(&capture);
    log_set_level(LOG_NORMAL);
    assert_string_equal(text, expected);
    free(text);
}

static void levels(void **state)
{
    (void) state;
    check(LOG_QUIET, "litellm-dba: warning: warning\n");
    check(LOG_NORMAL, "litellm-dba: info\nlitellm-dba: note: note\n"
                      "litellm-dba: warning: warning\n");
    check(LOG_VERBOSE, "litellm-dba: debug: debug 1\nlitellm-dba: info\nlitellm-dba: note: note\n"
                       "litellm-dba: warning: warning\n");
}

static void hostile_names_are_written_out(void **state)
{
    (void) state;
    Capture capture = capture_begin(stderr);

    log_warning("user \"%s\"", "\x1b[2J\r");
    log_warning("two\nlines\n");
    char *text = capture_end(&capture);
    assert_string_equal(text, "litellm-dba: warning: user \"\\x1b[2J\\r\"\n"
                              "litellm-dba: warning: two\n    lines\n");
    free(text);
}

static void the_same_warning_is_said_once(void **state)
{
    (void) state;
    Capture capture = capture_begin(stderr);

    for (int at = 0; at < 3; at++)
        log_warning_once("no TLS to %s", "db");
    log_warning_once("no TLS to %s", "other");
    char *text = capture_end(&capture);
    assert_string_equal(text, "litellm-dba: warning: no TLS to db\n"
                              "litellm-dba: warning: no TLS to other\n");
    free(text);
}

static void failures_have_message_detail_and_hint(void **state)
{
    (void) state;
    Error error = {.sqlstate = "42501"};
    Capture capture = capture_begin(stderr);

    error.outcome = OUTCOME_SERVER_ERROR;
    snprintf(error.message, sizeof error.message, "the server refused");
    snprintf(error.detail, sizeof error.detail, "one\ntwo\n");
    snprintf(error.hint, sizeof error.hint, "Ask.");
    log_failure(&error);
    fail(&error, OUTCOME_FOUND, "3 problems found");
    log_failure(&error);
    char *text = capture_end(&capture);
    assert_string_equal(text, "litellm-dba: error: the server refused (SQLSTATE 42501)\n"
                              "litellm-dba: detail: one\n    two\n"
                              "litellm-dba: hint: Ask.\n"
                              "litellm-dba: 3 problems found\n");
    free(text);
}

static void whoever_draws_is_told_first(void **state)
{
    (void) state;
    Capture capture = capture_begin(stderr);

    log_before_line(prepare);
    log_info("x");
    log_debug("not said");
    log_before_line(NULL);
    log_info("y");
    free(capture_end(&capture));
    assert_int_equal(prepared, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels),
        cmocka_unit_test(hostile_names_are_written_out),
        cmocka_unit_test(the_same_warning_is_said_once),
        cmocka_unit_test(failures_have_message_detail_and_hint),
        cmocka_unit_test(whoever_draws_is_told_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
