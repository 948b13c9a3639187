/*
 * options.h - the options that commands share.
 *
 *     typedef struct {
 *         CommonOptions common;
 *         ChangeOptions change;
 *         bool all_safe;
 *     } CleanOptions;
 *
 *     .groups = {INCLUDE_COMMON(CleanOptions, common), INCLUDE_CHANGE(CleanOptions, change)},
 *
 * Every command includes the common ones.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli/command.h"
#include "cli/table.h"

typedef struct {
    const char *dbname; /* NULL: look at the environment */
    const char *schema; /* NULL: the URL's, else public */
    const char *state;  /* NULL: the default folder */
    bool json;          /* never together with csv */
    bool csv;
    bool quiet;
    bool verbose;
    bool no_color;
    bool help; /* these two have been dealt with before a command runs */
    bool version;
} CommonOptions;

typedef struct {
    bool dry_run;
    bool rehearse;
    bool yes;
    const char *confirm;       /* a plan's id, or NULL */
    int64_t expect_rows;       /* NOT_GIVEN unless told */
    int64_t max_rows;          /* NOT_GIVEN unless told */
    int64_t statement_timeout; /* milliseconds; 0: the default */
} ChangeOptions;

enum { NOT_GIVEN = -1 };

extern const OptionGroup COMMON_OPTIONS;
extern const OptionGroup CHANGE_OPTIONS;

/* The same for changes in many transactions: there --max-rows is a budget for the run, and no
 * guard. */
extern const OptionGroup BATCHED_CHANGE_OPTIONS;

/* clang-format off */
#define INCLUDE_COMMON(type, field) INCLUDE(type, field, CommonOptions, &COMMON_OPTIONS)
#define INCLUDE_CHANGE(type, field) INCLUDE(type, field, ChangeOptions, &CHANGE_OPTIONS)
#define INCLUDE_BATCHED_CHANGE(type, field) \
    INCLUDE(type, field, ChangeOptions, &BATCHED_CHANGE_OPTIONS)
/* clang-format on */

/* The call's common options, wherever its command keeps them. */
const CommonOptions *common_options(const Call *call);

/* FORMAT_JSON, FORMAT_CSV or FORMAT_TABLE. */
TableFormat common_format(const CommonOptions *common);

#endif
