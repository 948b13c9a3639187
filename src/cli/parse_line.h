/*
 * parse_line.h - from argv to a Call.
 *
 * Options may stand before the command, between command and subcommand, and
 * behind; "--" ends them.  Long options are never abbreviated.  Failures are
 * OUTCOME_USAGE, with a guess at what was meant.  A word that holds a password
 * is not repeated in a message.
 */
#ifndef CLI_PARSE_LINE_H
#define CLI_PARSE_LINE_H

#include "cli/command.h"

typedef enum {
    WISH_RUN,
    WISH_HELP,    /* of the command in the call's path */
    WISH_VERSION, /* of the program */
} Wish;

/* Everything in the call is allocated from the arena, or belongs to argv and the tables. */
bool parse_line(const Program *program, Arena *arena, int argc, char *const argv[], Call *call,
                Wish *wish, Error *error);

#endif
