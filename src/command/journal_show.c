/* journal show - everything about one operation. */
#include "command/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/parse.h"
#include "base/terminal.h"
#include "cli/options.h"
#include "cli/table.h"
#include "command/journal_event.h"
#include "command/session.h"

typedef struct {
    CommonOptions common;
} ShowOptions;

static const Column EVENT_COLUMNS[] = {
    {"sequence", NULL, COLUMN_NUMBER}, {"operation", NULL, COLUMN_NUMBER},
    {"kind", NULL, COLUMN_TEXT},       {"at", NULL, COLUMN_TIME},
    {"body", NULL, COLUMN_TEXT},       {"previous", NULL, COLUMN_TEXT},
    {"hash", NULL, COLUMN_TEXT},
};

static void print_events_json(const JournalEvent *events, size_t count)
{
    Document *document CLEANUP(document_release) = document_object();

    document_set_number(document, "operation", events[0].operation);
    Document *list = document_set_array(document, "events");
    for (size_t at = 0; at < count; at++)
        event_describe(document_add_object(list), &events[at]);
    document_print(document, stdout);
}

static void print_events_csv(const Call *call, const JournalEvent *events, size_t count)
{
    Table *table =
        table_new(call->arena, EVENT_COLUMNS, sizeof EVENT_COLUMNS / sizeof *EVENT_COLUMNS);

    for (size_t at = 0; at < count; at++)
        table_add(table, cell_number(events[at].sequence), cell_number(events[at].operation),
                  cell_text(events[at].kind), cell_text(events[at].at), cell_text(events[at].body),
                  cell_text(events[at].previous), cell_text(events[at].hash));
    table_print(table, FORMAT_CSV, stdout);
}

/* What people see: "  key: value", objects and lists indented below their key; nulls are left out.
 */
static void print_value(Arena *arena, const char *key, const Document *value, int depth)
{
    bool is_list = document_is_array(value), is_object = document_is_object(value);
    int indent = 2 * depth;

    if (value == NULL)
        return;
    if (!is_list && !is_object) {
        printf("%*s%s: %s\n", indent, "", key,
               terminal_safe(arena, document_is_text(value) ? document_text(value)
                                                            : document_dump(arena, value, 0)));
        return;
    }
    if (document_count(value) == 0)
        return;
    printf("%*s%s:\n", indent, "", key);
    for (size_t at = 0; at < document_count(value); at++) {
        const char *name = is_object ? document_key_at(value, at) : "-";
        print_value(arena, name, is_object ? document_find(value, name) : document_at(value, at),
                    depth + 1);
    }
}

static void print_event(Arena *arena, const JournalEvent *event)
{
    Document *body CLEANUP(document_release) = NULL;
    Error ignored = {0};

    printf("%s  %s  (row %" PRId64 ", %.12s)\n", event->at, event->kind, event->sequence,
           event->hash);
    if (!document_parse(event->body, strlen(event->body), &body, &ignored))
        printf("  %s\n", terminal_safe(arena, event->body));
    for (size_t at = 0; at < document_count(body); at++) {
        const char *key = document_key_at(body, at);
        print_value(arena, key, document_find(body, key), 1);
    }
}

static void print_events(const Call *call, const JournalEvent *events, size_t count)
{
    TableFormat format = common_format(common_options(call));

    if (format == FORMAT_JSON)
        print_events_json(events, count);
    else if (format == FORMAT_CSV)
        print_events_csv(call, events, count);
    else
        for (size_t at = 0; at < count; at++)
            print_event(call->arena, &events[at]);
}

static bool fail_unknown(int64_t operation, Error *error)
{
    fail(error, OUTCOME_USAGE, "the journal has no operation %" PRId64, operation);
    return fail_hint(error, "\"litellm-dba journal list\" shows what there is.");
}

static bool run_show(const Call *call, Error *error)
{
    Session *session CLEANUP(session_close) = NULL;
    const JournalEvent *events;
    size_t count;
    int64_t operation;

    if (!parse_number(call->operands[0], 1, INT64_MAX, &operation, error) ||
        !command_session(call, SESSION_JOURNAL, &session, error) ||
        !journal_events(session->journal, call->arena, operation, &events, &count, error))
        return false;
    if (count == 0)
        return fail_unknown(operation, error);
    print_events(call, events, count);
    return true;
}

static const Example SHOW_EXAMPLES[] = {
    {"litellm-dba journal show 42", "plan, statements, rows, files and outcome of operation 42"},
    NO_MORE_EXAMPLES,
};

const Command JOURNAL_SHOW = {
    .name = "show",
    .summary = "show everything about one operation",
    .description = "Shows who, where, the plan, the statements with their rows and times, the "
                   "files with their digests, and how it ended.",
    .operands = "OPERATION",
    .groups = {INCLUDE_COMMON(ShowOptions, common)},
    .options_size = sizeof(ShowOptions),
    .examples = SHOW_EXAMPLES,
    .run = run_show,
};
