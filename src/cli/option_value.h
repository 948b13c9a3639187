/*
 * option_value.h - the fields behind the options: defaults, environment, values.
 */
#ifndef CLI_OPTION_VALUE_H
#define CLI_OPTION_VALUE_H

#include "cli/command.h"
#include "cli/tree.h"

/* The command's options struct, holding the defaults. */
void *options_new(Arena *arena, const Command *command);

/* Sets what the environment says.  Empty variables count as absent. */
bool options_from_environment(const Program *program, Arena *arena, const OptionPlaces *places,
                              void *options, Error *error);

/*
 * Stores one value (NULL for a switch) in the field.  source is what a message
 * blames: "--max-rows" or a variable.  The text is not copied.
 */
bool option_set(Arena *arena, const Option *option, const char *value, const char *source,
                void *field, Error *error);

#endif
