/*
 * error.h - why something did not work, in the words the user will read.
 *
 * A function that can fail returns bool and takes an Error as its last
 * parameter.  Whoever meets the failure fills it once and returns false;
 * callers return false too and may add what only they know.  main prints it,
 * nobody else.  Texts are cut to fit, never overrun.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

#include "base/outcome.h"

typedef struct {
    Outcome outcome;   /* gives the exit code */
    char sqlstate[6];  /* from PostgreSQL, or empty */
    char message[512]; /* what failed: lower case, no full stop */
    char detail[4096]; /* the facts, often as another program told them */
    char hint[1024];   /* what the user can try: whole sentences */
} Error;

/* Starts a failure, forgetting any earlier one.  Always false: `return fail(...)`. */
bool fail(Error *error, Outcome outcome, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with what the system says (an errno) as its detail. */
bool fail_errno(Error *error, Outcome outcome, int number, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Add to the failure at hand.  Always false as well. */
bool fail_detail(Error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool fail_hint(Error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
