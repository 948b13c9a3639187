#include "operation/record.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/json.h"

enum { HOST_SIZE = 256 };

static void describe_who(Document *body, const Session *session)
{
    Document *who = document_set_object(body, "who");
    const struct passwd *user = getpwuid(geteuid());
    char host[HOST_SIZE] = "";

    gethostname(host, sizeof host - 1);
    document_set_text(who, "os_user", user == NULL ? NULL : user->pw_name);
    document_set_number(who, "uid", (int64_t) geteuid());
    document_set_text(who, "host", host);
    document_set_number(who, "pid", (int64_t) getpid());
    document_set_text(who, "db_user", session->identity == NULL ? NULL : session->identity->user);
}

/* Of work on files alone, for which no server was asked. */
static const ServerIdentity NOWHERE = {
    .host = "",
    .port = "",
    .database = "",
    .schema = "",
    .version = "",
    .system_identifier = "",
};

static void describe_where(Document *body, const ServerIdentity *identity)
{
    Document *where = document_set_object(body, "where");

    if (identity == NULL)
        identity = &NOWHERE;

    document_set_text(where, "host", identity->host);
    document_set_text(where, "port", identity->port);
    document_set_text(where, "database", identity->database);
    document_set_text(where, "schema", identity->schema);
    document_set_text(where, "system_identifier", identity->system_identifier);
    document_set_number(where, "timeline", identity->timeline);
    document_set_text(where, "server_version", identity->version);
}

static const char *const STYLES[] = {
    [RECORD_CHANGE] = "change",
    [RECORD_SERIES] = "series",
    [RECORD_TASK] = "task",
};

const char *record_planned(const Session *session, const Plan *plan, RecordStyle style,
                           int64_t undoes, const char *lock)
{
    Document *body CLEANUP(document_release) = document_object();

    document_set_text(body, "command", session->command);
    document_set_text(body, "style", STYLES[style]);
    Document *arguments = document_set_array(body, "arguments");
    for (const char *const *word = session->words; *word != NULL; word++)
        document_add_text(arguments, *word);
    describe_who(body, session);
    describe_where(body, session->identity);
    document_set(body, "plan", plan_document(plan));
    document_set_text(body, "fingerprint",
                      session->fingerprint == NULL ? "" : session->fingerprint);
    if (undoes > 0)
        document_set_number(body, "undoes", undoes);
    else
        document_set_null(body, "undoes");
    document_set_text(body, "lock", lock);
    document_set_text(body, "tool_version", VERSION);
    document_set_text(body, "started", clock_format_iso(session->arena, clock_now()));
    return document_dump(session->arena, body, 0);
}

const char *record_prepared(const Session *session, const char *xid, int64_t rows,
                            const PreimageFile *files, size_t file_count, const StepRecord *steps,
                            size_t step_count)
{
    Document *body CLEANUP(document_release) = document_object();
    int64_t bytes = 0;

    for (size_t at = 0; at < file_count; at++)
        bytes += files[at].bytes;
    document_set_text(body, "xid", xid);
    document_set_number(body, "rows", rows);
    document_set_number(body, "bytes", bytes);
    document_set(body, "files", preimage_to_document(files, file_count));
    Document *list = document_set_array(body, "steps");
    for (size_t at = 0; at < step_count; at++) {
        Document *step = document_add_object(list);
        document_set_text(step, "what", steps[at].what);
        document_set_text(step, "sql", steps[at].sql);
        document_set_number(step, "rows", steps[at].rows);
        document_set_number(step, "duration_ms", steps[at].duration_ms);
    }
    return document_dump(session->arena, body, 0);
}

const char *record_ended(Arena *arena, const EndRecord *end)
{
    Document *body CLEANUP(document_release) = document_object();

    document_set_text(body, "outcome", outcome_name(end->outcome));
    document_set_text(body, "message", end->message);
    document_set_number(body, "rows", end->rows);
    document_set_number(body, "bytes", end->bytes);
    document_set_number(body, "duration_ms", end->duration_ms);
    document_set_text(body, "healed_by", end->healed_by);
    document_set_text(body, "evidence", end->evidence);
    return document_dump(arena, body, 0);
}

static bool copy_text(Arena *arena, const Document *object, const char *key, const char **text,
                      Error *error)
{
    const char *found;

    if (!document_get_text(object, key, &found, error))
        return false;
    *text = arena_copy(arena, found);
    return true;
}

static bool read_style(const Document *document, RecordStyle *style, Error *error)
{
    const char *name;

    if (!document_get_text(document, "style", &name, error))
        return false;
    for (size_t at = 0; at < sizeof STYLES / sizeof *STYLES; at++)
        if (strcmp(name, STYLES[at]) == 0) {
            *style = (RecordStyle) at;
            return true;
        }
    fail(error, OUTCOME_JOURNAL_ERROR, "\"%s\" is no style of an operation", name);
    return fail_hint(error, "A newer litellm-dba wrote it: use that one.");
}

bool record_read_planned(Arena *arena, const char *body, PlannedRecord *planned, Error *error)
{
    Document *document CLEANUP(document_release) = NULL;
    const Document *where;

    return document_parse(body, strlen(body), &document, error) &&
           copy_text(arena, document, "command", &planned->command, error) &&
           read_style(document, &planned->style, error) &&
           copy_text(arena, document, "lock", &planned->lock, error) &&
           copy_text(arena, document, "started", &planned->started, error) &&
           copy_text(arena, document, "fingerprint", &planned->fingerprint, error) &&
           document_get_object(document, "where", &where, error) &&
           copy_text(arena, where, "host", &planned->host, error) &&
           copy_text(arena, where, "server_version", &planned->server_version, error) &&
           copy_text(arena, where, "system_identifier", &planned->system_identifier, error) &&
           document_get_number(where, "timeline", &planned->timeline, error) &&
           copy_text(arena, where, "database", &planned->database, error) &&
           copy_text(arena, where, "schema", &planned->schema, error);
}

bool record_read_prepared(Arena *arena, const char *body, PreparedRecord *prepared, Error *error)
{
    Document *document CLEANUP(document_release) = NULL;
    const Document *files;

    return document_parse(body, strlen(body), &document, error) &&
           copy_text(arena, document, "xid", &prepared->xid, error) &&
           document_get_number(document, "rows", &prepared->rows, error) &&
           document_get_number(document, "bytes", &prepared->bytes, error) &&
           document_get_array(document, "files", &files, error) &&
           preimage_from_document(arena, files, &prepared->files, &prepared->file_count, error);
}
