/*
 * logs_rewrite.h - what "logs redact" and "logs slim" have in common: options, running, reporting.
 */
#ifndef COMMAND_LOGS_REWRITE_H
#define COMMAND_LOGS_REWRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/log_rewrite.h"
#include "cli/command.h"
#include "cli/options.h"
#include "command/logs_age.h"
#include "command/pace.h"

typedef struct {
    CommonOptions common;
    ChangeOptions change;
    PaceOptions pace;
    AgeOptions age;
    int64_t newer_than; /* NOT_GIVEN unless told */
    bool archive;
    Words metadata_path; /* of redact */
    Words drop;          /* of slim */
    ChoiceOptions choice;
} RewriteOptions;

/* clang-format off */
#define REWRITE_EVERY_OPTION \
    DURATION(RewriteOptions, newer_than, 0, "TIME", \
             "and only rows that are newer, so that a nightly run need not look at all again", \
             .minimum = 1), \
    SWITCH(RewriteOptions, archive, 0, "keep what was there in an archive: then undo can bring it back")

#define REWRITE_GROUPS \
    {INCLUDE_COMMON(RewriteOptions, common), INCLUDE_BATCHED_CHANGE(RewriteOptions, change), \
     INCLUDE_PACE(RewriteOptions, pace), INCLUDE_AGE(RewriteOptions, age), \
     INCLUDE_CHOICE(RewriteOptions, choice)}
/* clang-format on */

extern const RewriteOptions REWRITE_DEFAULTS;

/* What the options say, but for the metadata. */
bool rewrite_request(const Call *call, RewriteKind kind, RewriteRequest *request, Error *error);

/* The whole of it. */
bool rewrite_run(const Call *call, const RewriteRequest *request, const char *question,
                 Error *error);

#endif
