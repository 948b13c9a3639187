#include "command/status_json.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "command/set_report.h"

static void set_server(Document *page, const ServerIdentity *identity, const SurveyServer *server)
{
    Document *object = document_set_object(page, "server");

    document_set_text(object, "version", identity->version);
    document_set_text(object, "host", identity->host);
    document_set_text(object, "port", identity->port);
    document_set_text(object, "database", identity->database);
    document_set_text(object, "schema", identity->schema);
    document_set_text(object, "user", identity->user);
    document_set_text(object, "system_identifier", identity->system_identifier);
    document_set_number(object, "timeline", identity->timeline);
    document_set_boolean(object, "is_pooled", identity->is_pooled);
    document_set_boolean(object, "is_standby", identity->is_standby);
    document_set_boolean(object, "is_encrypted", identity->is_encrypted);
    document_set_text(object, "started", server->started);
    document_set_number(object, "database_bytes", server->database_bytes);
    document_set_number(object, "connections", server->connections);
    document_set_number(object, "max_connections", server->max_connections);
    document_set_number(object, "litellm_connections", server->litellm_connections);
    document_set_boolean(object, "autovacuum", server->autovacuum);
}

static void set_schema(Document *page, const char *fingerprint, const NearestSchema *schema)
{
    Document *object = document_set_object(page, "schema");

    document_set_text(object, "version", schema->version);
    document_set_text(object, "date", schema->date);
    document_set_boolean(object, "exact", schema->drift.count == 0);
    document_set_text(object, "fingerprint", fingerprint);
    Document *drift = document_set_array(object, "drift");
    for (size_t at = 0; at < schema->drift.count; at++) {
        const SchemaDrift *found = &schema->drift.items[at];
        Document *row = document_add_object(drift);
        document_set_text(row, "what", drift_kind_name(found->kind));
        document_set_text(row, "table", found->table);
        document_set_text(row, "column", found->column);
        document_set_text(row, "type", found->type);
        document_set_text(row, "known_type", found->known_type);
    }
}

static void set_counts(Document *page, const SurveyCounts *counts)
{
    Document *object = document_set_object(page, "counts");

    document_set_number(object, "users", counts->users);
    document_set_number(object, "inactive_users", counts->inactive_users);
    document_set_number(object, "sso_users", counts->sso_users);
    document_set_number(object, "admins", counts->admins);
    document_set_number(object, "admin_viewers", counts->admin_viewers);
    document_set_number(object, "keys", counts->keys);
    document_set_number(object, "teams", counts->teams);
    document_set_number(object, "organisations", counts->organisations);
    document_set_number(object, "models", counts->models);
    document_set_number(object, "budgets", counts->budgets);
    document_set_number(object, "customers", counts->customers);
}

static void set_log(Document *page, const Survey *survey)
{
    const SurveyLog *log = &survey->log;
    Document *object = document_set_object(page, "log");

    document_set_number(object, "about_rows", log->rows);
    document_set_number(object, "bytes", log->bytes);
    document_set_text(object, "oldest", log->oldest);
    document_set_text(object, "newest", log->newest);
    document_set_real(object, "rows_per_day", log->rows_per_day);
    document_set_real(object, "bytes_per_day", log->bytes_per_day);
    document_set_real(object, "spend_per_day", log->spend_per_day);
    Document *settings = document_set_object(object, "settings");
    for (size_t at = 0; at < survey->settings.count; at++)
        document_set_text(settings, survey->settings.items[at].name,
                          survey->settings.items[at].value);
}

static void set_tables(Document *page, const Survey *survey)
{
    Document *tables = document_set_array(page, "tables");

    for (size_t at = 0; at < survey->tables.count; at++) {
        const SurveyTable *found = &survey->tables.items[at];
        Document *row = document_add_object(tables);
        document_set_text(row, "table", found->name);
        document_set_number(row, "about_rows", found->rows);
        document_set_number(row, "dead_rows", found->dead_rows);
        document_set_number(row, "total_bytes", found->total_bytes);
        document_set_number(row, "index_bytes", found->index_bytes);
        document_set_text(row, "last_vacuum", found->last_vacuum);
    }
}

static void set_indexes(Document *page, const Survey *survey)
{
    Document *indexes = document_set_array(page, "indexes");

    for (size_t at = 0; at < survey->indexes.count; at++) {
        const SurveyIndex *found = &survey->indexes.items[at];
        Document *row = document_add_object(indexes);
        document_set_text(row, "index", found->name);
        document_set_text(row, "table", found->table);
        document_set_number(row, "bytes", found->bytes);
        document_set_number(row, "scans", found->scans);
        document_set_boolean(row, "is_valid", found->is_valid);
    }
}

static void set_orphans(Document *page, const OrphanCounts *orphans)
{
    Document *list = document_set_array(page, "orphans");

    for (size_t at = 0; at < orphans->count; at++) {
        Document *row = document_add_object(list);
        document_set_text(row, "class", orphans->items[at].class->name);
        document_set_number(row, "count", orphans->items[at].count);
    }
}

/* null when there is none. */
static Document *set_operation(Document *object, const char *key, const JournalOperation *found)
{
    if (found == NULL) {
        document_set_null(object, key);
        return NULL;
    }
    Document *operation = document_set_object(object, key);
    document_set_number(operation, "operation", found->operation);
    document_set_text(operation, "command", found->command);
    document_set_text(operation, "outcome", found->outcome);
    document_set_text(operation, "started", found->started);
    return operation;
}

static void set_journal(Document *page, const SurveyJournal *journal)
{
    Document *object = document_set_object(page, "journal");
    const JournalOperation *retention = journal->last_retention;

    document_set_number(object, "operations", journal->operations);
    document_set_number(object, "unfinished", journal->unfinished);
    set_operation(object, "last", journal->last);
    Document *last = set_operation(object, "last_retention", retention);
    if (last != NULL) {
        document_set_number(last, "rows", retention->rows);
        document_set_number(last, "bytes", retention->bytes);
    }
}

static void set_backup(Document *page, const Set *last)
{
    if (last == NULL)
        document_set_null(page, "last_backup");
    else
        set_describe(document_set_object(page, "last_backup"), last);
}

void status_print_json(const Session *session, const Survey *survey)
{
    Document *page CLEANUP(document_release) = document_object();

    set_server(page, session->identity, &survey->server);
    set_schema(page, session->fingerprint, &survey->schema);
    set_counts(page, &survey->counts);
    set_log(page, survey);
    set_tables(page, survey);
    set_indexes(page, survey);
    set_orphans(page, &survey->orphans);
    set_journal(page, &survey->journal);
    set_backup(page, survey->last_backup);
    Document *warnings = document_set_array(page, "warnings");
    for (size_t at = 0; at < survey->warnings.count; at++)
        document_add_text(warnings, survey->warnings.items[at]);
    document_print(page, stdout);
}
