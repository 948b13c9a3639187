/* journal export - every row of the journal. */
#include "command/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/csv.h"
#include "cli/options.h"
#include "command/journal_event.h"
#include "command/session.h"

typedef struct {
    CommonOptions common;
} ExportOptions;

typedef struct {
    TableFormat format;
    bool is_first;
} Export;

static bool export_event(void *context, const JournalEvent *event, Error *error)
{
    Export *export = context;
    Arena *arena CLEANUP(arena_release) = arena_new();

    (void) error;
    if (export->format == FORMAT_CSV) {
        const char *values[] = {arena_format(arena, "%" PRId64, event->sequence),
                                arena_format(arena, "%" PRId64, event->operation),
                                event->kind,
                                event->at,
                                event->body,
                                event->previous,
                                event->hash};
        return sheet_write_row(stdout, values, NULL, sizeof values / sizeof *values,
                               SHEET_QUOTE_NEEDED, error);
    }
    Document *object CLEANUP(document_release) = document_object();
    event_describe(object, event);
    printf("%s%s", export->is_first ? "\n" : ",\n", document_dump(arena, object, 0));
    export->is_first = false;
    return true;
}

static bool run_export(const Call *call, Error *error)
{
    static const char *const HEADINGS[] = {"sequence", "operation", "kind", "at",
                                           "body",     "previous",  "hash"};
    Session *session CLEANUP(session_close) = NULL;
    Export export = {.is_first = true};

    if (!command_session(call, SESSION_JOURNAL, &session, error))
        return false;
    export.format = common_options(call)->csv ? FORMAT_CSV : FORMAT_JSON;
    if (export.format == FORMAT_JSON)
        putchar('[');
    else if (!sheet_write_row(stdout, HEADINGS, NULL, sizeof HEADINGS / sizeof *HEADINGS,
                              SHEET_QUOTE_NEEDED, error))
        return false;
    if (!journal_each(session->journal, export_event, &export, error))
        return false;
    if (export.format == FORMAT_JSON)
        puts(export.is_first ? "]" : "\n]");
    return true;
}

static const Example EXPORT_EXAMPLES[] = {
    {"litellm-dba journal export > journal.json", "every row, with its digest"},
    {"litellm-dba journal export --csv > journal.csv", "the same for a spreadsheet"},
    NO_MORE_EXAMPLES,
};

const Command JOURNAL_EXPORT = {
    .name = "export",
    .summary = "print the whole journal as JSON, or as CSV with --csv",
    .description = "Rows in the order they were written, with the digests that chain them.",
    .groups = {INCLUDE_COMMON(ExportOptions, common)},
    .options_size = sizeof(ExportOptions),
    .examples = EXPORT_EXAMPLES,
    .run = run_export,
};
