/*
 * tree.h - walking the tables of commands and options.
 */
#ifndef CLI_TREE_H
#define CLI_TREE_H

#include "cli/command.h"

/* The subcommand of that name, or NULL. */
const Command *command_child(const Command *command, const char *name);

/* The command's options: its own, then its groups'. */
typedef struct {
    const Option *option;
    const OptionGroup *group; /* NULL: the command's own */
    size_t offset;            /* of the field in the command's options */
} OptionPlace;

typedef LIST(OptionPlace) OptionPlaces;

OptionPlaces command_options(Arena *arena, const Command *command);

/* "max_rows" as "--max-rows" and as "LITELLM_DBA_MAX_ROWS" (for program "litellm-dba"). */
const char *option_long_name(Arena *arena, const Option *option);
const char *option_variable(Arena *arena, const Program *program, const Option *option);

/* "-d, --dbname CONNINFO", and the summary with choices and variable behind it. */
const char *option_label(Arena *arena, const Option *option);
const char *option_explanation(Arena *arena, const Program *program, const Option *option);

/* How many operands the command takes; maximum SIZE_MAX means any number. */
void command_operand_bounds(const Command *command, size_t *minimum, size_t *maximum);

/* "litellm-dba orphans clean" for a path, "orphans clean" without the root. */
const char *command_path_name(Arena *arena, const Command *const path[], size_t length,
                              bool with_root);

/* Calls visit for the root and everything below it, parents first. */
typedef void CommandVisitor(const Command *const path[], size_t length, void *context);
void command_visit(const Command *root, CommandVisitor *visit, void *context);

enum { COMMAND_DEPTH = 4 }; /* root included */

#endif
