/* Questions and progress, on a terminal and without one. */
#include "../capture.h"
#include "../suite.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "cli/progress.h"
#include "cli/prompt.h"

typedef int Script(void);

/* Runs script on a terminal, types what is given, and collects what appears. */
static int on_terminal(Script *script, const char *typed, char *text, size_t size)
{
    struct winsize window = {.ws_row = 24, .ws_col = 80};
    size_t length = 0;
    int master, status;
    pid_t child = forkpty(&master, NULL, NULL, &window);

    if (child == 0) {
        unsetenv("COLUMNS");
        setenv("TERM", "xterm", 1);
        interrupt_forget();
        _exit(script());
    }
    for (ssize_t count; (count = read(master, text + length, size - 1 - length)) > 0;) {
        bool is_first = length == 0;
        length += (size_t) count;
        if (is_first && typed != NULL)
            assert_int_equal(write(master, typed, strlen(typed)), (ssize_t) strlen(typed));
    }
    text[length] = '\0';
    waitpid(child, &status, 0);
    close(master);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int ask_yes(void)
{
    Error error = {0};

    return prompt_yes("delete \"a\x1b[2Jb\"?", &error) ? 0 : outcome_exit_code(error.outcome);
}

static int ask_name(void)
{
    Error error = {0};

    return prompt_typed("type alice to delete her", "alice", &error)
               ? 0
               : outcome_exit_code(error.outcome);
}

static void check(Script *script, const char *typed, int expected)
{
    char text[8192];

    assert_int_equal(on_terminal(script, typed, text, sizeof text), expected);
}

static void yes_is_yes(void **state)
{
    (void) state;
    check(ask_yes, "y\n", 0);
    check(ask_yes, "yes\n", 0);
    check(ask_yes, "Y\n", 0);
}

static void everything_else_is_no(void **state)
{
    (void) state;
    check(ask_yes, "n\n", 7);
    check(ask_yes, "\n", 7);
    check(ask_yes, " y\n", 7);
    check(ask_yes, "yyy\n", 7);
    check(ask_yes, "\x04", 7); /* end of input */
}

static void control_c_stops(void **state)
{
    (void) state;
    check(ask_yes, "\x03", 130);
}

static void the_name_must_be_typed(void **state)
{
    (void) state;
    check(ask_name, "alice\n", 0);
    check(ask_name, "Alice\n", 7);
    check(ask_name, "alice \n", 7);
    check(ask_name, "y\n", 7);
}

static void the_question_is_safe_to_show(void **state)
{
    (void) state;
    char text[8192];

    on_terminal(ask_yes, "n\n", text, sizeof text);
    assert_non_null(strstr(text, "delete \"a\\x1b[2Jb\"? [y/N] "));
}

static void without_a_terminal_nothing_is_asked(void **state)
{
    (void) state;
    Error error = {0};
    int saved = dup(STDIN_FILENO);
    int null = open("/dev/null", O_RDONLY);
    Capture capture = capture_begin(stderr);

    dup2(null, STDIN_FILENO);
    bool is_possible = prompt_is_possible();
    bool answer = prompt_yes("sure?", &error);
    dup2(saved, STDIN_FILENO);
    char *text = capture_end(&capture);
    assert_false(is_possible);
    assert_false(answer);
    assert_int_equal(error.outcome, OUTCOME_REFUSED);
    assert_string_equal(error.message, "there is no terminal to ask on");
    assert_non_null(strstr(error.hint, "--yes"));
    assert_string_equal(text, "");
    free(text);
    close(null);
    close(saved);
}

/* Ten steps of three seconds. */
static char *progress_lines(LogLevel level, int64_t total, const char *unit, int signal_at)
{
    Capture capture = capture_begin(stderr);

    interrupt_forget();
    clock_stop_at(0);
    log_set_level(level);
    progress_begin("archiving", total, unit);
    for (int at = 0; at < 10; at++) {
        clock_sleep_ms(3000);
        if (at == signal_at)
            raise(SIGUSR1);
        progress_step(1000);
    }
    progress_end();
    progress_end();
    progress_step(5);
    log_set_level(LOG_NORMAL);
    clock_resume();
    return capture_end(&capture);
}

static void check_progress(LogLevel level, int64_t total, const char *unit, int signal_at,
                           const char *expected)
{
    char *text = progress_lines(level, total, unit, signal_at);

    assert_string_equal(text, expected);
    free(text);
}

static void a_line_now_and_then(void **state)
{
    (void) state;
    check_progress(LOG_NORMAL, 10000, "rows", -1,
                   "litellm-dba: archiving: 4,000 of 10,000 rows (40 %), 333 rows/s, 18 s left\n"
                   "litellm-dba: archiving: 8,000 of 10,000 rows (80 %), 333 rows/s, 6 s left\n");
    check_progress(LOG_NORMAL, -1, NULL, -1,
                   "litellm-dba: archiving: 3.9 kB, 333 bytes/s\n"
                   "litellm-dba: archiving: 7.8 kB, 333 bytes/s\n");
    check_progress(LOG_QUIET, 10000, "rows", 0, "");
}

static void bytes_are_told_beside_the_rows(void **state)
{
    (void) state;
    Capture capture = capture_begin(stderr);

    interrupt_forget();
    clock_stop_at(0);
    progress_begin("pruning", 4000, "rows");
    clock_sleep_ms(10000);
    progress_step_bytes(1000, 3 * 1024 * 1024);
    progress_end();
    clock_resume();

    char *text = capture_end(&capture);
    assert_string_equal(text,
                        "litellm-dba: pruning: 1,000 of 4,000 rows (25 %), 3.0 MB, 100 rows/s, "
                        "30 s left\n");
    free(text);
}

static void more_than_expected_is_no_percentage(void **state)
{
    (void) state;
    check_progress(LOG_NORMAL, 7000, "rows", -1,
                   "litellm-dba: archiving: 4,000 of 7,000 rows (57 %), 333 rows/s, 9 s left\n"
                   "litellm-dba: archiving: 8,000 rows, 333 rows/s\n");
}

static void a_signal_brings_a_line(void **state)
{
    (void) state;
    char *text = progress_lines(LOG_NORMAL, 10000, "rows", 1);

    assert_ptr_equal(strstr(text, "litellm-dba: archiving: 2,000 of 10,000 rows (20 %)"), text);
    free(text);
}

static int draw(void)
{
    clock_stop_at(0);
    progress_begin("archiving", 10, "rows");
    clock_sleep_ms(200);
    progress_step(5);
    log_warning("something");
    clock_sleep_ms(200);
    progress_step(1);
    progress_end();
    return 0;
}

static void a_live_line_gives_way(void **state)
{
    (void) state;
    char text[8192];

    assert_int_equal(on_terminal(draw, NULL, text, sizeof text), 0);
    assert_string_equal(text, "\rarchiving: 5 of 10 rows (50 %)\033[K"
                              "\r\033[Klitellm-dba: \033[1;33mwarning:\033[0m something\r\n"
                              "\rarchiving: 6 of 10 rows (60 %)\033[K\r\033[K");
}

static int draw_quietly(void)
{
    log_set_level(LOG_QUIET);
    clock_stop_at(0);
    progress_begin("archiving", 10, "rows");
    clock_sleep_ms(20000);
    progress_step(5);
    raise(SIGUSR1);
    progress_step(5);
    progress_end();
    return 0;
}

static void quiet_draws_nothing(void **state)
{
    (void) state;
    char text[8192];

    assert_int_equal(on_terminal(draw_quietly, NULL, text, sizeof text), 0);
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yes_is_yes),
        cmocka_unit_test(everything_else_is_no),
        cmocka_unit_test(control_c_stops),
        cmocka_unit_test(the_name_must_be_typed),
        cmocka_unit_test(the_question_is_safe_to_show),
        cmocka_unit_test(without_a_terminal_nothing_is_asked),
        cmocka_unit_test(a_line_now_and_then),
        cmocka_unit_test(bytes_are_told_beside_the_rows),
        cmocka_unit_test(more_than_expected_is_no_percentage),
        cmocka_unit_test(a_signal_brings_a_line),
        cmocka_unit_test(a_live_line_gives_way),
        cmocka_unit_test(quiet_draws_nothing),
    };

    unsetenv("NO_COLOR");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
