/* orphans - what has lost its owner. */
#include "command/commands.h"

#include <stdio.h>
#include <stdlib.h>

#include "admin/orphans.h"
#include "base/cleanup.h"
#include "cli/options.h"
#include "cli/table.h"
#include "command/session.h"

typedef struct {
    CommonOptions common;
    int64_t limit;
} OrphansOptions;

/* All classes. */

static const Column COUNT_COLUMNS[] = {
    {"class", NULL, COLUMN_TEXT},      {"count", NULL, COLUMN_COUNT},
    {"spend_30d", NULL, COLUMN_MONEY}, {"safe", NULL, COLUMN_BOOLEAN},
    {"what", NULL, COLUMN_TEXT},
};

static bool print_counts(const Call *call, const OrphanInquiry *inquiry, Error *error)
{
    OrphanCounts counts = {0};
    Table *table =
        table_new(call->arena, COUNT_COLUMNS, sizeof COUNT_COLUMNS / sizeof *COUNT_COLUMNS);

    if (!orphans_count(inquiry, true, &counts, error))
        return false;
    for (size_t at = 0; at < counts.count; at++) {
        const OrphanCount *count = &counts.items[at];
        table_add(table, cell_text(count->class->name), cell_number(count->count),
                  count->has_spend ? cell_real(count->spend) : cell_null(),
                  cell_boolean(!count->class->only_when_named), cell_text(count->class->summary));
    }
    table_print(table, common_format(common_options(call)), stdout);
    return true;
}

/* One class. */

typedef struct {
    Arena *arena;
    Table *table;
} Listing;

static ColumnType column_type(const char *name)
{
    return text_ends_with(name, "spend")    ? COLUMN_MONEY
           : text_equal(name, "position")   ? COLUMN_NUMBER
           : text_equal(name, "max_budget") ? COLUMN_REAL
           : text_starts_with(name, "is_")  ? COLUMN_BOOLEAN
                                            : COLUMN_TEXT;
}

static void start_table(Listing *listing, const StreamRow *row)
{
    size_t count = (size_t) row->column_count;
    Column *columns = arena_array(listing->arena, Column, count);

    for (size_t at = 0; at < count; at++)
        columns[at] =
            (Column){arena_copy(listing->arena, row->names[at]), NULL, column_type(row->names[at])};
    listing->table = table_new(listing->arena, columns, count);
}

static bool add_row(void *context, const StreamRow *row, bool is_header, Error *error)
{
    Listing *listing = context;

    (void) error;
    if (!is_header)
        table_add_texts(listing->table, row->values, (size_t) row->column_count);
    else if (listing->table == NULL)
        start_table(listing, row);
    return true;
}

static bool print_rows(const Call *call, const OrphanInquiry *inquiry, const OrphanClass *class,
                       Error *error)
{
    const OrphansOptions *options = call->options;
    Listing listing = {.arena = call->arena};

    if (!orphans_require_class(inquiry, class, error) ||
        !orphans_list(inquiry, class, options->limit, add_row, &listing, error))
        return false;
    table_print(listing.table, common_format(&options->common), stdout);
    return true;
}

static bool run(const Call *call, Error *error)
{
    const OrphanClass *class = NULL;
    Session *session CLEANUP(session_close) = NULL;

    if (call->operand_count > 0 &&
        !orphans_find_class(call->arena, call->operands[0], &class, error))
        return false;
    if (!command_session(call, SESSION_READS, &session, error))
        return false;
    OrphanInquiry inquiry = orphans_inquire(session, getenv("LITELLM_MASTER_KEY"));
    return class == NULL ? print_counts(call, &inquiry, error)
                         : print_rows(call, &inquiry, class, error);
}

static const Option OPTIONS[] = {
    NUMBER(OrphansOptions, limit, 'n', "NUMBER", 1, INT64_MAX, "of a class, only that many rows"),
    NO_MORE_OPTIONS,
};

static const OrphansOptions DEFAULTS = {.limit = NOT_GIVEN};

static const Example EXAMPLES[] = {
    {"litellm-dba orphans", "a line per class"},
    {"litellm-dba orphans key-without-user", "the keys whose user is gone"},
    {"litellm-dba orphans --json", "an array of objects with class, count, ..."},
    NO_MORE_EXAMPLES,
};

static const Command *const SUBCOMMANDS[] = {&ORPHANS_CLEAN, NULL};

const Command ORPHANS = {
    .name = "orphans",
    .summary = "what has lost its owner: keys, rosters, memberships and more",
    .description =
        "Without an operand a line for each class that this version of LiteLLM can have; with a "
        "class its rows. What LiteLLM itself leaves without an owner, such as service keys, live "
        "sessions of the dashboard or default_user_id, is never listed.\n\n"
        "Three classes may be legitimate and are only cleaned when they are named: "
        "key-unattributed, budget-unreferenced and permission-unreferenced.",
    .operands = "[CLASS]",
    .operand_words = orphan_class_names,
    .options = OPTIONS,
    .defaults = &DEFAULTS,
    .groups = {INCLUDE_COMMON(OrphansOptions, common)},
    .options_size = sizeof(OrphansOptions),
    .examples = EXAMPLES,
    .subcommands = SUBCOMMANDS,
    .run = run,
};
