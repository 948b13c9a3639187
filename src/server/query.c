#include "server/query.h"

#include <assert.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "server/connection.h"
#include "server/rows.h"

static bool run(Server *server, const Statement *statement, const SqlValue *values,
                PGresult **result, Error *error)
{
    const char *bound[PARAMETERS_MAX];
    int count = bind_values(statement->sql, values, bound);

    assert(server->in_transaction);
    return exchange_run(server, statement->sql->name, statement->text, count, bound, result, error);
}

bool query(Server *server, const Statement *statement, const SqlValue *values, Rows **rows,
           Error *error)
{
    PGresult *result = NULL;

    if (!run(server, statement, values, &result, error))
        return false;
    *rows = rows_take(result);
    return true;
}

bool query_execute(Server *server, const Statement *statement, const SqlValue *values,
                   int64_t *affected, Error *error)
{
    PGresult *result CLEANUP(result_release) = NULL;

    if (!run(server, statement, values, &result, error))
        return false;
    if (affected != NULL)
        *affected = rows_affected(result);
    return true;
}

char *query_text_array(Arena *arena, const char *const *values)
{
    Text *text = text_new(arena);

    text_add_char(text, '{');
    for (size_t at = 0; values[at] != NULL; at++) {
        text_add(text, at == 0 ? "\"" : ",\"");
        for (const char *c = values[at]; *c != '\0'; c++) {
            if (*c == '"' || *c == '\\')
                text_add_char(text, '\\');
            text_add_char(text, *c);
        }
        text_add_char(text, '"');
    }
    text_add_char(text, '}');
    return arena_copy(arena, text_value(text));
}
