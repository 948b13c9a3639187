/*
 * logs_archive_choice.h - the options by which rows of an archive are meant.
 */
#ifndef COMMAND_LOGS_ARCHIVE_CHOICE_H
#define COMMAND_LOGS_ARCHIVE_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/archive_filter.h"
#include "base/error.h"
#include "cli/command.h"

typedef struct {
    int64_t run; /* 0 unless told */
    const char *day;
    const char *since;
    const char *until;
    Words request_id;
    Words user;
    Words team;
    Words key;
    Words model;
} ArchiveChoiceOptions;

extern const OptionGroup ARCHIVE_CHOICE_OPTIONS;

/* clang-format off */
#define INCLUDE_ARCHIVE_CHOICE(type, field) \
    INCLUDE(type, field, ArchiveChoiceOptions, &ARCHIVE_CHOICE_OPTIONS)
/* clang-format on */

/* OUTCOME_USAGE for times that are none, or that exclude each other. */
bool archive_choice(Arena *arena, const ArchiveChoiceOptions *options, ArchiveChoice *choice,
                    Error *error);

/* Whether anything was chosen at all. */
bool archive_choice_is_made(const ArchiveChoiceOptions *options);

#endif
