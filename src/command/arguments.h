/*
 * arguments.h - the command line, out of sight of other users.
 */
#ifndef COMMAND_ARGUMENTS_H
#define COMMAND_ARGUMENTS_H

#include "base/arena.h"

/* A copy of argv to work with; in argv itself, which the process list shows, every password is
 * blanked.  Done before anything else: whoever looked earlier may have seen it. */
char **arguments_take(Arena *arena, int argc, char *argv[]);

#endif
