/*
 * man.h - the manual page of the whole program, as roff, made from the tables.
 */
#ifndef CLI_MAN_H
#define CLI_MAN_H

#include <stdio.h>

#include "cli/command.h"

void man_print(const Program *program, FILE *stream);

#endif
