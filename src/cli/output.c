#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/*
 * A closed stdout gets /dev/null opened for reading only: it is taken, and a
 * write to it still fails, so that a lost result is noticed.
 */
void output_prepare(void)
{
    for (int number = STDIN_FILENO; number <= STDERR_FILENO; number++)
        if (fcntl(number, F_GETFD) == -1 && errno == EBADF)
            (void) open("/dev/null", number == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

bool output_finish(Error *error)
{
    bool failed_before = ferror(stdout) != 0;

    errno = 0;
    if (fflush(stdout) == 0 && !failed_before)
        return true;
    if (errno == 0)
        return fail(error, OUTCOME_FILE_ERROR, "the result could not be written completely");
    return fail_errno(error, OUTCOME_FILE_ERROR, errno,
                      "the result could not be written completely");
}
