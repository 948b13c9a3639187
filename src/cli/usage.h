/*
 * usage.h - what is wrong with a command line, and what was probably meant.
 */
#ifndef CLI_USAGE_H
#define CLI_USAGE_H

#include "cli/command.h"

/* All of these fail as OUTCOME_USAGE and return false. */
bool usage_unknown_option(const Program *program, Arena *arena, const Command *const path[],
                          size_t length, const char *given, Error *error);
bool usage_unknown_command(Arena *arena, const Command *const path[], size_t length,
                           const char *word, Error *error);

/* Adds `Did you mean ...?  Try "... --help".`; guess may be NULL. */
bool usage_hint(Arena *arena, const Command *const path[], size_t length, const char *guess,
                Error *error);

/* Whether the call can be run: a command with its operands, options that go together. */
bool usage_check(const Call *call, Error *error);

#endif
