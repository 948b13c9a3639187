#include "cli/options.h"

/* clang-format off */
static const Option COMMON[] = {
    TEXT(CommonOptions, dbname, 'd', "CONNINFO",
         "the database: a libpq connection string or a URL, without a password"),
    TEXT(CommonOptions, schema, 0, "NAME", "the schema that holds LiteLLM's tables",
         .from_environment = true),
    TEXT(CommonOptions, state, 0, "DIR", "the folder of the journal and of everything kept",
         .from_environment = true, .completion = COMPLETE_FOLDERS),
    SWITCH(CommonOptions, json, 0, "print the result as JSON"),
    SWITCH(CommonOptions, csv, 0, "print the result as CSV"),
    SWITCH(CommonOptions, quiet, 'q', "say nothing but warnings and errors"),
    SWITCH(CommonOptions, verbose, 'v', "say more about what is going on"),
    SWITCH(CommonOptions, no_color, 0, "no colour, even on a terminal"),
    SWITCH(CommonOptions, help, 'h', "explain the command"),
    SWITCH(CommonOptions, version, 0, "say which version this is"),
    NO_MORE_OPTIONS,
};

#define EVERY_CHANGE(max_rows_summary) \
    SWITCH(ChangeOptions, dry_run, 0, "show the plan and stop"), \
    SWITCH(ChangeOptions, rehearse, 0, "do it, measure it, and take it back before it counts"), \
    SWITCH(ChangeOptions, yes, 'y', "do not ask"), \
    TEXT(ChangeOptions, confirm, 0, "PLAN", "do not ask if this is still the plan"), \
    NUMBER(ChangeOptions, expect_rows, 0, "N", 0, INT64_MAX, \
           "refuse unless the plan has exactly so many rows"), \
    NUMBER(ChangeOptions, max_rows, 0, "N", 0, INT64_MAX, max_rows_summary), \
    DURATION(ChangeOptions, statement_timeout, 0, "TIME", \
             "give a statement up after that long, 60s unless told"), \
    NO_MORE_OPTIONS

static const Option CHANGE[] = {EVERY_CHANGE("refuse when the plan has more rows")};

static const Option BATCHED_CHANGE[] = {
    EVERY_CHANGE("stop after so many rows; the next run goes on")};
/* clang-format on */

static const CommonOptions COMMON_DEFAULTS = {0};
static const ChangeOptions CHANGE_DEFAULTS = {.expect_rows = NOT_GIVEN, .max_rows = NOT_GIVEN};

const OptionGroup COMMON_OPTIONS = {
    .title = "Options of every command",
    .options = COMMON,
    .defaults = &COMMON_DEFAULTS,
    .size = sizeof(CommonOptions),
};

const OptionGroup CHANGE_OPTIONS = {
    .title = "Options of every change",
    .options = CHANGE,
    .defaults = &CHANGE_DEFAULTS,
    .size = sizeof(ChangeOptions),
};

const OptionGroup BATCHED_CHANGE_OPTIONS = {
    .title = "Options of every change",
    .options = BATCHED_CHANGE,
    .defaults = &CHANGE_DEFAULTS,
    .size = sizeof(ChangeOptions),
};

const CommonOptions *common_options(const Call *call)
{
    const Command *command = call->path[call->path_length - 1];
    size_t most = sizeof command->groups / sizeof *command->groups;

    for (size_t at = 0; at < most && command->groups[at].group != NULL; at++)
        if (command->groups[at].group == &COMMON_OPTIONS) {
            const void *group = (const char *) call->options + command->groups[at].offset;
            return group;
        }
    return &COMMON_DEFAULTS;
}

TableFormat common_format(const CommonOptions *common)
{
    if (common->json)
        return FORMAT_JSON;
    return common->csv ? FORMAT_CSV : FORMAT_TABLE;
}
