/*
 * output.h - results reach stdout whole, or the program says that they did not.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdbool.h>

#include "base/error.h"

/* First thing in main: no file or socket may be given the number of a closed stdin or stdout. */
void output_prepare(void);

/* Flushes stdout; OUTCOME_FILE_ERROR when any of it could not be written. */
bool output_finish(Error *error);

#endif
