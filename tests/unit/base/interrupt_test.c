/* The wish to stop. */
#include "../suite.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"

static void the_first_signal_is_a_wish(void **state)
{
    (void) state;
    Error error = {0};

    interrupt_forget();
    assert_false(interrupt_requested());
    assert_int_equal(interrupt_signal(), 0);
    raise(SIGINT);
    assert_true(interrupt_requested());
    assert_int_equal(interrupt_signal(), SIGINT);
    assert_false(interrupt_fail(&error));
    assert_int_equal(error.outcome, OUTCOME_INTERRUPTED);

    interrupt_forget();
    raise(SIGTERM);
    raise(SIGINT);
    assert_int_equal(interrupt_signal(), SIGTERM);
    interrupt_fail(&error);
    assert_int_equal(error.outcome, OUTCOME_TERMINATED);
    interrupt_forget();
}

static void the_second_one_kills(void **state)
{
    (void) state;
    int status;
    pid_t child = fork();

    if (child == 0) {
        interrupt_forget();
        raise(SIGINT);
        raise(SIGINT);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGINT);
}

static void what_nohup_ignores_stays_ignored(void **state)
{
    (void) state;
    int status;
    pid_t child = fork();

    if (child == 0) {
        signal(SIGINT, SIG_IGN);
        interrupt_watch();
        raise(SIGINT);
        _exit(interrupt_requested() ? 1 : 0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void a_question_is_taken_once(void **state)
{
    (void) state;
    interrupt_forget();
    assert_false(interrupt_take_question());
    raise(SIGUSR1);
    raise(SIGUSR1);
    assert_true(interrupt_take_question());
    assert_false(interrupt_take_question());
    assert_false(interrupt_requested());
}

static void a_broken_pipe_is_an_error_not_a_death(void **state)
{
    (void) state;
    int ends[2];

    interrupt_forget();
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    assert_int_equal(write(ends[1], "x", 1), -1);
    assert_int_equal(errno, EPIPE);
    close(ends[1]);
}

static void a_sleep_ends_early(void **state)
{
    (void) state;
    interrupt_forget();
    int64_t before = clock_monotonic_ms();
    pid_t child = fork();
    if (child == 0) {
        clock_sleep_ms(50);
        kill(getppid(), SIGINT);
        _exit(0);
    }
    clock_sleep_ms(20000); /* the child's end does not interrupt, its signal does */
    assert_true(interrupt_requested());
    assert_true(clock_monotonic_ms() - before < 10000);
    waitpid(child, NULL, 0);
    interrupt_forget();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_signal_is_a_wish),
        cmocka_unit_test(the_second_one_kills),
        cmocka_unit_test(what_nohup_ignores_stays_ignored),
        cmocka_unit_test(a_question_is_taken_once),
        cmocka_unit_test(a_broken_pipe_is_an_error_not_a_death),
        cmocka_unit_test(a_sleep_ends_early),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
