/*
 * prompt.h - asking the person at the terminal.
 *
 * Asks only when stdin and stderr are terminals: a pipe or cron gets
 * OUTCOME_REFUSED with a hint about --yes.  Everything but the wanted answer is
 * OUTCOME_REFUSED, a signal OUTCOME_INTERRUPTED or OUTCOME_TERMINATED.
 */
#ifndef CLI_PROMPT_H
#define CLI_PROMPT_H

#include <stdbool.h>

#include "base/error.h"

bool prompt_is_possible(void);

/* "y" or "yes". */
bool prompt_yes(const char *question, Error *error);

/* Exactly the expected word: the name of what is about to go. */
bool prompt_typed(const char *question, const char *expected, Error *error);

#endif
