/* status - one page about the database. */
#include "command/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "admin/survey.h"
#include "base/cleanup.h"
#include "base/terminal.h"
#include "cli/options.h"
#include "cli/table.h"
#include "command/session.h"
#include "command/set_report.h"
#include "command/status_json.h"

typedef struct {
    CommonOptions common;
} StatusOptions;

enum { DRIFT_SHOWN = 5, LABEL_WIDTH = 10 };

static void print_line(const char *label, const Text *text)
{
    printf("%-*s%s\n", LABEL_WIDTH, label, text_value(text));
}

static void print_server(Arena *arena, const Session *session, const Survey *survey)
{
    const ServerIdentity *identity = session->identity;
    const SurveyServer *server = &survey->server;
    Text *text = text_new(arena);

    text_addf(text, "PostgreSQL %s at %s, port %s, as \"%s\"%s%s%s", identity->version,
              terminal_safe(arena, identity->host), identity->port,
              terminal_safe(arena, identity->user), identity->is_standby ? ", a standby" : "",
              identity->is_pooled ? ", through a transaction pooler" : "",
              identity->is_encrypted ? ", encrypted" : "");
    print_line("Server", text);
    text_clear(text);
    text_addf(text, "\"%s\", schema \"%s\", %s; up since %s UTC",
              terminal_safe(arena, identity->database), terminal_safe(arena, identity->schema),
              text_bytes(arena, server->database_bytes), server->started);
    print_line("Database", text);
    text_clear(text);
    text_addf(text, "%" PRId64 " of %" PRId64 ", LiteLLM's: %" PRId64, server->connections,
              server->max_connections, server->litellm_connections);
    print_line("Sessions", text);
}

static void print_drift(Arena *arena, const NearestSchema *schema)
{
    for (size_t at = 0; at < schema->drift.count && at < DRIFT_SHOWN; at++) {
        const SchemaDrift *drift = &schema->drift.items[at];
        Text *text = text_new(arena);
        text_addf(text, "  %s %s%s%s", drift_kind_name(drift->kind),
                  terminal_safe(arena, drift->table), drift->column == NULL ? "" : ".",
                  drift->column == NULL ? "" : terminal_safe(arena, drift->column));
        print_line("", text);
    }
    if (schema->drift.count > DRIFT_SHOWN)
        printf("%-*s  and %zu more (--json has them all)\n", LABEL_WIDTH, "",
               schema->drift.count - DRIFT_SHOWN);
}

static void print_schema(Arena *arena, const Session *session, const Survey *survey)
{
    const NearestSchema *schema = &survey->schema;
    Text *text = text_new(arena);

    if (schema->drift.count == 0)
        text_addf(text, "exactly that of LiteLLM %s (%s)", schema->version, schema->date);
    else
        text_addf(text, "nearest to LiteLLM %s (%s), with %s", schema->version, schema->date,
                  text_plural(arena, (int64_t) schema->drift.count, "difference", "differences"));
    text_addf(text, "; fingerprint %.12s", session->fingerprint);
    print_line("Schema", text);
    print_drift(arena, schema);
}

static void print_people(Arena *arena, const SurveyCounts *counts)
{
    Text *text = text_new(arena);

    text_addf(text, "%s (%" PRId64 " with an SSO id, %" PRId64 " inactive); %s, %s",
              text_plural(arena, counts->users, "user", "users"), counts->sso_users,
              counts->inactive_users,
              text_plural(arena, counts->admins, "proxy admin", "proxy admins"),
              text_plural(arena, counts->admin_viewers, "viewer", "viewers"));
    print_line("Seats", text);
    text_clear(text);
    text_addf(text, "%s, %s, %s, %s, %s, %s", text_plural(arena, counts->keys, "key", "keys"),
              text_plural(arena, counts->teams, "team", "teams"),
              text_plural(arena, counts->organisations, "organisation", "organisations"),
              text_plural(arena, counts->models, "model", "models"),
              text_plural(arena, counts->budgets, "budget", "budgets"),
              text_plural(arena, counts->customers, "customer", "customers"));
    print_line("Holds", text);
}

static void print_log(Arena *arena, const Survey *survey)
{
    const SurveyLog *log = &survey->log;
    Text *text = text_new(arena);

    text_addf(text, "about %s, %s", text_plural(arena, log->rows, "request", "requests"),
              text_bytes(arena, log->bytes));
    if (log->oldest != NULL)
        text_addf(text, "; from %s to %s UTC", log->oldest, log->newest);
    print_line("Log", text);
    if (log->rows_per_day > 0)
        printf("%-*sabout %s and %s a day\n", LABEL_WIDTH, "Growth",
               text_plural(arena, (int64_t) (log->rows_per_day + 0.5), "request", "requests"),
               text_bytes(arena, (int64_t) log->bytes_per_day));
    for (size_t at = 0; at < survey->settings.count; at++)
        printf("%-*s%s = %s\n", LABEL_WIDTH, at == 0 ? "Settings" : "",
               survey->settings.items[at].name,
               terminal_safe(arena, survey->settings.items[at].value));
}

static void print_tables(Arena *arena, const Survey *survey)
{
    static const Column COLUMNS[] = {
        {"table", NULL, COLUMN_TEXT},
        {"rows", "rows, about", COLUMN_COUNT},
        {"dead_rows", NULL, COLUMN_COUNT},
        {"total_bytes", "size", COLUMN_BYTES},
        {"index_bytes", "of it indexes", COLUMN_BYTES},
        {"last_vacuum", NULL, COLUMN_TIME},
    };
    Table *table = table_new(arena, COLUMNS, sizeof COLUMNS / sizeof *COLUMNS);

    for (size_t at = 0; at < survey->tables.count; at++) {
        const SurveyTable *found = &survey->tables.items[at];
        table_add(table, cell_text(found->name), cell_number(found->rows),
                  cell_number(found->dead_rows), cell_number(found->total_bytes),
                  cell_number(found->index_bytes), cell_text(found->last_vacuum));
    }
    putchar('\n');
    table_print(table, FORMAT_TABLE, stdout);
}

static void print_orphans(Arena *arena, const Survey *survey)
{
    static const Column COLUMNS[] = {
        {"class", "orphans", COLUMN_TEXT},
        {"count", NULL, COLUMN_COUNT},
        {"what", NULL, COLUMN_TEXT},
    };
    Table *table = table_new(arena, COLUMNS, sizeof COLUMNS / sizeof *COLUMNS);

    for (size_t at = 0; at < survey->orphans.count; at++) {
        const OrphanCount *found = &survey->orphans.items[at];
        if (found->count > 0)
            table_add(table, cell_text(found->class->name), cell_number(found->count),
                      cell_text(found->class->summary));
    }
    putchar('\n');
    if (table_rows(table) > 0)
        table_print(table, FORMAT_TABLE, stdout);
    else
        puts("No orphans.");
}

static void print_retention(Arena *arena, const JournalOperation *last)
{
    Text *text = text_new(arena);

    if (last == NULL)
        return;
    text_addf(text, "operation %" PRId64 " (%s, %s) at %s: %s", last->operation, last->command,
              last->outcome, last->started, text_plural(arena, last->rows, "row", "rows"));
    if (last->bytes > 0)
        text_addf(text, ", %s in files", text_bytes(arena, last->bytes));
    print_line("Retention", text);
}

static void print_journal(Arena *arena, const SurveyJournal *journal)
{
    Text *text = text_new(arena);

    putchar('\n');
    text_addf(text, "%s", text_plural(arena, journal->operations, "operation", "operations"));
    if (journal->last != NULL)
        text_addf(text, ", the last: %" PRId64 " (%s, %s) at %s", journal->last->operation,
                  journal->last->command, journal->last->outcome, journal->last->started);
    if (journal->unfinished > 0)
        text_addf(text, "; %" PRId64 " unfinished or in doubt", journal->unfinished);
    print_line("Journal", text);
    print_retention(arena, journal->last_retention);
}

static void print_backup(Arena *arena, const Set *last)
{
    Text *text = text_new(arena);

    if (last == NULL) {
        text_add(text, "none in the state folder");
        print_line("Backup", text);
        return;
    }
    text_addf(text, "%s, %s ago, %s", last->name, text_duration(arena, set_age_ms(last)),
              text_bytes(arena, set_file_bytes(last)));
    text_addf(text, "; verified %s, rehearsed %s",
              last->verified == NULL ? "never" : last->verified->at,
              last->rehearsed == NULL ? "never" : last->rehearsed->at);
    print_line("Backup", text);
}

static void print_page(Arena *arena, const Session *session, const Survey *survey)
{
    print_server(arena, session, survey);
    print_schema(arena, session, survey);
    print_people(arena, &survey->counts);
    print_log(arena, survey);
    print_tables(arena, survey);
    print_orphans(arena, survey);
    print_journal(arena, &survey->journal);
    print_backup(arena, survey->last_backup);
    for (size_t at = 0; at < survey->warnings.count; at++)
        printf("%-*s%s\n", LABEL_WIDTH, at == 0 ? "Look at" : "",
               terminal_safe(arena, survey->warnings.items[at]));
}

static bool run(const Call *call, Error *error)
{
    const CommonOptions *common = common_options(call);
    Session *session CLEANUP(session_close) = NULL;
    Survey survey;

    if (common->csv) {
        fail(error, OUTCOME_USAGE, "status is a page, not a table: there is no CSV of it");
        return fail_hint(error, "Say --json.");
    }
    if (!command_session(call, SESSION_READS, &session, error))
        return false;
    OrphanInquiry inquiry = orphans_inquire(session, getenv("LITELLM_MASTER_KEY"));
    if (!survey_take(session, &inquiry, &survey, error))
        return false;
    if (common->json)
        status_print_json(session, &survey);
    else
        print_page(call->arena, session, &survey);
    return true;
}

static const Example EXAMPLES[] = {
    {"litellm-dba status", "one page about the database that DATABASE_URL names"},
    {"litellm-dba status --json", "the same for a program"},
    NO_MORE_EXAMPLES,
};

const Command STATUS = {
    .name = "status",
    .summary = "one page about the database: what a DBA wants to know first",
    .description =
        "Server, the LiteLLM version that the schema is nearest to and where it differs, seats, "
        "the "
        "log and its growth, the largest tables, orphans, the last operation, the last backup, and "
        "what wants looking at. Tables that grow are not counted: their rows are the server's "
        "estimates.",
    .groups = {INCLUDE_COMMON(StatusOptions, common)},
    .options_size = sizeof(StatusOptions),
    .examples = EXAMPLES,
    .run = run,
};
