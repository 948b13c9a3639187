#include "admin/log_rewrite_kind.h"

#include "build/sql.h"

static const char *const PROMPTS[] = {"messages", "response", "proxy_server_request", NULL};
static const char *const NONE[] = {NULL};

const RewriteFacts REWRITE_FACTS[] = {
    [REWRITE_REDACT] =
        {
            .what = "prompts before the cutoff",
            .action = "empty",
            .archive = SPEND_LOGS ".redacted",
            .value = "paths",
            .next = &SQL_SERVER_LOGS_NEXT_REDACT,
            .columns = PROMPTS,
        },
    [REWRITE_SLIM] =
        {
            .what = "keys of metadata before the cutoff",
            .action = "drop",
            .archive = SPEND_LOGS ".slimmed",
            .value = "drop",
            .next = &SQL_SERVER_LOGS_NEXT_SLIM,
            .columns = NONE,
        },
};

const LogRewriting *rewrite_statements(const LogStatements *statements, RewriteKind kind)
{
    return kind == REWRITE_REDACT ? &statements->redact : &statements->slim;
}

LogWalk *rewrite_walk(const Rewrite *rewrite)
{
    LogWalk *walk = log_walk_new(rewrite->session, &rewrite->tables.items[0], &rewrite->filter,
                                 rewrite->before, rewrite->now);

    log_walk_only(walk, &rewrite->only);
    return walk;
}

bool rewrite_ask(const Rewrite *rewrite, LogWalk *walk, Arena *arena, const SqlText *sql,
                 const SqlValue *values, Rows **rows, Error *error)
{
    Statement statement = log_walk_statement(walk, arena, sql);

    return query(rewrite->session->server, &statement, values, rows, error);
}
