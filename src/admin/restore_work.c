#include "admin/restore.h"

#include <inttypes.h>

#include "admin/backup.h"
#include "admin/restore_members.h"
#include "admin/restore_rows.h"
#include "admin/restore_stage.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "build/sql.h"
#include "file/compress.h"
#include "operation/stage.h"
#include "server/copy.h"
#include "server/query.h"
#include "server/transaction.h"

/* Table by table. */

static bool is_needed(const Restore *restore, const RestoreTable *table)
{
    const RestoreCounts *counts = &table->counts;

    return (counts->absent > 0 && !table->is_bulk) || counts->surplus > 0 ||
           (counts->differs > 0 && restore_changes_rows(restore, table));
}

/* Long work first, then the lock: nobody waits while rows are staged. */
static bool take(Operation *operation, const Restore *restore, const RestoreTable *table,
                 Error *error)
{
    int64_t strays;

    return (table->is_direct || restore_stage(restore, table, &strays, error)) &&
           restore_rows_lock(operation, table, error) &&
           restore_rows_require(operation, restore, table, error);
}

static bool give(Operation *operation, const Restore *restore, const RestoreTable *table,
                 Error *error)
{
    if (table->is_direct)
        return restore_rows_copy(operation, restore, table, error);
    return restore_rows_insert(operation, table, error) &&
           (!restore_changes_rows(restore, table) ||
            restore_rows_change(operation, table, error)) &&
           stage_drop(operation_session(operation), error);
}

static bool fill(Operation *operation, const Restore *restore, Error *error)
{
    for (size_t at = 0; at < restore->tables.count; at++) {
        const RestoreTable *table = &restore->tables.items[at];

        if (is_needed(restore, table) &&
            (!take(operation, restore, table, error) || !give(operation, restore, table, error)))
            return false;
    }
    return true;
}

/* Replacing: what is too much goes first, so all tables are looked at before. */

static bool is_parked(const Restore *restore, const RestoreTable *table)
{
    return is_needed(restore, table) && !table->is_direct;
}

static bool take_all(Operation *operation, const Restore *restore, Error *error)
{
    for (size_t at = 0; at < restore->tables.count; at++) {
        const RestoreTable *table = &restore->tables.items[at];

        if (is_needed(restore, table) && !take(operation, restore, table, error))
            return false;
        if (is_parked(restore, table) && !restore_stage_park(restore->session, at, error))
            return false;
    }
    return true;
}

/* Children first. */
static bool delete_all(Operation *operation, const Restore *restore, Error *error)
{
    for (size_t at = restore->tables.count; at-- > 0;) {
        const RestoreTable *table = &restore->tables.items[at];

        if (table->counts.surplus > 0 && (!restore_stage_unpark(restore->session, at, error) ||
                                          !restore_rows_delete(operation, restore, table, error) ||
                                          !restore_stage_park(restore->session, at, error)))
            return false;
    }
    return true;
}

static bool give_all(Operation *operation, const Restore *restore, Error *error)
{
    for (size_t at = 0; at < restore->tables.count; at++) {
        const RestoreTable *table = &restore->tables.items[at];

        if (is_parked(restore, table) && !restore_stage_unpark(restore->session, at, error))
            return false;
        if (is_needed(restore, table) && !give(operation, restore, table, error))
            return false;
    }
    return true;
}

/* The present as a set of its own, while the locks keep it as it is. */
static bool save_present(Operation *operation, const Restore *restore, const char **saved,
                         Error *error)
{
    Session *session = restore->session;
    SetDraft *draft CLEANUP(set_draft_release) = NULL;
    BackupRequest request = {
        .packing = {.level = COMPRESS_LEVEL},
        .jobs = 1,
        .purpose = "before a restore",
    };
    BackupResult result;

    *saved = NULL;
    if (operation_number(operation) == 0)
        return true;
    for (size_t at = 0; at < restore->tables.count; at++)
        if (restore->tables.items[at].counts.present > 0)
            list_add(session->arena, &request.choice.tables,
                     restore->tables.items[at].target->name);
    if (request.choice.tables.count == 0)
        return true;
    if (!set_draft_begin(session->arena, session->state.sets, clock_now(), &draft, error) ||
        !backup_within(session, &request, operation_number(operation), draft, &result, error))
        return false;
    *saved = result.set.name;
    return true;
}

/* Nothing was replaced, so nothing need be kept. */
static void forget_present(const Restore *restore, const char *saved)
{
    Session *session = restore->session;
    Error second = {0};

    if (saved != NULL && !sets_remove(session->arena, session->state.sets, saved, &second))
        log_warning("the set %s was for nothing and is still there: %s", saved, second.message);
}

static bool replace(Operation *operation, const Restore *restore, Error *error)
{
    const char *saved;

    if (!take_all(operation, restore, error) || !save_present(operation, restore, &saved, error))
        return false;
    if (!delete_all(operation, restore, error) || !give_all(operation, restore, error)) {
        forget_present(restore, saved);
        return false;
    }
    if (saved != NULL)
        log_info("what these tables held is in the set %s", saved);
    return true;
}

/* Sequences. */

static bool move_sequence(Session *session, const SetSequence *sequence, Error *error)
{
    Statement statement = statement_make(session->arena, &SQL_SERVER_RESTORE_SEQUENCE, NULL);
    int64_t next = sequence->last_value + (sequence->is_called ? 1 : 0);

    return copy_values(session->server,
                       SQL_VALUES({"sequence", sequence->name},
                                  {"next", arena_format(session->arena, "%" PRId64, next)}),
                       error) &&
           query_execute(session->server, &statement, SQL_NO_VALUES, NULL, error);
}

/* Of a column that is filled here; what the database has no such column for has no sequence. */
static bool is_moved(const Restore *restore, const SetSequence *sequence)
{
    const RestoreTable *table =
        sequence->table == NULL ? NULL : restore_table(&restore->tables, sequence->table);

    return table != NULL && catalog_column(table->target, sequence->column) != NULL &&
           catalog_column(table->target, sequence->column)->default_expression != NULL;
}

static bool move_sequences(const Restore *restore, Error *error)
{
    for (size_t at = 0; at < restore->set.sequence_count; at++)
        if (is_moved(restore, &restore->set.sequences[at]) &&
            !move_sequence(restore->session, &restore->set.sequences[at], error))
            return false;
    return true;
}

bool restore_work(Operation *operation, void *context, Error *error)
{
    const Restore *restore = context;
    bool is_done = restore->request.mode == RESTORE_REPLACES ? replace(operation, restore, error)
                                                             : fill(operation, restore, error);

    return is_done && restore_members_add(operation, restore, error) &&
           move_sequences(restore, error);
}

/* Afterwards. */

static bool analyze(Session *session, const CatalogTable *table, Error *error)
{
    const SqlNames *names = SQL_NAMES(SQL_NAME("table", table->name));
    Statement statement = statement_make(session->arena, &SQL_SERVER_RESTORE_ANALYZE,
                                         &(StatementContext){.names = names});
    TransactionOptions options = {
        .kind = TRANSACTION_WRITE,
        .statement_timeout_ms = RESTORE_STATEMENT_MS,
    };

    if (!transaction_begin(session->server, &options, error))
        return false;
    if (!query_execute(session->server, &statement, SQL_NO_VALUES, NULL, error)) {
        transaction_rollback(session->server);
        return false;
    }
    return transaction_commit(session->server, error);
}

/* LiteLLM makes its views only as long as the table looks untouched. */
static bool is_left_alone(const Restore *restore, const RestoreTable *table)
{
    return restore->lacks_views && text_equal(table->target->name, "LiteLLM_SpendLogs");
}

void restore_analyze(const Restore *restore)
{
    for (size_t at = 0; at < restore->tables.count; at++) {
        const RestoreTable *table = &restore->tables.items[at];
        Error error = {0};

        if ((is_needed(restore, table) || table->is_bulk) && !is_left_alone(restore, table) &&
            !analyze(restore->session, table->target, &error))
            log_warning("%s was not analysed: %s", table->target->name, error.message);
    }
}
