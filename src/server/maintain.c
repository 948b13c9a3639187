#include "server/maintain.h"

#include <assert.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/connection.h"

#define LOCK_NOT_AVAILABLE "55P03"

typedef struct {
    Arena *arena;
    Maintenance *told;
} Listener;

/* The server's words on what it passed over are warnings, each of one table. */
static void listen(void *context, const PGresult *notice)
{
    const Listener *listener = context;
    const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *message = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);

    log_debug("server: %s", message == NULL ? "" : message);
    if (!text_equal(severity, "WARNING"))
        return;
    if (text_equal(PQresultErrorField(notice, PG_DIAG_SQLSTATE), LOCK_NOT_AVAILABLE))
        listener->told->was_skipped = true;
    if (listener->told->warning == NULL)
        listener->told->warning = arena_copy(listener->arena, message);
}

bool server_maintain(Server *server, Arena *arena, const Statement *statement, int64_t within_ms,
                     Maintenance *told, Error *error)
{
    Listener listener = {arena, told};

    assert(!server->in_transaction);
    *told = (Maintenance){0};
    if (!connection_is_alive(server) && !connection_restore(server, error))
        return false;
    PQnoticeReceiver before = PQsetNoticeReceiver(server->connection, listen, &listener);
    server->answer_within_ms = within_ms;
    bool is_done =
        exchange_run(server, statement->sql->name, statement->text, 0, NULL, NULL, error);
    if (server->connection != NULL)
        PQsetNoticeReceiver(server->connection, before, NULL);
    return is_done;
}
