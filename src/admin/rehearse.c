#include "admin/rehearse.h"

#include <inttypes.h>
#include <string.h>

#include "admin/rehearse_table.h"
#include "admin/set_plan.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "build/sql.h"
#include "operation/task.h"
#include "server/query.h"
#include "server/transaction.h"

/* A long COPY is bounded by silence: while an index is built nothing is heard for a while. */
enum { DAY_MS = 24 * 60 * 60 * 1000, SILENCE_MS = 10 * 60 * 1000 };

typedef struct {
    Session *session;
    const RehearseRequest *request;
    RehearseResult *result;
} Rehearsal;

/* What the database says of a row. */
static bool is_about_data(const Error *error)
{
    return error->outcome == OUTCOME_FILE_ERROR || strncmp(error->sqlstate, "22", 2) == 0 ||
           strncmp(error->sqlstate, "23", 2) == 0 || error->outcome == OUTCOME_FOUND;
}

static bool fail_found(const Rehearsal *rehearsal, Error *error)
{
    Error cause = *error;

    if (!is_about_data(error))
        return false;
    fail(error, OUTCOME_FOUND, "the set %s cannot be brought back as it is",
         rehearsal->result->set.name);
    fail_detail(error, "%s%s%s", cause.message, cause.detail[0] == '\0' ? "" : ": ", cause.detail);
    return fail_hint(error, "%s",
                     cause.hint[0] == '\0' ? "\"backup verify\" says more of the files."
                                           : cause.hint);
}

/* References. */

static bool check_reference(const Rehearsal *rehearsal, const CatalogForeignKey *key, Error *error)
{
    Session *session = rehearsal->session;
    const SetTable *child = set_table(&rehearsal->result->set, key->table);
    const SetTable *parent = set_table(&rehearsal->result->set, key->parent_table);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (child == NULL || parent == NULL)
        return true;
    const SqlNames names[] = {
        SQL_NAME("rehearsed", rehearse_table_name(session->arena, &rehearsal->result->set, child)),
        SQL_NAME("parent", rehearse_table_name(session->arena, &rehearsal->result->set, parent)),
        {"columns", key->columns, NULL},
        {"parent_columns", key->parent_columns, NULL},
        {0},
    };
    Statement statement = statement_make(session->arena, &SQL_SERVER_REHEARSE_REFERENCES,
                                         &(StatementContext){.names = names});
    if (!query(session->server, &statement, SQL_NO_VALUES, &rows, error))
        return false;
    int64_t count = rows_number(rows, 0, "count");
    if (count == 0)
        return true;
    return fail(error, OUTCOME_FOUND, "%s of \"%s\" refer to a row of \"%s\" that is not there",
                text_plural(session->arena, count, "row", "rows"), key->table, key->parent_table);
}

static bool takes_part_in_reference(const Catalog *catalog, const char *table)
{
    for (size_t at = 0; at < catalog->foreign_key_count; at++)
        if (strcmp(catalog->foreign_keys[at].table, table) == 0 ||
            strcmp(catalog->foreign_keys[at].parent_table, table) == 0)
            return true;
    return false;
}

/* In the open transaction. */
static bool load_all(const Rehearsal *rehearsal, Error *error)
{
    const Set *set = &rehearsal->result->set;
    const Catalog *catalog = rehearsal->session->catalog;

    for (size_t at = 0; at < set->table_count; at++) {
        RehearseTable table = {
            .session = rehearsal->session,
            .request = rehearsal->request,
            .set = set,
            .table = &set->tables[at],
            .stays = takes_part_in_reference(catalog, set->tables[at].name),
        };
        if (!rehearse_table(&table, error))
            return false;
    }
    for (size_t at = 0; at < catalog->foreign_key_count; at++)
        if (!check_reference(rehearsal, &catalog->foreign_keys[at], error))
            return false;
    return true;
}

static void change(Set *set, void *context)
{
    set->rehearsed = context;
}

static void note(const Rehearsal *rehearsal, int64_t operation)
{
    Arena *arena = rehearsal->session->arena;
    SetCheck *check = arena_alloc(arena, sizeof *check);
    Error failure;

    *check = (SetCheck){
        .at = clock_format_utc(arena, clock_now()),
        .tool_version = VERSION,
        .server_version = rehearsal->session->identity->version,
        .operation = operation,
    };
    rehearsal->result->set.rehearsed = check;
    if (!set_rewrite(arena, rehearsal->request->folder, change, check, &failure))
        log_warning("the set does not remember it: %s", failure.message);
}

static bool run(void *context, TaskResult *task, Error *error)
{
    Rehearsal *rehearsal = context;
    TransactionOptions options = {
        .kind = TRANSACTION_SCRATCH,
        .statement_timeout_ms = DAY_MS,
        .idle_timeout_ms = DAY_MS,
        .silence_ms = SILENCE_MS,
    };

    rehearsal->result->operation = task->operation;
    if (!transaction_begin(rehearsal->session->server, &options, error))
        return false;
    bool is_done = load_all(rehearsal, error);
    transaction_rollback(rehearsal->session->server);
    if (!is_done)
        return fail_found(rehearsal, error);
    task->rows = set_rows(&rehearsal->result->set);
    task->bytes = set_file_bytes(&rehearsal->result->set);
    note(rehearsal, task->operation);
    return true;
}

bool rehearse_set(Session *session, const RehearseRequest *request, RehearseResult *result,
                  Error *error)
{
    Rehearsal rehearsal = {session, request, result};
    TaskResult task;

    *result = (RehearseResult){0};
    if (!set_read(session->arena, request->folder, &result->set, error))
        return false;

    Plan planned = set_plan(session, &result->set, "rehearse");
    TaskRequest wanted = {.plan = &planned, .work = run, .context = &rehearsal};
    bool is_done = task_run(session, &wanted, &task, error);
    result->duration_ms = task.duration_ms;
    return is_done;
}
