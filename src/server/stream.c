#include <assert.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "server/connection.h"
#include "server/query.h"

/* Where the values of one row are shown from; room for all columns, taken once. */
typedef struct {
    Arena *arena;
    const char **names;
    const char **values;
    int *lengths;
    int column_count;
    bool has_header;
    RowReader *reader;
    void *context;
} Stream;

static bool show_header(Stream *stream, const PGresult *result, Error *error)
{
    int count = PQnfields(result);
    size_t size = (size_t) count;

    stream->has_header = true;
    stream->column_count = count;
    stream->names = arena_array(stream->arena, const char *, size + 1);
    stream->values = arena_array(stream->arena, const char *, size + 1);
    stream->lengths = arena_array(stream->arena, int, size + 1);
    for (int column = 0; column < count; column++)
        stream->names[column] = arena_copy(stream->arena, PQfname(result, column));

    StreamRow header = {.column_count = count, .names = stream->names};
    return stream->reader(stream->context, &header, true, error);
}

static bool show_row(Stream *stream, const PGresult *result, Error *error)
{
    for (int column = 0; column < stream->column_count; column++) {
        bool is_null = PQgetisnull(result, 0, column) != 0;
        stream->values[column] = is_null ? NULL : PQgetvalue(result, 0, column);
        stream->lengths[column] = is_null ? 0 : PQgetlength(result, 0, column);
    }
    StreamRow row = {stream->column_count, stream->names, stream->values, stream->lengths};
    return stream->reader(stream->context, &row, false, error);
}

static bool show(Stream *stream, const PGresult *result, int64_t *count, Error *error)
{
    ExecStatusType status = PQresultStatus(result);

    if (!stream->has_header && !show_header(stream, result, error))
        return false;
    if (status != PGRES_SINGLE_TUPLE)
        return true;
    (*count)++;
    return show_row(stream, result, error);
}

/* Row after row until the end or the first failure; one of the server takes the rest with it. */
static bool pump(Server *server, Stream *stream, const char *name, int64_t *count, Error *error)
{
    for (;;) {
        PGresult *result CLEANUP(result_release) = NULL;
        if (!exchange_next(server, &result, error))
            return false;
        if (result == NULL)
            return true;
        if (!result_is_good(result)) {
            Error ignored;
            fail_result(error, result, name);
            if (!exchange_finish(server, name, NULL, &ignored) && !connection_is_alive(server)) {
                if (error->sqlstate[0] == '\0')
                    *error = ignored;
                connection_drop(server);
            }
            return false;
        }
        if (!show(stream, result, count, error)) {
            exchange_abandon(server);
            return false;
        }
    }
}

static void release(Stream *stream)
{
    arena_release(&stream->arena);
}

bool query_each(Server *server, const Statement *statement, const SqlValue *values,
                RowReader *reader, void *context, int64_t *row_count, Error *error)
{
    Stream stream CLEANUP(release) = {.arena = arena_new(), .reader = reader, .context = context};
    const char *bound[PARAMETERS_MAX];
    int parameter_count = bind_values(statement->sql, values, bound);
    int64_t count = 0;

    assert(server->in_transaction);
    if (!exchange_send(server, statement->text, parameter_count, bound, error))
        return false;
    PQsetSingleRowMode(server->connection);
    if (!pump(server, &stream, statement->sql->name, &count, error))
        return false;
    if (row_count != NULL)
        *row_count = count;
    return true;
}
