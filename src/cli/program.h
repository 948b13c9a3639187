/*
 * program.h - a whole run: parse, help or command, report, exit code.
 */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

#include "cli/command.h"

/* What main returns. */
int program_main(const Program *program, int argc, char *argv[]);

#endif
