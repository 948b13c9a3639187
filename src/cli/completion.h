/*
 * completion.h - scripts that complete command lines in a shell, made from the tables.
 */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include <stdio.h>

#include "cli/command.h"

/* The shells there is a script for; NULL at the end. */
extern const char *const COMPLETION_SHELLS[];

/* OUTCOME_USAGE for another shell. */
bool completion_print(const Program *program, const char *shell, FILE *stream, Error *error);

#endif
