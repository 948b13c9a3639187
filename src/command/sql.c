/* sql - the statements that the program can run, exactly as they are compiled in. */
#include "command/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/sql.h"
#include "cli/options.h"
#include "cli/table.h"

typedef struct {
    CommonOptions common;
} SqlOptions;

static const Column COLUMNS[] = {
    {"name", NULL, COLUMN_TEXT},
    {"writes", NULL, COLUMN_BOOLEAN},
    {"summary", NULL, COLUMN_TEXT},
};

static bool list(const Call *call, Error *error)
{
    Table *table = table_new(call->arena, COLUMNS, sizeof COLUMNS / sizeof *COLUMNS);

    (void) error;
    for (const SqlText *const *sql = SQL_ALL; *sql != NULL; sql++)
        table_add(table, cell_text((*sql)->name), cell_boolean((*sql)->writes),
                  cell_text((*sql)->summary));
    table_print(table, common_format(common_options(call)), stdout);
    return true;
}

static const char *const *statement_names(Arena *arena)
{
    size_t count = 0;
    while (SQL_ALL[count] != NULL)
        count++;

    const char **names = arena_array(arena, const char *, count + 1);
    for (size_t at = 0; at < count; at++)
        names[at] = SQL_ALL[at]->name;
    return names;
}

static bool show(const Call *call, Error *error)
{
    const char *wanted = call->operands[0];

    for (const SqlText *const *sql = SQL_ALL; *sql != NULL; sql++)
        if (strcmp((*sql)->name, wanted) == 0) {
            printf("%s\n%s", (*sql)->header, (*sql)->text);
            return true;
        }

    const char *const *names = statement_names(call->arena);
    size_t count = 0;
    while (names[count] != NULL)
        count++;
    const char *near = text_nearest(wanted, names, count);
    fail(error, OUTCOME_USAGE, "there is no statement \"%s\"", wanted);
    return near == NULL ? fail_hint(error, "\"litellm-dba sql list\" names them all.")
                        : fail_hint(error, "Did you mean \"%s\"?", near);
}

static const Example LIST_EXAMPLES[] = {
    {"litellm-dba sql list", "every statement, and whether it writes"},
    NO_MORE_EXAMPLES,
};

static const Command SQL_LIST = {
    .name = "list",
    .summary = "name every statement the program can run",
    .description = "Lists the embedded statements: those for PostgreSQL under server/, those for "
                   "the journal under journal/.",
    .groups = {INCLUDE_COMMON(SqlOptions, common)},
    .options_size = sizeof(SqlOptions),
    .examples = LIST_EXAMPLES,
    .run = list,
};

static const Example SHOW_EXAMPLES[] = {
    {"litellm-dba sql show server/orphans/key_without_user/delete",
     "what \"orphans clean key-without-user\" runs"},
    NO_MORE_EXAMPLES,
};

static const Command SQL_SHOW = {
    .name = "show",
    .summary = "print a statement exactly as it is compiled in",
    .description =
        "Prints a statement with its header: what it is for, its parameters and types, the "
        "columns it returns, whether it writes, and what it needs. A line that ends in \"-- when "
        "TABLE.COLUMN\" is used only where the live catalog has that; one that ends in \"-- each "
        "KIND reference\" is repeated for every such column.",
    .operands = "NAME",
    .operand_words = statement_names,
    .groups = {INCLUDE_COMMON(SqlOptions, common)},
    .options_size = sizeof(SqlOptions),
    .examples = SHOW_EXAMPLES,
    .run = show,
};

static const Command *const SUBCOMMANDS[] = {&SQL_LIST, &SQL_SHOW, NULL};

const Command SQL = {
    .name = "sql",
    .summary = "the statements that the program can run",
    .description = "No other statement is ever sent to a server. Needs no database.",
    .groups = {INCLUDE_COMMON(SqlOptions, common)},
    .options_size = sizeof(SqlOptions),
    .subcommands = SUBCOMMANDS,
};
