/*
 * logs_age.h - the options by which rows of a log are meant: their age, and whose requests.
 */
#ifndef COMMAND_LOGS_AGE_H
#define COMMAND_LOGS_AGE_H

#include <stdint.h>

#include "admin/log_filter.h"
#include "base/error.h"
#include "cli/command.h"

typedef struct {
    int64_t older_than; /* NOT_GIVEN unless told */
    const char *before;
} AgeOptions;

typedef struct {
    Words team;
    Words user;
    Words key;
    Words model;
    const char *status;
} ChoiceOptions;

extern const OptionGroup AGE_OPTIONS;
extern const OptionGroup CHOICE_OPTIONS;

/* clang-format off */
#define INCLUDE_AGE(type, field) INCLUDE(type, field, AgeOptions, &AGE_OPTIONS)
#define INCLUDE_CHOICE(type, field) INCLUDE(type, field, ChoiceOptions, &CHOICE_OPTIONS)
/* clang-format on */

/* The instant before which rows are meant.  OUTCOME_USAGE when it is not said, said twice, or lies
 * in the future. */
bool age_cutoff(const AgeOptions *options, int64_t now, int64_t *before, Error *error);

LogChoice choice_of(const ChoiceOptions *options);

#endif
