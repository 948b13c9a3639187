/* logs size - how large what grows is, and what fills it. */
#include "command/commands.h"

#include <stdio.h>

#include "admin/log_sample.h"
#include "admin/log_size.h"
#include "admin/log_table.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "cli/options.h"
#include "cli/table.h"
#include "command/session.h"

typedef struct {
    CommonOptions common;
    bool columns;
    bool what_if;
} SizeOptions;

typedef struct {
    LogSizes sizes;
    LogSample sample;
    LogAges ages;
} Sizes;

static const Column ALL_COLUMNS[] = {
    {"table", NULL, COLUMN_TEXT},
    {"rows", NULL, COLUMN_COUNT},
    {"total_bytes", NULL, COLUMN_BYTES},
    {"heap_bytes", NULL, COLUMN_BYTES},
    {"toast_bytes", NULL, COLUMN_BYTES},
    {"index_bytes", NULL, COLUMN_BYTES},
    {"dead_rows", NULL, COLUMN_COUNT},
    {"last_vacuum", NULL, COLUMN_TIME},
    {"oldest", NULL, COLUMN_TIME},
    {"newest", NULL, COLUMN_TIME},
    {"rows_per_day", NULL, COLUMN_COUNT},
    {"bytes_per_day", NULL, COLUMN_BYTES},
    {"days_until_double", NULL, COLUMN_COUNT},
    {"holds", NULL, COLUMN_TEXT},
};

/* The same for people, in two tables that fit a screen. */
static const Column SIZE_COLUMNS[] = {
    {"table", NULL, COLUMN_TEXT},           {"rows", "rows, about", COLUMN_COUNT},
    {"total_bytes", "size", COLUMN_BYTES},  {"heap_bytes", "heap", COLUMN_BYTES},
    {"toast_bytes", "TOAST", COLUMN_BYTES}, {"index_bytes", "indexes", COLUMN_BYTES},
    {"dead_rows", NULL, COLUMN_COUNT},      {"last_vacuum", NULL, COLUMN_TIME},
};

static const Column GROWTH_COLUMNS[] = {
    {"table", NULL, COLUMN_TEXT},
    {"oldest", NULL, COLUMN_TIME},
    {"newest", NULL, COLUMN_TIME},
    {"rows_per_day", "rows a day", COLUMN_COUNT},
    {"bytes_per_day", "bytes a day", COLUMN_BYTES},
    {"days_until_double", "days until doubled", COLUMN_COUNT},
};

static const Column SHARE_COLUMNS[] = {
    {"column", NULL, COLUMN_TEXT},
    {"metadata_key", NULL, COLUMN_TEXT},
    {"percent", NULL, COLUMN_REAL},
    {"bytes", "bytes, about", COLUMN_BYTES},
    {"row_bytes", "bytes a row", COLUMN_COUNT},
};

static const Column AGE_COLUMNS[] = {
    {"older_than_days", "older than days", COLUMN_COUNT},
    {"before", NULL, COLUMN_TIME},
    {"rows", "rows, about", COLUMN_COUNT},
    {"bytes", "bytes, about", COLUMN_BYTES},
    {"kept_bytes", "stays", COLUMN_BYTES},
    {"prompt_bytes", "of it prompts", COLUMN_BYTES},
};

enum { TABLES_SHOWN = 16, COLUMNS_SHOWN = 10 };

#define COUNT_OF(columns) (sizeof(columns) / sizeof *(columns))

/* Rows of the tables. */

static Cell cell_about(double number)
{
    return cell_number((int64_t) (number + 0.5));
}

static Cell cell_growth(const LogSize *size, double number)
{
    return size->has_growth ? cell_about(number) : cell_null();
}

static Cell cell_doubling(const LogSize *size)
{
    return size->has_growth && size->days_until_double > 0 ? cell_about(size->days_until_double)
                                                           : cell_null();
}

static Table *all_of(Arena *arena, const LogSizes *sizes)
{
    Table *table = table_new(arena, ALL_COLUMNS, COUNT_OF(ALL_COLUMNS));

    for (const LogSize *size = sizes->items; size < sizes->items + sizes->count; size++)
        table_add(table, cell_text(size->table->name), cell_about(size->rows),
                  cell_number(log_size_bytes(size)), cell_number(size->heap_bytes),
                  cell_number(size->toast_bytes), cell_number(size->index_bytes),
                  cell_number(size->dead_rows), cell_text(size->last_vacuum),
                  cell_text(size->oldest), cell_text(size->newest),
                  cell_growth(size, size->rows_per_day), cell_growth(size, size->bytes_per_day),
                  cell_doubling(size), cell_text(size->growth->holds));
    return table;
}

/* The largest, without those that are empty. */
static size_t shown_of(const LogSizes *sizes)
{
    size_t count = 0;

    while (count < sizes->count && count < TABLES_SHOWN && sizes->items[count].heap_bytes > 0)
        count++;
    return count;
}

static Table *sizes_of(Arena *arena, const LogSizes *sizes)
{
    Table *table = table_new(arena, SIZE_COLUMNS, COUNT_OF(SIZE_COLUMNS));

    for (const LogSize *size = sizes->items; size < sizes->items + shown_of(sizes); size++)
        table_add(table, cell_text(size->table->name), cell_about(size->rows),
                  cell_number(log_size_bytes(size)), cell_number(size->heap_bytes),
                  cell_number(size->toast_bytes), cell_number(size->index_bytes),
                  cell_number(size->dead_rows), cell_text(size->last_vacuum));
    return table;
}

static Table *growth_of(Arena *arena, const LogSizes *sizes)
{
    Table *table = table_new(arena, GROWTH_COLUMNS, COUNT_OF(GROWTH_COLUMNS));

    for (const LogSize *size = sizes->items; size < sizes->items + shown_of(sizes); size++)
        table_add(table, cell_text(size->table->name), cell_text(size->oldest),
                  cell_text(size->newest), cell_growth(size, size->rows_per_day),
                  cell_growth(size, size->bytes_per_day), cell_doubling(size));
    return table;
}

/* With one decimal. */
static double percent_of(const LogShare *share)
{
    return (double) (int64_t) (share->share * 1000 + 0.5) / 10;
}

static void add_share(Table *table, const char *column, const char *key, const LogShare *share)
{
    table_add(table, cell_text(column), cell_text(key), cell_real(percent_of(share)),
              cell_about(share->bytes), cell_about(share->row_bytes));
}

/* The columns, then the keys of metadata. */
static Table *shares_of(Arena *arena, const LogSample *sample)
{
    Table *table = table_new(arena, SHARE_COLUMNS, COUNT_OF(SHARE_COLUMNS));

    for (size_t at = 0; at < sample->columns.count && at < COLUMNS_SHOWN; at++)
        add_share(table, sample->columns.items[at].name, NULL, &sample->columns.items[at]);
    for (size_t at = 0; at < sample->keys.count; at++)
        add_share(table, "metadata", sample->keys.items[at].name, &sample->keys.items[at]);
    return table;
}

static Table *ages_of(Arena *arena, const LogSize *log, const LogAges *ages)
{
    Table *table = table_new(arena, AGE_COLUMNS, COUNT_OF(AGE_COLUMNS));

    for (const LogAge *age = ages->items; age < ages->items + ages->count; age++)
        table_add(table, cell_number(age->days), cell_text(age->before), cell_about(age->rows),
                  cell_about(age->bytes), cell_about((double) log_size_bytes(log) - age->bytes),
                  cell_about(age->prompt_bytes));
    return table;
}

/* Printing. */

static const LogSize *log_of(const LogSizes *sizes)
{
    for (size_t at = 0; at < sizes->count; at++)
        if (text_equal(sizes->items[at].table->name, SPEND_LOGS))
            return &sizes->items[at];
    return NULL;
}

static void print_shares(const Call *call, const Sizes *found)
{
    if (found->sample.rows == 0)
        return;
    printf("\nWhat fills " SPEND_LOGS ", from a sample of %s; a key's share is that of "
           "metadata:\n\n",
           text_plural(call->arena, found->sample.rows, "row", "rows"));
    table_print(shares_of(call->arena, &found->sample), FORMAT_TABLE, stdout);
}

static void print_ages(const Call *call, const Sizes *found)
{
    puts("\nWhat pruning " SPEND_LOGS " would free for new rows, about:\n");
    table_print(ages_of(call->arena, log_of(&found->sizes), &found->ages), FORMAT_TABLE, stdout);
}

static void print_page(const Call *call, const Sizes *found)
{
    const SizeOptions *options = call->options;
    size_t hidden = found->sizes.count - shown_of(&found->sizes);

    table_print(sizes_of(call->arena, &found->sizes), FORMAT_TABLE, stdout);
    if (hidden > 0)
        printf("(%zu more are small or empty; --json and --csv have them)\n", hidden);
    putchar('\n');
    table_print(growth_of(call->arena, &found->sizes), FORMAT_TABLE, stdout);
    print_shares(call, found);
    if (options->what_if)
        print_ages(call, found);
}

static void print_json(const Call *call, const Sizes *found)
{
    const SizeOptions *options = call->options;
    Document *document CLEANUP(document_release) = document_object();
    const LogSize *log = log_of(&found->sizes);

    document_set(document, "tables", table_document(all_of(call->arena, &found->sizes)));
    document_set_number(document, "sampled_rows", found->sample.rows);
    document_set(document, "columns", table_document(shares_of(call->arena, &found->sample)));
    if (options->what_if && log != NULL)
        document_set(document, "what_if", table_document(ages_of(call->arena, log, &found->ages)));
    document_print(document, stdout);
}

static void print_csv(const Call *call, const Sizes *found)
{
    const SizeOptions *options = call->options;
    Table *table = options->columns   ? shares_of(call->arena, &found->sample)
                   : options->what_if ? ages_of(call->arena, log_of(&found->sizes), &found->ages)
                                      : all_of(call->arena, &found->sizes);

    table_print(table, FORMAT_CSV, stdout);
}

/* Reading. */

static void warn_of_unknown(const LogSizes *sizes)
{
    for (const LogSize *size = sizes->items; size < sizes->items + sizes->count; size++)
        if (size->heap_bytes > 0 && !size->has_growth && size->growth->form != AGE_NONE &&
            !size->was_analysed)
            log_warning("%s was never analysed: how it grows is not known before ANALYZE",
                        size->table->name);
}

static bool read(Session *session, bool wants_ages, Sizes *found, Error *error)
{
    int64_t now = clock_now();

    *found = (Sizes){0};
    if (!log_sizes_read(session, now, &found->sizes, error))
        return false;
    const LogSize *log = log_of(&found->sizes);
    return log == NULL || (log_sample_read(session, log, &found->sample, error) &&
                           (!wants_ages || log_ages_read(session, log, now, &found->ages, error)));
}

static bool run(const Call *call, Error *error)
{
    const SizeOptions *options = call->options;
    Session *session CLEANUP(session_close) = NULL;
    Sizes found;

    if (options->columns && options->what_if && options->common.csv) {
        fail(error, OUTCOME_USAGE, "--columns and --what-if are two tables of CSV");
        return fail_hint(error, "Give one of them, or --json.");
    }
    if (!command_session(call, SESSION_READS, &session, error) ||
        !read(session, options->what_if, &found, error))
        return false;
    warn_of_unknown(&found.sizes);
    switch (common_format(&options->common)) {
        case FORMAT_JSON:
            print_json(call, &found);
            return true;
        case FORMAT_CSV:
            print_csv(call, &found);
            return true;
        case FORMAT_TABLE:
            break;
    }
    print_page(call, &found);
    return true;
}

static const Option OPTIONS[] = {
    SWITCH(SizeOptions, what_if, 0,
           "what pruning the log at each age from 7 to 365 days would free"),
    SWITCH(SizeOptions, columns, 0, "with --csv: the columns of the log instead of the tables"),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba logs size", "every table that grows, and what fills the log"},
    {"litellm-dba logs size --what-if", "and what a shorter retention would free"},
    {"litellm-dba logs size --csv", "the tables, for a spreadsheet"},
    NO_MORE_EXAMPLES,
};

const Command LOGS_SIZE = {
    .name = "size",
    .summary = "how large what grows is, how fast it grows, and what fills it",
    .description =
        "Every table that grows without bound: rows, heap, TOAST and indexes, dead rows, the last "
        "vacuum, the oldest and the newest row, growth of the last seven days, and in how many "
        "days it will be twice as large. Then what fills the log of requests: its columns and the "
        "keys of their metadata.\n\n"
        "No large table is read. Rows are the server's estimates, ends are read through an index "
        "where there is one, columns are told from a sample of some hundred pages, and what cannot "
        "be known without reading a large table is left out.\n\n"
        "--what-if tells for each age what pruning would make free for new rows, and how much of "
        "it are prompts: what redaction alone would free. JSON has all of it; CSV the tables, with "
        "--columns the columns, with --what-if the ages.",
    .options = OPTIONS,
    .groups = {INCLUDE_COMMON(SizeOptions, common)},
    .options_size = sizeof(SizeOptions),
    .examples = EXAMPLES,
    .run = run,
};
