#include "command/set_report.h"

#include "base/clock.h"

enum { US_PER_MS = 1000 };

int64_t set_age_ms(const Set *set)
{
    int64_t created;
    Error ignored;

    return clock_parse_utc(set->created, &created, &ignored) ? (clock_now() - created) / US_PER_MS
                                                             : 0;
}

static void describe_check(Document *object, const char *key, const SetCheck *check)
{
    if (check == NULL) {
        document_set_null(object, key);
        return;
    }
    Document *described = document_set_object(object, key);
    document_set_text(described, "at", check->at);
    document_set_text(described, "server_version", check->server_version);
    document_set_number(described, "operation", check->operation);
}

void set_describe(Document *object, const Set *set)
{
    document_set_text(object, "set", set->name);
    document_set_text(object, "created", set->created);
    document_set_number(object, "age_ms", set_age_ms(set));
    document_set_text(object, "database", set->source.database);
    document_set_text(object, "schema", set->source.schema);
    document_set_text(object, "host", set->source.host);
    document_set_text(object, "system_identifier", set->source.system_identifier);
    document_set_text(object, "server_version", set->source.version);
    document_set_text(object, "snapshot", set->source.snapshot);
    document_set_text(object, "lsn", set->source.lsn);
    document_set_text(object, "litellm_version", set->schema.nearest_version);
    document_set_text(object, "fingerprint", set->schema.fingerprint);
    document_set_number(object, "tables", (int64_t) set->table_count);
    document_set_number(object, "rows", set_rows(set));
    document_set_number(object, "csv_bytes", set_csv_bytes(set));
    document_set_number(object, "bytes", set_file_bytes(set));
    document_set_boolean(object, "encrypted", set->recipients != NULL);
    document_set_boolean(object, "masked", set->is_masked);
    document_set_text(object, "salt_fingerprint", set->salt_fingerprint);
    document_set_number(object, "operation", set->operation);
    describe_check(object, "verified", set->verified);
    describe_check(object, "rehearsed", set->rehearsed);
    document_set_boolean(object, "pinned", set->pin != NULL);
}
