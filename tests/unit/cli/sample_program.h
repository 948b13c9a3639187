/*
 * sample_program.h - a small program with one of everything the tables can say.
 */
#ifndef TESTS_UNIT_CLI_SAMPLE_PROGRAM_H
#define TESTS_UNIT_CLI_SAMPLE_PROGRAM_H

#include "cli/command.h"
#include "cli/options.h"

typedef struct {
    CommonOptions common;
} RootOptions;

typedef struct {
    CommonOptions common;
    int64_t limit;
    const char *sort;
} ListOptions;

typedef struct {
    CommonOptions common;
    ChangeOptions change;
    int64_t in_use_within;
    Words accept_column;
    const char *report;
    bool all_safe;
} CleanOptions;

static bool run_sample(const Call *call, Error *error)
{
    (void) call;
    (void) error;
    return true;
}

static const char *const *sample_classes(Arena *arena)
{
    static const char *const CLASSES[] = {"key-without-user", "key-expired", "$(hostile)", NULL};

    (void) arena;
    return CLASSES;
}

static const char *const SORTS[] = {"count", "class", NULL};

/* clang-format off */
static const Option LIST_OPTIONS[] = {
    NUMBER(ListOptions, limit, 'n', "N", 1, 1000, "how many rows to show",
           .from_environment = true),
    CHOICE(ListOptions, sort, 0, "ORDER", SORTS, "what to sort by"),
    NO_MORE_OPTIONS,
};

static const Option CLEAN_OPTIONS[] = {
    DURATION(CleanOptions, in_use_within, 0, "TIME", "leave keys alone that were used within it"),
    WORDS(CleanOptions, accept_column, 0, "TABLE.COLUMN", "a column that is not a reference"),
    TEXT(CleanOptions, report, 'r', "FILE", "where to write what's been done",
         .completion = COMPLETE_FILES),
    SWITCH(CleanOptions, all_safe, 'a', "every class that is safe"),
    NO_MORE_OPTIONS,
};
/* clang-format on */

static const ListOptions LIST_DEFAULTS = {.limit = 20, .sort = "count"};

static const Example CLEAN_EXAMPLES[] = {
    {"litellm-dba orphans clean key-expired --dry-run", "what would go"},
    NO_MORE_EXAMPLES,
};

static const Command CLEAN = {
    .name = "clean",
    .summary = "remove orphans",
    .description = "Shows a plan first.\n\n.Dots, \\backslashes and 'quotes' stay as they are, "
                   "and a paragraph that is longer than a line is wrapped at the width of the "
                   "page, whatever that is.",
    .operands = "CLASS...",
    .operand_words = sample_classes,
    .options = CLEAN_OPTIONS,
    .options_size = sizeof(CleanOptions),
    .groups = {INCLUDE_COMMON(CleanOptions, common), INCLUDE_CHANGE(CleanOptions, change)},
    .examples = CLEAN_EXAMPLES,
    .run = run_sample,
};

static const Command *const ORPHANS_COMMANDS[] = {&CLEAN, NULL};

static const Command ORPHANS = {
    .name = "orphans",
    .summary = "list orphans by class",
    .operands = "[CLASS...]",
    .operand_words = sample_classes,
    .options = LIST_OPTIONS,
    .defaults = &LIST_DEFAULTS,
    .options_size = sizeof(ListOptions),
    .groups = {INCLUDE_COMMON(ListOptions, common)},
    .subcommands = ORPHANS_COMMANDS,
    .run = run_sample,
};

static const Command SHOW = {
    .name = "show",
    .summary = "show one operation",
    .operands = "OPERATION",
    .options_size = sizeof(CommonOptions),
    .groups = {{.group = &COMMON_OPTIONS, .offset = 0}},
    .run = run_sample,
};

static const Command *const JOURNAL_COMMANDS[] = {&SHOW, NULL};

static const Command JOURNAL = {
    .name = "journal",
    .summary = "what was done",
    .options_size = sizeof(CommonOptions),
    .groups = {{.group = &COMMON_OPTIONS, .offset = 0}},
    .subcommands = JOURNAL_COMMANDS,
};

static const Command STATUS = {
    .name = "status",
    .summary = "one page about the database",
    .options_size = sizeof(CommonOptions),
    .groups = {{.group = &COMMON_OPTIONS, .offset = 0}},
    .run = run_sample,
};

static const Command *const ROOT_COMMANDS[] = {&STATUS, &ORPHANS, &JOURNAL, NULL};

static const Command ROOT = {
    .name = "litellm-dba",
    .summary = "administer the database of a LiteLLM proxy",
    .description = "Works directly on PostgreSQL.",
    .options_size = sizeof(RootOptions),
    .groups = {INCLUDE_COMMON(RootOptions, common)},
    .subcommands = ROOT_COMMANDS,
};

static const Note VARIABLES[] = {
    {"DATABASE_URL", "the database, as LiteLLM writes it"},
    NO_MORE_NOTES,
};

static const Note FILES[] = {
    {"~/.pgpass", "passwords"},
    NO_MORE_NOTES,
};

static const Program SAMPLE = {
    .name = "litellm-dba",
    .version = "0.1.0",
    .licence = "MIT licence",
    .root = &ROOT,
    .variables = VARIABLES,
    .files = FILES,
};

#endif
