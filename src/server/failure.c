#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "server/connection.h"

/* What can be done about it, by SQLSTATE; a class ends with "...". */
static const struct {
    const char *sqlstate;
    const char *hint;
} HINTS[] = {
    {"28P01", "The password is wrong, or there is none. Put it into ~/.pgpass, into the file that "
              "PGPASSFILE names, or into LITELLM_DBA_DATABASE_URL. In a URL, write @ : / ? # and % "
              "of a password in percent signs, as %40."},
    {"28000", "The server does not let this user in from here: see its pg_hba.conf, and whether it "
              "asks for TLS (sslmode=require)."},
    {"3D000", "There is no database of that name on this server. LiteLLM's name is the last part "
              "of its DATABASE_URL."},
    {"42501", "The role lacks a right. The owner of LiteLLM's tables has them all; else "
              "GRANT USAGE ON SCHEMA, GRANT SELECT ON ALL TABLES IN SCHEMA for reading, and "
              "INSERT, UPDATE, DELETE for changes."},
    {"25006",
     "This server or role only reads: it is a standby, or default_transaction_read_only is "
     "on. Connect to the primary, as a role that may write."},
    {"23503",
     "Rows of another table refer to these. They have to go first: name their table as well, or "
     "keep what is younger than the oldest of them."},
    {"53300", "All connections are taken. Try again, or connect through the pooler."},
    {"53100", "The server's disk is full."},
    {"53200", "The server is out of memory."},
    {"57P01",
     "An administrator, or a restart of the server, ended the connection. Nothing that was "
     "not committed remains; run the command again."},
    {"57P02", "The server crashed or was stopped at once. Run the command again when it is up."},
    {"57P03", "The server is starting up or shutting down. Try again in a moment."},
    {"57P05", "The server ends sessions that are idle for long; run the command again."},
    {"57014", "The statement took longer than its timeout, or somebody cancelled it. A busy server "
              "or a missing index makes it slow."},
    {"55P03", "Somebody else holds the lock: a migration, a VACUUM FULL, or another session. "
              "Nothing was changed; try again."},
    {"40P01", "Two transactions waited for each other. Nothing was changed; try again."},
    {"40001", "Others changed the same rows at the same time. Nothing was changed; try again."},
    {"25P03", "We were silent for too long inside a transaction, and the server ended it. Nothing "
              "was changed."},
    {"42P01", "A table that the catalog had is gone: is LiteLLM being migrated at the moment?"},
    {"42703", "A column that the catalog had is gone: is LiteLLM being migrated at the moment?"},
    {"23503", "Another table still needs the row, or the row it names is not there."},
    {"23505", "Such a row is there already."},
};

/* Where there is no SQLSTATE, libpq's words tell. */
static const struct {
    const char *words;
    const char *hint;
} WORDS[] = {
    {"Connection refused",
     "Nothing listens there. Is the port-forward running, and the port right?"},
    {"No such file or directory", "No server has its socket there. Name a host: PGHOST, --dbname."},
    {"could not translate host name", "The name is unknown here. A name inside a cluster needs a "
                                      "port-forward: kubectl port-forward service/NAME 5432."},
    {"server closed the connection unexpectedly",
     "The port-forward, a pooler or the server ended it. Is the port-forward still running?"},
    {"Connection reset", "The port-forward, a pooler or the server ended it. Is the port-forward "
                         "still running?"},
    {"timed out", "Nothing answers there: a firewall, or a port-forward that lost its other end."},
    {"timeout", "Nothing answers there: a firewall, or a port-forward that lost its other end."},
    {"unsupported startup parameter", "A pooler does not take what PGOPTIONS or options= ask for."},
    {"statement pooling mode",
     "This pooler hands the server on after each statement, so nothing can be done in one "
     "transaction. Take pool_mode=transaction for this database, or connect past the pooler."},
    {"does not support SSL", "The server has no TLS; sslmode=prefer does without."},
    {"certificate",
     "The server's certificate was not accepted: see sslrootcert and sslmode. Through "
     "a port-forward, give the server's own name and hostaddr=127.0.0.1."},
    {"no password supplied",
     "Put the password into ~/.pgpass, into the file that PGPASSFILE names, "
     "or into LITELLM_DBA_DATABASE_URL."},
};

static const char *hint_for(const char *sqlstate, const char *words)
{
    for (size_t at = 0; at < sizeof HINTS / sizeof *HINTS; at++)
        if (strcmp(HINTS[at].sqlstate, sqlstate) == 0)
            return HINTS[at].hint;
    for (size_t at = 0; at < sizeof WORDS / sizeof *WORDS; at++)
        if (words != NULL && strstr(words, WORDS[at].words) != NULL)
            return WORDS[at].hint;
    return NULL;
}

static bool is_sqlstate(const char *text)
{
    for (int at = 0; at < 5; at++)
        if (!isdigit((unsigned char) text[at]) && !isupper((unsigned char) text[at]))
            return false;
    return true;
}

/* "FATAL:  28P01: password ..." is what PQERRORS_VERBOSE gives. */
static const char *find_sqlstate(const char *line, const char *end)
{
    for (const char *at = line; at + 9 < end; at++)
        if (strncmp(at, ":  ", 3) == 0 && is_sqlstate(at + 3) && strncmp(at + 8, ": ", 2) == 0)
            return at + 3;
    return NULL;
}

/* A line without its SQLSTATE, which is kept aside; empty for what only programmers want. */
static void clean_line(const char *line, const char *end, char *clean, size_t size,
                       char sqlstate[6])
{
    const char *state = find_sqlstate(line, end);

    clean[0] = '\0';
    if (strncmp(line, "LOCATION:", strlen("LOCATION:")) == 0)
        return;
    if (state == NULL) {
        snprintf(clean, size, "%.*s", (int) (end - line), line);
        return;
    }
    const char *rest = state + 7;
    snprintf(sqlstate, 6, "%.5s", state);
    snprintf(clean, size, "%.*s%.*s", (int) (state - line), line, (int) (end - rest), rest);
}

void failure_words(const char *text, char *words, size_t size, char sqlstate[6])
{
    char clean[1024];

    words[0] = sqlstate[0] = '\0';
    for (const char *line = text; *line != '\0';) {
        line += strspn(line, " \t");
        const char *end = line + strcspn(line, "\n");
        size_t used = strlen(words);
        clean_line(line, end, clean, sizeof clean, sqlstate);
        /* With and without TLS the same may be said twice. */
        if (strstr(words, clean) == NULL)
            snprintf(words + used, size - used, "%s%s", used == 0 ? "" : "\n", clean);
        line = *end == '\0' ? end : end + 1;
    }
}

bool fail_connect(Error *error, const PGconn *connection)
{
    char words[2048], sqlstate[6];

    failure_words(PQerrorMessage(connection), words, sizeof words, sqlstate);
    fail(error, OUTCOME_SERVER_ERROR, "could not connect to the server");
    fail_detail(error, "%s", words);
    const char *hint = hint_for(sqlstate, words);
    if (PQconnectionNeedsPassword(connection))
        hint = hint_for("", "no password supplied");
    if (hint != NULL)
        fail_hint(error, "%s", hint);
    memcpy(error->sqlstate, sqlstate, sizeof sqlstate);
    return false;
}

bool fail_lost(Error *error, const PGconn *connection)
{
    char words[2048] = "", sqlstate[6] = "";

    if (connection != NULL)
        failure_words(PQerrorMessage(connection), words, sizeof words, sqlstate);
    fail(error, OUTCOME_SERVER_ERROR, "the connection to the server was lost");
    if (words[0] != '\0')
        fail_detail(error, "%s", words);
    const char *hint = hint_for(sqlstate, words);
    fail_hint(error, "%s",
              hint != NULL ? hint : "Is the port-forward still running? Run the command again.");
    snprintf(error->sqlstate, sizeof error->sqlstate, "%s",
             sqlstate[0] == '\0' ? "08006" : sqlstate);
    return false;
}

bool fail_result(Error *error, const PGresult *result, const char *name)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);

    /* A name with a slash is one that `sql show` knows. */
    fail(error, OUTCOME_SERVER_ERROR, "the server refused %s%s",
         strchr(name, '/') == NULL ? "" : "statement ", name);
    if (primary == NULL)
        primary = PQresultErrorMessage(result);
    fail_detail(error, "%s%s%s", primary, detail == NULL ? "" : "\n", detail == NULL ? "" : detail);
    if (hint == NULL)
        hint = hint_for(sqlstate == NULL ? "" : sqlstate, primary);
    if (hint != NULL)
        fail_hint(error, "%s", hint);
    if (sqlstate != NULL)
        snprintf(error->sqlstate, sizeof error->sqlstate, "%s", sqlstate);
    return false;
}
