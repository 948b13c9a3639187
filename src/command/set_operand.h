/*
 * set_operand.h - the sets that a command line names.
 */
#ifndef COMMAND_SET_OPERAND_H
#define COMMAND_SET_OPERAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "cli/command.h"
#include "operation/session.h"

/* The folder of the operand at that place; the newest set when there is no such operand. */
bool set_operand(const Call *call, Session *session, size_t at, const char **folder, Error *error);

/* Where age's identity is: "--identity", an option of its own for the commands that read sets. */
typedef struct {
    const char *identity;
} IdentityOptions;

extern const OptionGroup IDENTITY_OPTIONS;

/* clang-format off */
#define INCLUDE_IDENTITY(type, field) INCLUDE(type, field, IdentityOptions, &IDENTITY_OPTIONS)
/* clang-format on */

#endif
