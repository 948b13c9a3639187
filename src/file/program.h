/*
 * program.h - another program at work for us: a filter between two files or pipes.
 *
 * Arguments are an array, no shell reads them.  It runs in a process group of its own, so that an
 * interrupt at the terminal reaches us alone, and is killed with its handle.
 */
#ifndef FILE_PROGRAM_H
#define FILE_PROGRAM_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"

typedef struct Program Program;

/*
 * Starts arguments[0], found in PATH, reading from the file input and writing to the file output.
 * For an end that is -1 a pipe is made: program_input is where we write, program_output where we
 * read.  OUTCOME_FILE_ERROR with a hint when there is no such program.
 */
bool program_start(Arena *arena, const char *const *arguments, int input, int output,
                   Program **program, Error *error);

int program_input(const Program *program);
int program_output(const Program *program);

/* Closes our ends and waits.  OUTCOME_FILE_ERROR when it did not end well, with what it said; said
 * once. */
bool program_finish(Program *program, Error *error);

void program_release(Program **program);

#endif
