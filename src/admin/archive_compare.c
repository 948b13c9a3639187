#include "admin/archive_compare.h"

#include <inttypes.h>

#include "base/cleanup.h"
#include "build/sql.h"
#include "operation/stage.h"
#include "server/query.h"
#include "server/transaction.h"

enum { CHUNK_ROWS = 2000 };

typedef struct {
    Session *session;
    const PreimageFile *file;
    ArchiveComparison *comparison;
    ArchiveDifferences *differences;
} Comparing;

static bool count(Comparing *comparing, Arena *arena, int64_t *different, Error *error)
{
    Session *session = comparing->session;
    Statement statement =
        stage_statement(session, arena, comparing->file, &SQL_SERVER_ARCHIVE_COMPARE);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement, SQL_NO_VALUES, &rows, error))
        return false;
    int64_t present = rows_number(rows, 0, "present"), same = rows_number(rows, 0, "same");
    comparing->comparison->meant += rows_number(rows, 0, "total");
    comparing->comparison->absent += rows_number(rows, 0, "total") - present;
    comparing->comparison->same += same;
    *different = present - same;
    comparing->comparison->different += *different;
    return true;
}

static bool list_differences(Comparing *comparing, Arena *arena, Error *error)
{
    Session *session = comparing->session;
    Statement statement =
        stage_statement(session, arena, comparing->file, &SQL_SERVER_ARCHIVE_DIFFER);
    size_t room = ARCHIVE_DIFFERENCES_MOST - comparing->differences->count;
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement,
               SQL_VALUES({"columns", query_text_array(arena, comparing->file->columns)},
                          {"most", arena_format(arena, "%zu", room)}),
               &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++)
        list_add(session->arena, comparing->differences,
                 ((ArchiveDifference){
                     comparing->file->table,
                     arena_copy(session->arena, rows_text(rows, row, "key")),
                     arena_copy(session->arena, rows_text(rows, row, "columns")),
                 }));
    return true;
}

static bool compare_rows(Comparing *comparing, const Chunk *chunk, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    int64_t different;

    return stage_load_rows(comparing->session, comparing->file, text_value(chunk->rows),
                           text_length(chunk->rows), error) &&
           count(comparing, arena, &different, error) &&
           (different == 0 || comparing->differences->count == ARCHIVE_DIFFERENCES_MOST ||
            list_differences(comparing, arena, error));
}

static bool take_chunk(const Chunk *chunk, int64_t *limit, void *context, Error *error)
{
    Comparing *comparing = context;
    Server *server = comparing->session->server;

    (void) limit;
    if (!transaction_begin(server, &(TransactionOptions){.kind = TRANSACTION_SCRATCH}, error))
        return false;
    bool is_compared = compare_rows(comparing, chunk, error);
    transaction_rollback(server);
    return is_compared;
}

bool archive_compare(Session *session, const ChunkSource *source, const PreimageFile *staged,
                     ArchiveComparison *comparison, ArchiveDifferences *differences, Error *error)
{
    Comparing comparing = {session, staged, comparison, differences};

    return chunks_read(session, source, CHUNK_ROWS, take_chunk, &comparing, error);
}
