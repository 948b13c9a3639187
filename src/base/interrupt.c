#include "base/interrupt.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t stop_signal;
static volatile sig_atomic_t question;

static void note_stop(int number)
{
    if (stop_signal == 0)
        stop_signal = number;
}

static void note_question(int number)
{
    (void) number;
    question = 1;
}

static void watch(int number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};

    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

/*
 * SA_RESTART because stdio loses data when a write is interrupted; poll and
 * nanosleep return early all the same.  SA_RESETHAND lets a second signal kill.
 */
void interrupt_watch(void)
{
    struct sigaction present;

    /* nohup and background jobs of a script ignore SIGINT: that stays so. */
    if (sigaction(SIGINT, NULL, &present) == 0 && present.sa_handler != SIG_IGN)
        watch(SIGINT, note_stop, SA_RESTART | (int) SA_RESETHAND);
    watch(SIGTERM, note_stop, SA_RESTART | (int) SA_RESETHAND);
    watch(SIGUSR1, note_question, SA_RESTART);
    watch(SIGPIPE, SIG_IGN, SA_RESTART);
}

bool interrupt_requested(void)
{
    return stop_signal != 0;
}

int interrupt_signal(void)
{
    return stop_signal;
}

bool interrupt_fail(Error *error)
{
    if (stop_signal == SIGTERM)
        return fail(error, OUTCOME_TERMINATED, "stopped by SIGTERM");
    return fail(error, OUTCOME_INTERRUPTED, "stopped by SIGINT");
}

bool interrupt_take_question(void)
{
    bool asked = question != 0;

    question = 0;
    return asked;
}

void interrupt_forget(void)
{
    stop_signal = 0;
    question = 0;
    interrupt_watch();
}
