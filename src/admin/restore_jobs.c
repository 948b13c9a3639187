#include "admin/restore_jobs.h"

#include <inttypes.h>
#include <string.h>

#include "admin/restore_load.h"
#include "admin/restore_stage.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "base/log.h"
#include "operation/bulk.h"
#include "operation/record.h"
#include "operation/series_record.h"

/* Smaller tables are not worth a transaction of their own. */
enum { LARGE_BYTES = 8 * 1024 * 1024 };

/* Earlier runs. */

typedef struct {
    PlannedRecord planned;
    const char *set;  /* NULL: it is about no set */
    const char *then; /* what was to come behind it; NULL: nothing */
} Earlier;

static const char *value_of(Arena *arena, const Document *body, const char *name)
{
    const Document *plan = document_find(body, "plan");
    const Document *values = plan == NULL ? NULL : document_find(plan, "values");

    return values == NULL ? NULL : arena_copy(arena, document_text(document_find(values, name)));
}

static bool read_earlier(Session *session, int64_t operation, Earlier *earlier, Error *error)
{
    Document *body CLEANUP(document_release) = NULL;
    const JournalEvent *events;
    size_t count;

    if (!journal_events(session->journal, session->arena, operation, &events, &count, error) ||
        !record_read_planned(session->arena, events[0].body, &earlier->planned, error) ||
        !document_parse(events[0].body, strlen(events[0].body), &body, error))
        return false;
    earlier->set = value_of(session->arena, body, "set");
    earlier->then = value_of(session->arena, body, "then");
    return true;
}

static bool is_ours(const Session *session, const JournalOperation *operation)
{
    return text_equal(operation->command, session->command) && operation->undone_by == 0 &&
           text_equal(operation->system_identifier, session->identity->system_identifier);
}

static bool take_loaded(Restore *restore, int64_t operation, Error *error)
{
    SeriesRecords records;

    if (!series_records(restore->session, restore->session->arena, operation, &records, error))
        return false;
    for (size_t at = 0; at < records.count; at++)
        wordset_add(restore->loaded, records.items[at].file.name,
                    strlen(records.items[at].file.name));
    return true;
}

/* From the last one back to the one transaction that came first.  *is_over: no further. */
static bool look_at(Restore *restore, const JournalOperation *operation, bool *is_over,
                    Error *error)
{
    bool is_completed = text_equal(operation->outcome, outcome_name(OUTCOME_COMPLETED));
    Earlier earlier;

    if (!read_earlier(restore->session, operation->operation, &earlier, error))
        return false;
    bool is_same = text_equal(earlier.set, restore->set.name) &&
                   text_equal(earlier.planned.schema, restore->session->identity->schema);
    bool is_series = earlier.planned.style == RECORD_SERIES;
    *is_over = !is_same || (is_series ? is_completed : true);
    if (*is_over) {
        if (is_same && !is_series && is_completed && earlier.then != NULL)
            restore->resumes = operation->operation;
        return true;
    }
    return take_loaded(restore, operation->operation, error);
}

static bool fail_elsewhere(const Restore *restore, Error *error)
{
    fail(error, OUTCOME_USAGE, "with --jobs the set must lie in the state folder");
    fail_detail(error, "\"%s\" does not, and an undo reads its files.", restore->folder);
    return fail_hint(error, "Move it to \"%s\", or leave --jobs out.",
                     restore->session->state.sets);
}

static bool find_stopped(Restore *restore, Error *error)
{
    Session *session = restore->session;
    JournalFilter filter = {.database = session->identity->database};
    const JournalOperation *operations;
    size_t count;
    bool is_over = false;

    if (!journal_list(session->journal, session->arena, &filter, &operations, &count, error))
        return false;
    for (size_t at = 0; at < count && !is_over; at++)
        if (is_ours(session, &operations[at]) &&
            !look_at(restore, &operations[at], &is_over, error))
            return false;
    if (restore->resumes == 0)
        restore->loaded = wordset_new(session->arena);
    return true;
}

bool restore_jobs_look_back(Restore *restore, Error *error)
{
    Session *session = restore->session;

    restore->loaded = wordset_new(session->arena);
    if (restore->request.jobs < 2)
        return true;
    if (restore->place == NULL)
        return fail_elsewhere(restore, error);
    if (!find_stopped(restore, error))
        return false;
    if (restore->resumes > 0)
        log_info(
            "going on where the restore of this set was stopped: operation %" PRId64
            " and %s are in",
            restore->resumes,
            text_plural(session->arena, (int64_t) wordset_count(restore->loaded), "file", "files"));
    return true;
}

bool restore_jobs_were_stopped(Restore *restore)
{
    Error ignored;

    return restore->request.jobs < 2 && restore->place != NULL && find_stopped(restore, &ignored) &&
           restore->resumes > 0;
}

/* Which tables. */

static bool has_foreign_key(const Catalog *catalog, const char *table)
{
    for (size_t at = 0; at < catalog->foreign_key_count; at++)
        if (strcmp(catalog->foreign_keys[at].table, table) == 0 ||
            strcmp(catalog->foreign_keys[at].parent_table, table) == 0)
            return true;
    return false;
}

static int64_t bytes_of(const SetTable *table)
{
    int64_t bytes = 0;

    for (size_t at = 0; at < table->file_count; at++)
        bytes += table->files[at].facts.csv_bytes;
    return bytes;
}

static bool is_loaded(const Restore *restore, const SetFile *file)
{
    return wordset_has(restore->loaded, file->name, strlen(file->name));
}

static int64_t loaded_rows(const Restore *restore, const SetTable *table)
{
    int64_t rows = 0;

    for (size_t at = 0; at < table->file_count; at++)
        if (is_loaded(restore, &table->files[at]))
            rows += table->files[at].facts.rows;
    return rows;
}

bool restore_jobs_take(Restore *restore, RestoreTable *table, Error *error)
{
    bool is_large = table->is_whole && table->filter == NULL &&
                    bytes_of(table->source) >= LARGE_BYTES &&
                    !has_foreign_key(restore->session->catalog, table->target->name);
    int64_t present, loaded = loaded_rows(restore, table->source);

    if (restore->request.jobs < 2)
        return true;
    if (restore->resumes > 0 && table->counts.present > 0) {
        if (!restore_stage_count(restore->session, table, INT64_MAX, &present, error))
            return false;
        table->counts.present = present;
        table->is_done = present == (is_large ? loaded : table->source->rows);
        table->is_direct = table->is_done;
    }
    table->is_bulk = is_large && table->is_direct;
    if (table->is_bulk)
        table->counts.absent = table->source->rows - loaded;
    else if (table->is_done)
        table->counts.absent = 0;
    return true;
}

bool restore_jobs_are_needed(const Restore *restore)
{
    for (size_t at = 0; at < restore->tables.count; at++)
        if (restore->tables.items[at].is_bulk && restore->tables.items[at].counts.absent > 0)
            return true;
    return false;
}

void restore_jobs_forget(Restore *restore)
{
    for (size_t at = 0; at < restore->tables.count; at++)
        restore->tables.items[at].is_bulk = false;
}

/* The plans of the two. */

static size_t count_files(const Restore *restore)
{
    size_t count = 0;

    for (size_t at = 0; at < restore->tables.count; at++) {
        const RestoreTable *table = &restore->tables.items[at];
        for (size_t part = 0; table->is_bulk && part < table->source->file_count; part++)
            count += table->source->files[part].facts.rows > 0 &&
                     !is_loaded(restore, &table->source->files[part]);
    }
    return count;
}

static const SqlValue *with_then(const Restore *restore, const char *then)
{
    const SqlValue *known = restore->plan.values;
    SqlValue *values = arena_array(restore->session->arena, SqlValue, 8);
    size_t count = 0;

    for (; known->name != NULL; known++)
        values[count++] = *known;
    values[count] = (SqlValue){"then", then};
    return values;
}

void restore_jobs_part(Restore *restore)
{
    Session *session = restore->session;
    const char *then = arena_format(session->arena, "%zu files over %" PRId64 " connections",
                                    count_files(restore), restore->request.jobs);

    restore->first = (Plan){.command = session->command, .details = restore->details};
    restore->bulk = (Plan){.command = session->command};
    restore->first.values = with_then(restore, then);
    restore->bulk.values = restore->plan.values;
    for (size_t at = 0; at < restore->plan.lines.count; at++) {
        const PlanLine *line = &restore->plan.lines.items[at];
        const RestoreTable *table = restore_table(&restore->tables, line->table);
        plan_add(table->is_bulk ? &restore->bulk : &restore->first, session->arena, *line);
    }
    plan_seal(&restore->first, session->arena, session->fingerprint, "");
    plan_seal(&restore->bulk, session->arena, session->fingerprint, "");
}

/* Running. */

static const BulkFile *bulk_files(const Restore *restore, size_t *count)
{
    BulkFile *files = arena_array(restore->session->arena, BulkFile, count_files(restore) + 1);

    *count = 0;
    for (size_t at = 0; at < restore->tables.count; at++) {
        const RestoreTable *table = &restore->tables.items[at];
        for (size_t part = 0; table->is_bulk && part < table->source->file_count; part++) {
            const SetFile *file = &table->source->files[part];
            if (file->facts.rows == 0 || is_loaded(restore, file))
                continue;
            files[(*count)++] = (BulkFile){
                .file = restore_load_preimage(restore, table, file),
                .load = restore_load_request(restore, table, file),
            };
        }
    }
    return files;
}

static bool run_first(Restore *restore, OperationResult *result, Error *error)
{
    OperationRequest request = {
        .plan = &restore->first,
        .statement_timeout_ms = RESTORE_STATEMENT_MS,
        .work = restore_work,
        .context = restore,
    };

    *result = (OperationResult){0};
    return restore->resumes > 0 || operation_run(restore->session, &request, result, error);
}

bool restore_jobs_run(Restore *restore, OperationResult *first, OperationResult *bulk, Error *error)
{
    BulkRequest request = {
        .plan = &restore->bulk,
        .jobs = restore->request.jobs,
        .statement_timeout_ms = RESTORE_STATEMENT_MS,
        .tell = restore->request.tell,
    };

    if (!run_first(restore, first, error))
        return false;
    request.files = bulk_files(restore, &request.file_count);
    return bulk_run(restore->session, &request, bulk, error);
}
