/*
 * interrupt.h - the wish to stop, noticed between two pieces of work.
 *
 * The first SIGINT or SIGTERM only sets a flag; the work looks at it after each
 * batch and ends properly.  A second one of the same kind kills at once.
 * SIGPIPE is ignored, so that a write says EPIPE instead.
 */
#ifndef BASE_INTERRUPT_H
#define BASE_INTERRUPT_H

#include <stdbool.h>

#include "base/error.h"

/* Once, at the start of the program. */
void interrupt_watch(void);

bool interrupt_requested(void);

/* SIGINT, SIGTERM, or 0 when nobody asked. */
int interrupt_signal(void);

/* Fails as OUTCOME_INTERRUPTED or OUTCOME_TERMINATED.  Always false. */
bool interrupt_fail(Error *error);

/* true once for each SIGUSR1: somebody wants to know how far the work is. */
bool interrupt_take_question(void);

/* For tests: forgets signals seen and watches anew. */
void interrupt_forget(void);

#endif
