#include "admin/backup.h"

#include "admin/backup_files.h"
#include "admin/backup_forms.h"
#include "admin/backup_source.h"
#include "admin/salt.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/interrupt.h"
#include "build/sql.h"
#include "operation/task.h"
#include "server/transaction.h"

/*
 * A long COPY must not be ended by the server, so what bounds it is silence: a table of which
 * nothing is seen by us may be read for a while before its first row comes.
 */
enum {
    DAY_MS = 24 * 60 * 60 * 1000,
    SILENCE_MS = 10 * 60 * 1000,
    ATTEMPTS = 5,
    FIRST_PAUSE_MS = 200,
};

/* What is on its way into a set. */
typedef struct {
    Session *session;
    const BackupRequest *request;
    int64_t operation;
    SetDraft *draft;
    BackupTables tables;
    BackupForms forms;
    Server **servers; /* the session's own first */
    size_t server_count;
    Set set;
    BackupResult *result;
} Backup;

/* Transactions. */

static TransactionOptions long_reading(const Statement *before, size_t count)
{
    return (TransactionOptions){
        .kind = TRANSACTION_READ,
        .statement_timeout_ms = DAY_MS,
        .idle_timeout_ms = DAY_MS, /* the first waits for the others */
        .silence_ms = SILENCE_MS,
        .before = before,
        .before_count = count,
    };
}

/* The names of all tables, with their schema: search_path is pinned only later. */
static Statement lock_statement(Backup *backup)
{
    Arena *arena = backup->session->arena;
    const SqlNames *schema = SQL_NAMES(SQL_NAME("schema", backup->session->identity->schema));
    size_t count = backup->tables.count;
    const char **names = arena_array(arena, const char *, count + 1);
    SqlForm *forms = arena_array(arena, SqlForm, count + 1);

    for (size_t at = 0; at < count; at++) {
        names[at] = backup->tables.items[at].table->name;
        forms[at] = (SqlForm){&SQL_SERVER_BACKUP_FORM_QUALIFIED, schema};
    }
    const SqlNames filling[] = {{"tables", names, forms}, {0}};
    return statement_make(arena, &SQL_SERVER_BACKUP_LOCK, &(StatementContext){.names = filling});
}

/* The lock comes before the snapshot: a table that is emptied in between would look empty. */
static bool begin_first(Backup *backup, Error *error)
{
    Arena *arena = backup->session->arena;
    const Statement before[] = {statement_make(arena, &SQL_SERVER_BACKUP_PATIENCE, NULL),
                                lock_statement(backup)};
    TransactionOptions options = long_reading(before, sizeof before / sizeof *before);

    for (int made = 1;; made++) {
        if (transaction_begin(backup->session->server, &options, error))
            return true;
        if (!transaction_may_retry(error) || made == ATTEMPTS)
            return false;
        clock_sleep_ms(clock_jitter_ms((int64_t) FIRST_PAUSE_MS << made));
    }
}

static bool begin_other(Backup *backup, const char *snapshot, Server *server, Error *error)
{
    const Statement before =
        statement_make(backup->session->arena, &SQL_SERVER_BACKUP_USE_SNAPSHOT,
                       &(StatementContext){.names = SQL_NAMES(SQL_NAME("snapshot", snapshot))});
    TransactionOptions options = long_reading(&before, 1);

    return transaction_begin(server, &options, error);
}

static bool connect_others(Backup *backup, const char *snapshot, Error *error)
{
    const SessionRequest *request = &backup->session->request;
    ServerOptions options = {request->dbname, request->schema, request->command};

    while (backup->server_count < (size_t) backup->request->jobs) {
        Server **server = &backup->servers[backup->server_count];
        if (!server_connect(&options, server, error))
            return fail_hint(error, "%s%sEach of the %d jobs needs a connection.", error->hint,
                             error->hint[0] == '\0' ? "" : " ", (int) backup->request->jobs);
        backup->server_count++;
        if (!begin_other(backup, snapshot, *server, error))
            return false;
    }
    return true;
}

static void close_all(Backup *backup)
{
    for (size_t at = 1; at < backup->server_count; at++)
        server_close(&backup->servers[at]);
    transaction_rollback(backup->session->server);
}

/* The set. */

static void describe_run(Backup *backup)
{
    Session *session = backup->session;
    Salt salt = salt_of_environment(session->arena);
    Text *command = text_new(session->arena);

    for (const char *const *word = session->words; *word != NULL; word++)
        text_addf(command, "%s%s", word == session->words ? "" : " ", *word);
    backup->set.name = set_draft_name(backup->draft);
    backup->set.created = clock_format_utc(session->arena, clock_now());
    backup->set.command = text_value(command);
    backup->set.purpose = backup->request->purpose;
    backup->set.tool_version = VERSION;
    backup->set.operation = backup->operation;
    backup->set.salt_source = salt.source;
    backup->set.salt_fingerprint = salt.fingerprint;
    backup->set.is_masked = backup->request->mask;
    backup->set.recipients = backup->request->packing.recipients;
    backup->set.omissions = backup->forms.omissions.items;
    backup->set.omission_count = backup->forms.omissions.count;
}

/* Reads what the open transactions see. */
static bool save(Backup *backup, Error *error)
{
    Session *session = backup->session;
    BackupFiles files = {
        .session = session,
        .tables = &backup->tables,
        .servers = backup->servers,
        .server_count = backup->server_count,
        .packing = &backup->request->packing,
        .folder = set_draft_folder(backup->draft),
        .values = backup->forms.values,
        .tell = backup->request->tell,
    };

    if (!backup_files_write(&files, &backup->set.tables, error))
        return false;
    backup->set.table_count = backup->tables.count;
    backup->set.finished = clock_format_utc(session->arena, clock_now());
    return true;
}

/* The last moment to be stopped: after it there is a set. */
static bool finish(Backup *backup, Error *error)
{
    if (interrupt_requested())
        return interrupt_fail(error);
    return set_draft_finish(backup->draft, &backup->set, &backup->result->folder, error);
}

static bool choose(Backup *backup, Error *error)
{
    SetAbsences absences = {0};

    if (!backup_tables_choose(backup->session, &backup->request->choice, &backup->tables, &absences,
                              error))
        return false;
    backup->set.absences = absences.items;
    backup->set.absence_count = absences.count;
    return backup_forms_choose(backup->session, backup->request, &backup->tables, &backup->forms,
                               error);
}

static bool describe(Backup *backup, const char **snapshot, Error *error)
{
    Session *session = backup->session;

    describe_run(backup);
    return backup_source_read(session, &backup->set, snapshot, error) &&
           (backup->set.recipients != NULL || backup->request->mask ||
            backup->request->without_credentials ||
            backup_source_credentials(session, &backup->tables, &backup->result->credentials,
                                      error)) &&
           journal_head(session->journal, session->arena, &backup->set.journal_head,
                        &backup->set.journal_sequence, error);
}

static bool read_all(Backup *backup, Error *error)
{
    const char *snapshot;

    return backup_source_check(backup->session, error) && describe(backup, &snapshot, error) &&
           connect_others(backup, snapshot, error) && save(backup, error);
}

static bool read_in_one_snapshot(Backup *backup, Error *error)
{
    if (!begin_first(backup, error))
        return false;
    bool is_read = read_all(backup, error);
    close_all(backup);
    return is_read;
}

static void start(Backup *backup, Session *session, const BackupRequest *request,
                  BackupResult *result)
{
    *backup = (Backup){.session = session, .request = request, .result = result};
    backup->servers = arena_array(session->arena, Server *, (size_t) request->jobs);
    backup->servers[0] = session->server;
    backup->server_count = 1;
}

static bool run(void *context, TaskResult *task, Error *error)
{
    Backup *backup = context;
    Session *session = backup->session;
    SetDraft *draft CLEANUP(set_draft_release) = NULL;

    backup->operation = task->operation;
    if (!task_sweep(session, error) ||
        !set_draft_begin(session->arena, session->state.sets, clock_now(), &draft, error))
        return false;
    backup->draft = draft;
    if (!read_in_one_snapshot(backup, error) || !finish(backup, error))
        return false;
    task->rows = set_rows(&backup->set);
    task->bytes = set_file_bytes(&backup->set);
    return true;
}

/* For the journal: which tables. */
static Plan plan(Backup *backup)
{
    Session *session = backup->session;
    Plan plan = {.command = session->command, .values = backup->forms.told};

    for (size_t at = 0; at < backup->tables.count; at++) {
        const CatalogTable *table = backup->tables.items[at].table;
        plan_add(&plan, session->arena,
                 (PlanLine){
                     .what = "table",
                     .action = "save",
                     .table = table->name,
                     .rows = table->estimated_rows > 0 ? (int64_t) table->estimated_rows : 0,
                 });
    }
    return plan;
}

bool backup_create(Session *session, const BackupRequest *request, BackupResult *result,
                   Error *error)
{
    Backup backup;
    TaskResult task;

    *result = (BackupResult){0};
    start(&backup, session, request, result);
    if (!choose(&backup, error))
        return false;

    Plan planned = plan(&backup);
    if (!task_run(session, &(TaskRequest){.plan = &planned, .work = run, .context = &backup}, &task,
                  error))
        return false;
    result->set = backup.set;
    result->operation = task.operation;
    result->duration_ms = task.duration_ms;
    return true;
}

bool backup_within(Session *session, const BackupRequest *request, int64_t operation,
                   SetDraft *draft, BackupResult *result, Error *error)
{
    Backup backup;
    const char *snapshot;

    *result = (BackupResult){0};
    start(&backup, session, request, result);
    backup.operation = operation;
    backup.draft = draft;
    if (!choose(&backup, error) || !describe(&backup, &snapshot, error) || !save(&backup, error) ||
        !finish(&backup, error))
        return false;
    result->set = backup.set;
    return true;
}

bool backup_draft(Session *session, const BackupRequest *request, SetDraft *draft, Set *set,
                  Error *error)
{
    Backup backup;
    BackupResult result = {0};

    start(&backup, session, request, &result);
    backup.draft = draft;
    if (!choose(&backup, error) || !read_in_one_snapshot(&backup, error))
        return false;
    *set = backup.set;
    return true;
}
