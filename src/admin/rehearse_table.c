#include "admin/rehearse_table.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/interrupt.h"
#include "build/sql.h"
#include "file/checksum.h"
#include "file/file.h"
#include "file/unpacker.h"
#include "server/copy.h"
#include "server/query.h"

const char *rehearse_table_name(Arena *arena, const Set *set, const SetTable *table)
{
    return arena_format(arena, "litellm_dba_rehearsal_%zu", (size_t) (table - set->tables) + 1);
}

static Statement statement(const RehearseTable *rehearsed, Arena *arena, const SqlText *sql)
{
    const SqlNames names[] = {
        SQL_NAME("rehearsed", rehearse_table_name(arena, rehearsed->set, rehearsed->table)),
        SQL_NAME("table", rehearsed->table->name),
        {"columns", set_column_names(rehearsed->table, arena), NULL},
        {0},
    };
    Statement made = statement_make(arena, sql, &(StatementContext){.names = names});

    made.names = NULL; /* for query_check alone, and they live no longer */
    return made;
}

static bool execute(const RehearseTable *rehearsed, Arena *arena, const SqlText *sql, Error *error)
{
    Statement made = statement(rehearsed, arena, sql);

    return query_execute(rehearsed->session->server, &made, SQL_NO_VALUES, NULL, error);
}

static bool check_columns(const RehearseTable *rehearsed, Error *error)
{
    const SetTable *table = rehearsed->table;
    const CatalogTable *live = catalog_table(rehearsed->session->catalog, table->name);

    if (live == NULL)
        return fail(error, OUTCOME_FOUND, "the database has no table \"%s\"", table->name);
    for (size_t at = 0; at < table->column_count; at++)
        if (catalog_column(live, table->columns[at].name) == NULL)
            return fail(error, OUTCOME_FOUND, "the database has no column \"%s\" in \"%s\"",
                        table->columns[at].name, table->name);
    return true;
}

/* In. */

/* The bytes of the rows, without the headings, which every file has and no COPY sends back. */
typedef struct {
    Digest *digest;
    size_t heading_left; /* bytes of the headings that are still to come */
    int64_t rows;
} Bytes;

static void release(Bytes *bytes)
{
    digest_release(&bytes->digest);
}

static void add_bytes(Bytes *bytes, const char *data, size_t size)
{
    size_t heading = size < bytes->heading_left ? size : bytes->heading_left;

    bytes->heading_left -= heading;
    digest_add(bytes->digest, data + heading, size - heading);
}

static size_t heading_size(const SetTable *table, Arena *arena)
{
    Text *heading = text_new(arena);

    sheet_add_row(heading, set_column_names(table, arena), NULL, table->column_count,
                  SHEET_QUOTE_NEEDED);
    return text_length(heading);
}

static bool send_all(const RehearseTable *rehearsed, Unpacker *unpacker, Bytes *bytes, Error *error)
{
    const char *data;
    size_t size;

    for (;;) {
        if (interrupt_requested())
            return interrupt_fail(error);
        if (!unpacker_next(unpacker, &data, &size, error))
            return false;
        if (size == 0)
            return true;
        add_bytes(bytes, data, size);
        if (!copy_in_write(rehearsed->session->server, data, size, error))
            return false;
        if (rehearsed->request->tell != NULL)
            rehearsed->request->tell((int64_t) size);
    }
}

static bool load_file(const RehearseTable *rehearsed, const SetFile *file, Bytes *bytes,
                      Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Unpacker *unpacker CLEANUP(unpacker_release) = NULL;
    Server *server = rehearsed->session->server;
    PackedSource source = {
        .path = path_join(arena, rehearsed->request->folder, file->name),
        .identity = rehearsed->request->identity,
    };
    Statement made = statement(rehearsed, arena, &SQL_SERVER_REHEARSE_LOAD);
    int64_t rows;

    bytes->heading_left = heading_size(rehearsed->table, arena);
    if (!unpacker_open(arena, &source, &unpacker, error) || !copy_in_begin(server, &made, error) ||
        !send_all(rehearsed, unpacker, bytes, error) || !copy_in_end(server, &rows, error))
        return false;
    bytes->rows += rows;
    return checksum_same(file->name, unpacker_facts(unpacker, arena).csv_sha256,
                         file->facts.csv_sha256, error);
}

/* And back. */

static bool take_row(void *context, const char *row, size_t size, Error *error)
{
    Bytes *bytes = context;

    (void) error;
    bytes->rows++;
    add_bytes(bytes, row, size);
    return true;
}

static bool fail_differs(const RehearseTable *rehearsed, const Bytes *sent, const Bytes *back,
                         Error *error)
{
    fail(error, OUTCOME_FOUND, "the rows of \"%s\" come back otherwise than they were loaded",
         rehearsed->table->name);
    return fail_detail(error, "%" PRId64 " rows went in, %" PRId64 " came back", sent->rows,
                       back->rows);
}

static bool compare(const RehearseTable *rehearsed, const Bytes *sent, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Bytes back CLEANUP(release) = {.digest = digest_new()};
    Statement made = statement(rehearsed, arena, &SQL_SERVER_REHEARSE_READ_BACK);
    int64_t rows;

    if (!copy_out(rehearsed->session->server, &made, take_row, &back, &rows, error))
        return false;
    return (sent->rows == rehearsed->table->rows && back.rows == sent->rows &&
            strcmp(digest_hex(sent->digest, arena), digest_hex(back.digest, arena)) == 0) ||
           fail_differs(rehearsed, sent, &back, error);
}

bool rehearse_table(const RehearseTable *rehearsed, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Bytes sent CLEANUP(release) = {.digest = digest_new()};

    if (!check_columns(rehearsed, error) ||
        !execute(rehearsed, arena, &SQL_SERVER_REHEARSE_STAGE, error))
        return false;
    for (size_t at = 0; at < rehearsed->table->file_count; at++)
        if (!load_file(rehearsed, &rehearsed->table->files[at], &sent, error))
            return false;
    return compare(rehearsed, &sent, error) &&
           (rehearsed->stays || execute(rehearsed, arena, &SQL_SERVER_REHEARSE_DROP, error));
}
