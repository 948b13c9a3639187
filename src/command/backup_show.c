/* backup show - what is in a set. */
#include "command/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/terminal.h"
#include "cli/options.h"
#include "cli/table.h"
#include "command/session.h"
#include "command/set_operand.h"
#include "command/set_report.h"
#include "file/set.h"

typedef struct {
    CommonOptions common;
} ShowOptions;

static const Column TABLE_COLUMNS[] = {
    {"table", NULL, COLUMN_TEXT},  {"rows", NULL, COLUMN_COUNT},  {"csv_bytes", NULL, COLUMN_BYTES},
    {"bytes", NULL, COLUMN_BYTES}, {"files", NULL, COLUMN_COUNT}, {"sorted", NULL, COLUMN_BOOLEAN},
    {"since", NULL, COLUMN_TIME},
};

static Table *tables(Arena *arena, const Set *set)
{
    Table *table = table_new(arena, TABLE_COLUMNS, sizeof TABLE_COLUMNS / sizeof *TABLE_COLUMNS);

    for (const SetTable *at = set->tables; at < set->tables + set->table_count; at++) {
        const Set alone = {.tables = at, .table_count = 1};
        table_add(table, cell_text(at->name), cell_number(at->rows),
                  cell_number(set_csv_bytes(&alone)), cell_number(set_file_bytes(&alone)),
                  cell_number((int64_t) at->file_count), cell_boolean(at->is_sorted),
                  cell_text(at->since));
    }
    return table;
}

static const Column ABSENCE_COLUMNS[] = {
    {"table", "not in the set", COLUMN_TEXT},
    {"why", NULL, COLUMN_TEXT},
};

static Table *absences(Arena *arena, const Set *set)
{
    Table *table =
        table_new(arena, ABSENCE_COLUMNS, sizeof ABSENCE_COLUMNS / sizeof *ABSENCE_COLUMNS);

    for (size_t at = 0; at < set->absence_count; at++)
        table_add(table, cell_text(set->absences[at].table), cell_text(set->absences[at].why));
    return table;
}

static const Column OMISSION_COLUMNS[] = {
    {"table", "not as it was", COLUMN_TEXT},
    {"column", NULL, COLUMN_TEXT},
    {"what", NULL, COLUMN_TEXT},
    {"why", NULL, COLUMN_TEXT},
};

static Table *omissions(Arena *arena, const Set *set)
{
    Table *table =
        table_new(arena, OMISSION_COLUMNS, sizeof OMISSION_COLUMNS / sizeof *OMISSION_COLUMNS);

    for (size_t at = 0; at < set->omission_count; at++) {
        const SetOmission *omission = &set->omissions[at];
        table_add(table, cell_text(omission->table), cell_text(omission->column),
                  cell_text(omission->what), cell_text(omission->why));
    }
    return table;
}

static void print_json(Arena *arena, const Set *set)
{
    Document *document CLEANUP(document_release) = document_object();

    set_describe(document, set);
    document_set_number(document, "migrations", (int64_t) set->migration_count);
    document_set(document, "content", table_document(tables(arena, set)));
    document_set(document, "absent", table_document(absences(arena, set)));
    document_set(document, "omitted", table_document(omissions(arena, set)));
    document_print(document, stdout);
}

static void print_line(Arena *arena, const char *name, const char *value)
{
    printf("%-12s %s\n", name, value == NULL ? "-" : terminal_safe(arena, value));
}

static const char *checked(Arena *arena, const SetCheck *check)
{
    if (check == NULL)
        return "never";
    return arena_format(arena, "%s%s%s, operation %" PRId64, check->at,
                        check->server_version == NULL ? "" : " on PostgreSQL ",
                        check->server_version == NULL ? "" : check->server_version,
                        check->operation);
}

static const char *guard(const Set *set)
{
    if (set->is_masked)
        return "masked: not for a restore";
    return set->recipients != NULL ? "encrypted with age" : "none";
}

static const char *salt(Arena *arena, const Set *set)
{
    if (set->salt_fingerprint == NULL)
        return "not known: the key that LiteLLM encrypts with was not in the environment";
    return arena_format(arena, "%.16s, from %s", set->salt_fingerprint, set->salt_source);
}

static void print_facts(Arena *arena, const Set *set)
{
    const SetSource *source = &set->source;

    print_line(arena, "set", set->name);
    print_line(
        arena, "created",
        arena_format(arena, "%s, %s ago", set->created, text_duration(arena, set_age_ms(set))));
    print_line(arena, "database",
               arena_format(arena, "%s, schema %s, on %s, PostgreSQL %s", source->database,
                            source->schema, source->host, source->version));
    print_line(arena, "cluster", source->system_identifier);
    print_line(arena, "snapshot",
               arena_format(arena, "%s%s%s", source->snapshot, source->lsn == NULL ? "" : " at ",
                            source->lsn == NULL ? "" : source->lsn));
    print_line(arena, "LiteLLM",
               arena_format(arena, "%s%s", set->schema.nearest_version,
                            set->schema.differences == 0 ? "" : " or near it"));
    print_line(arena, "content",
               arena_format(arena, "%s, %s, %s of CSV in %s",
                            text_plural(arena, (int64_t) set->table_count, "table", "tables"),
                            text_plural(arena, set_rows(set), "row", "rows"),
                            text_bytes(arena, set_csv_bytes(set)),
                            text_bytes(arena, set_file_bytes(set))));
    print_line(arena, "guard", guard(set));
    print_line(arena, "salt", salt(arena, set));
    print_line(arena, "verified", checked(arena, set->verified));
    print_line(arena, "rehearsed", checked(arena, set->rehearsed));
    print_line(arena, "pinned",
               set->pin == NULL        ? "no"
               : set->pin->why == NULL ? "yes"
                                       : arena_format(arena, "yes: %s", set->pin->why));
    print_line(arena, "command", set->command);
}

static void print(Arena *arena, const Set *set)
{
    print_facts(arena, set);
    putchar('\n');
    table_print(tables(arena, set), FORMAT_TABLE, stdout);
    if (set->absence_count > 0) {
        putchar('\n');
        table_print(absences(arena, set), FORMAT_TABLE, stdout);
    }
    if (set->omission_count > 0) {
        putchar('\n');
        table_print(omissions(arena, set), FORMAT_TABLE, stdout);
    }
}

static bool run(const Call *call, Error *error)
{
    Session *session CLEANUP(session_close) = NULL;
    TableFormat format = common_format(common_options(call));
    const char *folder;
    Set set;

    if (!command_session(call, SESSION_JOURNAL, &session, error) ||
        !set_operand(call, session, 0, &folder, error) ||
        !set_read(call->arena, folder, &set, error))
        return false;
    if (format == FORMAT_JSON)
        print_json(call->arena, &set);
    else if (format == FORMAT_CSV)
        table_print(tables(call->arena, &set), FORMAT_CSV, stdout);
    else
        print(call->arena, &set);
    return true;
}

static const Example EXAMPLES[] = {
    {"litellm-dba backup show", "the newest set, and its tables"},
    {"litellm-dba backup show 20261121 --json", "the set whose name begins so"},
    NO_MORE_EXAMPLES,
};

const Command BACKUP_SHOW = {
    .name = "show",
    .summary = "show what is in a set, and what is known about it",
    .description = "Where and when it was made, its tables, what it leaves out, whether it was "
                   "verified and rehearsed. Without SET it is the newest one; a SET with a slash "
                   "in it is a folder anywhere.",
    .operands = "[SET]",
    .groups = {INCLUDE_COMMON(ShowOptions, common)},
    .options_size = sizeof(ShowOptions),
    .examples = EXAMPLES,
    .run = run,
};
