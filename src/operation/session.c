#include "operation/session.h"

#include "base/cleanup.h"
#include "base/log.h"
#include "operation/doubt.h"
#include "operation/live_schema.h"
#include "server/url.h"

static const char *const *words_without_passwords(Arena *arena, const char *const *words)
{
    size_t count = 0;
    while (words[count] != NULL)
        count++;

    const char **safe = arena_array(arena, const char *, count + 1);
    for (size_t at = 0; at < count; at++)
        safe[at] = url_without_password(arena, words[at]);
    return safe;
}

static bool makes_journal(SessionKind kind)
{
    return kind == SESSION_CHANGES || kind == SESSION_SAVES || kind == SESSION_FILES;
}

/* A reader can do without the journal; whoever changes or keeps something cannot. */
static bool open_journal(Session *session, const char *state, Error *error)
{
    bool is_there;

    if (makes_journal(session->kind))
        return state_open(session->arena, state, &session->state, error) &&
               journal_open(session->state.journal, &session->journal, error);
    if (state_find(session->arena, state, &session->state, &is_there, error) &&
        (!is_there || journal_open_existing(session->state.journal, &session->journal, error)))
        return true;
    if (session->kind == SESSION_JOURNAL)
        return false;
    log_warning("%s; going on without the journal", error->message);
    return true;
}

static bool connect_server(Session *session, const ServerOptions *options, Error *error)
{
    if (!server_connect(options, &session->server, error))
        return false;
    session->identity = server_identity(session->server);
    if (!server_read_catalog(session->server, session->arena, &session->catalog, error))
        return false;

    LiveSchema live = live_schema(session->arena, session->catalog);
    session->fingerprint = schema_fingerprint(session->arena, &live);
    return true;
}

static bool require_writable(const Session *session, Error *error)
{
    if (session->identity->is_standby) {
        fail(error, OUTCOME_SERVER_ERROR, "the server is a standby, nothing can be changed there");
        return fail_hint(error, "Connect to the primary.");
    }
    if (session->identity->is_read_only) {
        fail(error, OUTCOME_SERVER_ERROR, "the role \"%s\" is read-only on this database",
             session->identity->user);
        fail_detail(error, "default_transaction_read_only is on.");
        return fail_hint(error, "Connect as a role that may change LiteLLM's tables.");
    }
    if (session->identity->system_identifier[0] == '\0') {
        fail(error, OUTCOME_SERVER_ERROR, "the server does not say which cluster it is");
        fail_detail(error, "The role \"%s\" may not call pg_control_system().",
                    session->identity->user);
        return fail_hint(error, "GRANT EXECUTE ON FUNCTION pg_control_system(), "
                                "pg_control_checkpoint() TO it: without them an undo could reach "
                                "another cluster's database of the same name.");
    }
    return true;
}

/* The journal may be asked without any database; one that is named helps to heal. */
static bool connect_for_journal(Session *session, const SessionRequest *request, Error *error)
{
    ServerOptions options = {request->dbname, request->schema, request->command};

    if (session->journal == NULL || !doubt_needs_server(session) ||
        connect_server(session, &options, error))
        return true;
    server_close(&session->server);
    log_note("%s; operations that wait for it are not judged", error->message);
    return true;
}

static bool connect(Session *session, const SessionRequest *request, Error *error)
{
    ServerOptions options = {request->dbname, request->schema, request->command};

    if (session->kind == SESSION_JOURNAL || session->kind == SESSION_FILES)
        return connect_for_journal(session, request, error);
    return connect_server(session, &options, error) &&
           (session->kind != SESSION_CHANGES || require_writable(session, error));
}

static bool heal(Session *session, Error *error)
{
    if (session->journal == NULL || doubt_heal(session, error))
        return true;
    if (session->kind == SESSION_CHANGES)
        return false;
    log_warning("%s", error->message);
    return true;
}

bool session_open(const SessionRequest *request, Session **session, Error *error)
{
    Arena *arena = arena_new();
    Session *opened CLEANUP(session_close) = arena_alloc(arena, sizeof *opened);

    opened->arena = arena;
    opened->kind = request->kind;
    opened->command = request->command;
    opened->words = words_without_passwords(arena, request->words);
    opened->request = *request;
    opened->identity_file = request->identity_file;
    if (!open_journal(opened, request->state, error) || !connect(opened, request, error) ||
        !heal(opened, error))
        return false;
    *session = opened;
    opened = NULL;
    return true;
}

void session_close(Session **session)
{
    if (*session == NULL)
        return;

    Arena *arena = (*session)->arena;
    server_close(&(*session)->server);
    journal_close(&(*session)->journal);
    arena_release(&arena);
    *session = NULL;
}

bool session_reconnect(Session *session, Error *error)
{
    ServerOptions options = {session->request.dbname, session->request.schema, session->command};

    server_close(&session->server);
    if (!server_connect(&options, &session->server, error))
        return false;
    session->identity = server_identity(session->server);
    return true;
}
