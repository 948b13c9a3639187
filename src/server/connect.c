#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/interrupt.h"
#include "base/list.h"
#include "base/log.h"
#include "base/text.h"
#include "server/connection.h"

enum {
    CONNECT_WITHIN_MS = 10000, /* for each host, unless the conninfo says otherwise */
    RETRY_WITHIN_MS = 5000,    /* while the server starts up or is full */
    RETRY_FIRST_MS = 100,
    RETRY_LONGEST_MS = 1500,
    DATA_UNHEARD_MS = 30000, /* sent, and not acknowledged for so long: the line is dead */
};

typedef struct {
    Words keywords;
    Words values;
} Settings;

static void set(Arena *arena, Settings *settings, const char *keyword, const char *value)
{
    list_add(arena, &settings->keywords, keyword);
    list_add(arena, &settings->values, value);
}

/* The kernel gives a silent host up in time to try the next one. */
static const char *unheard_while_connecting(Arena *arena, const Target *target)
{
    const char *timeout = url_value(target, "connect_timeout");
    long seconds = strtol(timeout == NULL ? "" : timeout, NULL, 10);

    return arena_format(arena, "%ld", seconds > 0 ? seconds * 1000 : CONNECT_WITHIN_MS);
}

/* Ours first, so that the user's win; then what must be ours. */
static Settings make_settings(Server *server, const Target *target, bool skips_options)
{
    Arena *arena = server->arena;
    Settings settings = {0};

    set(arena, &settings, "keepalives", "1");
    set(arena, &settings, "keepalives_idle", "10");
    set(arena, &settings, "keepalives_interval", "5");
    set(arena, &settings, "keepalives_count", "3");
    set(arena, &settings, "tcp_user_timeout", unheard_while_connecting(arena, target));
    for (size_t at = 0; target->keywords[at] != NULL; at++)
        if (!skips_options || strcmp(target->keywords[at], "options") != 0)
            set(arena, &settings, target->keywords[at], target->values[at]);
    set(arena, &settings, "client_encoding", "UTF8");
    set(arena, &settings, "application_name",
        server->command == NULL ? "litellm-dba"
                                : arena_format(arena, "litellm-dba/%s", server->command));
    set(arena, &settings, NULL, NULL);
    return settings;
}

static void free_options(PQconninfoOption **options)
{
    PQconninfoFree(*options);
    *options = NULL;
}

/* Services, files and variables included, which only libpq knows. */
static const char *setting(const PQconninfoOption *options, const char *keyword)
{
    for (; options != NULL && options->keyword != NULL; options++)
        if (strcmp(options->keyword, keyword) == 0)
            return options->val == NULL ? "" : options->val;
    return "";
}

static int64_t connect_within_ms(PGconn *connection)
{
    PQconninfoOption *options CLEANUP(free_options) = PQconninfo(connection);
    long seconds = strtol(setting(options, "connect_timeout"), NULL, 10);
    int64_t hosts = 1;

    for (const char *at = setting(options, "host"); *at != '\0'; at++)
        hosts += *at == ',';
    return hosts * (seconds > 0 ? seconds * 1000 : CONNECT_WITHIN_MS);
}

static void take_notice(void *context, const char *message)
{
    (void) context;
    log_debug("server: %.*s", (int) strcspn(message, "\n"), message);
}

static bool fail_slow(const PGconn *connection, int64_t within_ms, Error *error)
{
    fail(error, OUTCOME_SERVER_ERROR, "could not connect to the server");
    fail_detail(error, "no answer from \"%s\", port %s, within %lld s", PQhost(connection),
                PQport(connection), (long long) (within_ms / 1000));
    return fail_hint(error, "A firewall, a wrong host, or a port-forward that lost its other end? "
                            "connect_timeout=SECONDS waits longer.");
}

/* libpq's steps, each waited for with an eye on the clock and on signals. */
static bool follow(PGconn *connection, int64_t within_ms, Error *error)
{
    int64_t deadline = clock_monotonic_ms() + within_ms;
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;

    if (PQstatus(connection) == CONNECTION_BAD)
        return fail_connect(error, connection);
    for (;;) {
        short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        WaitEnd end = connection_wait(PQsocket(connection), events, deadline, false);
        if (end == WAIT_INTERRUPTED)
            return interrupt_fail(error);
        if (end == WAIT_TIMEOUT)
            return fail_slow(connection, within_ms, error);
        state = PQconnectPoll(connection);
        if (state == PGRES_POLLING_FAILED)
            return fail_connect(error, connection);
        if (state == PGRES_POLLING_OK)
            return true;
    }
}

/* A hop that swallows packets is noticed in seconds while connecting, later with more patience. */
static void be_patient(const PGconn *connection, const Target *target)
{
    int milliseconds = DATA_UNHEARD_MS;

    if (url_value(target, "tcp_user_timeout") == NULL)
        (void) setsockopt(PQsocket(connection), IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds,
                          sizeof milliseconds);
}

static bool open_once(Server *server, const Target *target, bool skips_options, Error *error)
{
    Settings settings = make_settings(server, target, skips_options);

    connection_drop(server);
    server->connection = PQconnectStartParams(settings.keywords.items, settings.values.items, 0);
    PQsetErrorVerbosity(server->connection, PQERRORS_VERBOSE);
    PQsetNoticeProcessor(server->connection, take_notice, NULL);
    if (!follow(server->connection, connect_within_ms(server->connection), error)) {
        connection_drop(server);
        return false;
    }
    PQsetErrorVerbosity(server->connection, PQERRORS_DEFAULT);
    PQsetnonblocking(server->connection, 1);
    be_patient(server->connection, target);
    server->cancel = PQgetCancel(server->connection);
    return true;
}

/* A pooler takes no options; nothing of ours depends on them. */
static bool open_without_options(Server *server, const Target *target, Error *error)
{
    if (open_once(server, target, false, error))
        return true;
    if (strstr(error->detail, "unsupported startup parameter") == NULL)
        return false;
    log_warning("the pooler does not take startup options: PGOPTIONS, PGGEQO and options= are left "
                "out");
    unsetenv("PGOPTIONS");
    unsetenv("PGGEQO");
    return open_once(server, target, true, error);
}

static bool is_transient(const Error *error)
{
    return strcmp(error->sqlstate, "57P03") == 0 || strcmp(error->sqlstate, "53300") == 0;
}

/* Retries a server that is starting up or full, each pause up to three times the one before. */
static bool open_patiently(Server *server, const Target *target, Error *error)
{
    int64_t give_up = clock_monotonic_ms() + RETRY_WITHIN_MS;
    int64_t pause_ms = RETRY_FIRST_MS;

    while (!open_without_options(server, target, error)) {
        if (!is_transient(error) || clock_monotonic_ms() + pause_ms > give_up)
            return false;
        log_debug("trying again: %s", error->detail);
        clock_sleep_ms(clock_jitter_ms(pause_ms));
        pause_ms = pause_ms * 2 < RETRY_LONGEST_MS ? pause_ms * 2 : RETRY_LONGEST_MS;
    }
    return true;
}

static void tell(const Target *target)
{
    for (size_t at = 0; target->notes[at] != NULL; at++)
        log_info("in %s, %s", target->source, target->notes[at]);
    if (target->shows_password)
        log_warning_once(
            "a password in --dbname can be seen by others on this machine and stays in "
            "the shell's history; ~/.pgpass, PGPASSFILE, PGSERVICE or "
            "LITELLM_DBA_DATABASE_URL keep it");
}

bool connection_open(Server *server, bool is_first, Error *error)
{
    Target target;
    Error first;

    if (!url_resolve(server->arena, server->dbname, server->plus, &target, error))
        return false;
    if (is_first)
        tell(&target);
    if (open_patiently(server, &target, error))
        return true;
    if (!is_first || !target.has_plus || error->sqlstate[0] == '\0' || is_transient(error))
        return false;

    /* LiteLLM writes '+' for a blank; somebody else may have meant what stands there. */
    first = *error;
    if (!url_resolve(server->arena, server->dbname, PLUS_IS_PLUS, &target, error))
        return false;
    if (open_patiently(server, &target, error)) {
        server->plus = PLUS_IS_PLUS;
        return true;
    }
    if (error->outcome == OUTCOME_SERVER_ERROR)
        *error = first;
    return false;
}

bool connection_is_remote(const PGconn *connection)
{
    const char *host = PQhost(connection);
    const char *address = PQhostaddr(connection);

    if (host == NULL || *host == '\0' || *host == '/' || *host == '@')
        return false;
    return strcmp(address, "::1") != 0 && !text_starts_with(address, "127.");
}
