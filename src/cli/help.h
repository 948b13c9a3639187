/*
 * help.h - one page about one command, made from the tables.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdio.h>

#include "cli/command.h"

/* As wide as the terminal, within 80 and 100 columns. */
void help_print(const Program *program, const Command *const path[], size_t length, FILE *stream);

/* Name, version and licence. */
void version_print(const Program *program, FILE *stream);

#endif
