/*
 * completion_parts.h - what the scripts for the shells have in common.
 */
#ifndef CLI_COMPLETION_PARTS_H
#define CLI_COMPLETION_PARTS_H

#include <stdio.h>

#include "cli/command.h"
#include "cli/tree.h"

/* A command as a script sees it. */
typedef struct {
    const char *path; /* "orphans clean"; "" is the program itself */
    const Command *command;
    OptionPlaces places;
    Words operand_words; /* empty when there is nothing to offer */
} Stop;

typedef LIST(Stop) Stops;

Stops completion_stops(Arena *arena, const Program *program);

/* Every way to write an option that takes a value, anywhere in the program, each once. */
Words completion_valued(Arena *arena, const Stops *stops);

/* "_litellm_dba" for "litellm-dba": the name of a shell function. */
const char *completion_function(Arena *arena, const Program *program);

/* Text inside a single-quoted word of a shell.  fish: with its own rule. */
const char *completion_quote(Arena *arena, const char *text, bool is_fish);

void completion_bash(const Program *program, FILE *stream);
void completion_zsh(const Program *program, FILE *stream);
void completion_fish(const Program *program, FILE *stream);

#endif
