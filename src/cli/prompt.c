#include "cli/prompt.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/interrupt.h"
#include "base/terminal.h"

enum { LONGEST_ANSWER = 1024 };

bool prompt_is_possible(void)
{
    return terminal_is(stdin) && terminal_is(stderr);
}

/* Waits with the signals let in only while waiting, so that none slips by unseen. */
static bool wait_for_answer(Error *error)
{
    sigset_t stops, before;
    bool is_there = false;

    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    sigprocmask(SIG_BLOCK, &stops, &before);
    while (!is_there && !interrupt_requested()) {
        fd_set input;
        FD_ZERO(&input);
        FD_SET(STDIN_FILENO, &input);
        is_there = pselect(STDIN_FILENO + 1, &input, NULL, NULL, NULL, &before) > 0;
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (is_there)
        return true;
    fputc('\n', stderr);
    return interrupt_fail(error);
}

/* One line; a longer one does not fit any answer and is read to its end. */
static bool read_answer(char answer[LONGEST_ANSWER], Error *error)
{
    size_t length = 0;

    while (length == 0 || answer[length - 1] != '\n') {
        if (length == LONGEST_ANSWER - 1)
            length = 0;
        if (!wait_for_answer(error))
            return false;
        ssize_t count = read(STDIN_FILENO, answer + length, LONGEST_ANSWER - 1 - length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            fputc('\n', stderr);
            return fail(error, OUTCOME_REFUSED, "nobody answered");
        }
        length += (size_t) count;
    }
    answer[length - 1] = '\0';
    return true;
}

static bool ask(const char *question, const char *choices, char answer[LONGEST_ANSWER],
                Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    if (!prompt_is_possible()) {
        fail(error, OUTCOME_REFUSED, "there is no terminal to ask on");
        return fail_hint(error, "Look at the plan with --dry-run, then give --yes or "
                                "--confirm with the plan's id.");
    }
    fflush(stdout); /* the plan comes before the question */
    fprintf(stderr, "%s%s ", terminal_safe(arena, question), choices);
    fflush(stderr);
    return read_answer(answer, error);
}

bool prompt_yes(const char *question, Error *error)
{
    char answer[LONGEST_ANSWER];

    if (!ask(question, " [y/N]", answer, error))
        return false;
    if (strcmp(answer, "y") == 0 || strcmp(answer, "Y") == 0 || strcmp(answer, "yes") == 0)
        return true;
    return fail(error, OUTCOME_REFUSED, "not confirmed; nothing was changed");
}

bool prompt_typed(const char *question, const char *expected, Error *error)
{
    char answer[LONGEST_ANSWER];

    if (!ask(question, ":", answer, error))
        return false;
    if (strcmp(answer, expected) == 0)
        return true;
    return fail(error, OUTCOME_REFUSED, "not confirmed; nothing was changed");
}
