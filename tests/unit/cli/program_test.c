/* A whole run: what it prints, where, and its exit code. */
#include "../capture.h"
#include "../suite.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/wait.h>

#include "base/log.h"
#include "cli/options.h"
#include "cli/program.h"

typedef struct {
    CommonOptions common;
    int64_t outcome;
} TryOptions;

static bool run_try(const Call *call, Error *error)
{
    const TryOptions *options = call->options;

    log_debug("debug");
    log_info("info");
    log_warning("warning");
    printf("result of %s\n", call->name);
    if (options->outcome != 0)
        return fail(error, (Outcome) options->outcome, "as you wish");
    return true;
}

static const Option TRY_OPTIONS[] = {
    NUMBER(TryOptions, outcome, 0, "N", 0, OUTCOME_COUNT - 1, "how to end"),
    NO_MORE_OPTIONS,
};

static const Command TRY = {
    .name = "try",
    .summary = "try it",
    .options = TRY_OPTIONS,
    .options_size = sizeof(TryOptions),
    .groups = {INCLUDE_COMMON(TryOptions, common)},
    .run = run_try,
};

static const Command *const ROOT_COMMANDS[] = {&TRY, NULL};

static const Command ROOT = {
    .name = "litellm-dba",
    .summary = "try things",
    .options_size = sizeof(TryOptions),
    .groups = {INCLUDE_COMMON(TryOptions, common)},
    .subcommands = ROOT_COMMANDS,
};

static const Program PROGRAM = {
    .name = "litellm-dba",
    .version = "0.1.0",
    .licence = "MIT licence",
    .root = &ROOT,
};

/* Runs in a process of its own, because settings of the log stay. */
static int run(const char *const words[], const char *output_path)
{
    int status;

    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        char *argv[8] = {NULL};
        int argc = 0;
        for (; words[argc] != NULL; argc++)
            argv[argc] = strdup(words[argc]);
        if (output_path != NULL) {
            int file = open(output_path, O_WRONLY);
            dup2(file, STDOUT_FILENO);
            close(file);
        }
        int code = program_main(&PROGRAM, argc, argv);
        for (int at = 0; at < argc; at++)
            free(argv[at]);
        _exit(code);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void check(const char *const words[], int code, const char *output, const char *talk)
{
    Capture out = capture_begin(stdout);
    Capture err = capture_begin(stderr);
    int ended = run(words, NULL);
    char *said = capture_end(&err);
    char *printed = capture_end(&out);

    assert_int_equal(ended, code);
    assert_string_equal(printed, output);
    assert_string_equal(said, talk);
    free(said);
    free(printed);
}

#define LINE(...) ((const char *const[]){"litellm-dba", __VA_ARGS__, NULL})

static void results_and_talk_are_apart(void **state)
{
    (void) state;
    check(LINE("try"), 0, "result of try\n", "litellm-dba: info\nlitellm-dba: warning: warning\n");
    check(LINE("try", "-q"), 0, "result of try\n", "litellm-dba: warning: warning\n");
    check(LINE("-v", "try"), 0, "result of try\n",
          "litellm-dba: debug: debug\nlitellm-dba: info\nlitellm-dba: warning: warning\n");
}

static void failures_are_told_and_counted(void **state)
{
    (void) state;
    check(LINE("try", "-q", "--outcome", "7"), 7, "result of try\n",
          "litellm-dba: warning: warning\nlitellm-dba: error: as you wish\n");
    check(LINE("try", "-q", "--outcome", "6"), 6, "result of try\n",
          "litellm-dba: warning: warning\nlitellm-dba: as you wish\n");
    check(LINE("try", "-q", "--outcome", "12"), 143, "result of try\n",
          "litellm-dba: warning: warning\nlitellm-dba: as you wish\n");
    check(LINE("tri"), 2, "",
          "litellm-dba: error: there is no command \"tri\"\n"
          "litellm-dba: hint: Did you mean \"try\"?  Try \"litellm-dba --help\".\n");
}

static void help_says_nothing_on_stderr(void **state)
{
    (void) state;
    Capture err = capture_begin(stderr);
    Capture out = capture_begin(stdout);
    int ended = run(LINE("try", "--help"), NULL);
    char *printed = capture_end(&out);
    char *said = capture_end(&err);

    assert_int_equal(ended, 0);
    assert_string_equal(said, "");
    assert_ptr_equal(strstr(printed, "litellm-dba try - try it\n"), printed);
    free(printed);
    free(said);
    check(LINE("--version"), 0, "litellm-dba 0.1.0\nMIT licence\n", "");
}

static void a_lost_result_is_a_failure(void **state)
{
    (void) state;
    Capture err = capture_begin(stderr);
    int ended = run(LINE("try", "-q"), "/dev/full");
    char *said = capture_end(&err);

    assert_int_equal(ended, 5);
    assert_string_equal(said, "litellm-dba: warning: warning\n"
                              "litellm-dba: error: the result could not be written completely\n"
                              "litellm-dba: detail: No space left on device\n");
    free(said);
}

static void a_closed_stdout_is_noticed(void **state)
{
    (void) state;
    Capture err = capture_begin(stderr);
    int saved = dup(STDOUT_FILENO);

    fflush(stdout);
    close(STDOUT_FILENO);
    int ended = run(LINE("try", "-q"), NULL);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    free(capture_end(&err));
    assert_int_equal(ended, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_and_talk_are_apart),
        cmocka_unit_test(failures_are_told_and_counted),
        cmocka_unit_test(help_says_nothing_on_stderr),
        cmocka_unit_test(a_lost_result_is_a_failure),
        cmocka_unit_test(a_closed_stdout_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
