#include "command/batches.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "cli/progress.h"

bool batches_decide(const Call *call, const ChangeOptions *options, const Plan *plan,
                    const char *question, ChangeDecision *decision, Error *error)
{
    ChangeOptions guards = *options;

    guards.max_rows = NOT_GIVEN;
    return change_decide(call, &guards, plan, question, decision, error);
}

bool batches_run(const Call *call, const ChangeOptions *options, Session *session,
                 const SeriesRequest *wanted, ChangeDecision decision, SeriesResult *result,
                 Error *error)
{
    SeriesRequest request = *wanted;

    request.rehearse = decision == CHANGE_REHEARSES;
    request.statement_timeout_ms = options->statement_timeout;
    request.tell = progress_step_bytes;
    progress_begin(call->name, request.rehearse ? -1 : request.plan->rows, "rows");
    bool is_done = series_run(session, &request, result, error);
    progress_end();
    return is_done;
}

Document *batches_document(const Plan *plan, const SeriesResult *result)
{
    Document *document = document_object();

    document_set_text(document, "outcome", outcome_name(result->outcome));
    if (result->operation > 0)
        document_set_number(document, "operation", result->operation);
    else
        document_set_null(document, "operation");
    document_set_boolean(document, "rehearsed", result->operation == 0);
    document_set_text(document, "stopped", result->stopped);
    document_set_number(document, "rows", result->rows);
    document_set_number(document, "batches", result->batches);
    document_set_number(document, "archived_bytes", result->csv_bytes);
    document_set_number(document, "file_bytes", result->file_bytes);
    document_set_number(document, "wal_bytes", result->wal_bytes);
    document_set_number(document, "duration_ms", result->duration_ms);
    document_set_number(document, "longest_transaction_ms", result->longest_us / 1000);
    document_set(document, "plan", plan_document(plan));
    return document;
}

/* A transaction costs something whatever its size. In one of fewer rows that is most of its time,
 * and must not be multiplied. */
enum { TELLING_ROWS = 1000 };

/* Whether the batches say how long all of it would take. */
static bool is_telling(const Plan *plan, const SeriesResult *result)
{
    return result->rows >= plan->rows || result->rows >= TELLING_ROWS * result->batches;
}

/* What was done of what was planned, and what the rest would take. */
static void print_rehearsal(const Call *call, const Plan *plan, const SeriesResult *result)
{
    Arena *arena = call->arena;
    double share = result->rows > 0 ? (double) plan->rows / (double) result->rows : 0;
    double longest_ms = (double) result->longest_us / 1000;
    double all_ms = share * (double) result->batches * longest_ms;

    printf("Rehearsed and rolled back: %s in %s, %s of log on the server.\n",
           text_plural(arena, result->rows, "row", "rows"),
           text_duration(arena, result->duration_ms), text_bytes(arena, result->wal_bytes));
    if (result->rows > 0)
        printf("All of it: about %s of log%s.\n",
               text_bytes(arena, (int64_t) (share * (double) result->wal_bytes)),
               is_telling(plan, result) ? arena_format(arena, ", and %s without pauses",
                                                       text_duration(arena, (int64_t) all_ms))
                                        : "");
}

static int64_t rows_a_second(const SeriesResult *result)
{
    int64_t milliseconds = result->duration_ms > 0 ? result->duration_ms : 1;

    return (int64_t) (1000.0 * (double) result->rows / (double) milliseconds);
}

void batches_print(const Call *call, const Plan *plan, const SeriesResult *result)
{
    Arena *arena = call->arena;

    if (result->operation == 0) {
        print_rehearsal(call, plan, result);
        return;
    }
    printf("Operation %" PRId64 " %s: %s in %s (%s), %s a second; longest transaction %s; %s of "
           "log\n",
           result->operation, result->stopped == NULL ? "completed" : "stopped",
           text_plural(arena, result->rows, "row", "rows"),
           text_plural(arena, result->batches, "batch", "batches"),
           text_duration(arena, result->duration_ms), text_count(arena, rows_a_second(result)),
           text_duration(arena, result->longest_us / 1000), text_bytes(arena, result->wal_bytes));
    if (result->csv_bytes > 0)
        printf("Archived: %s as %s in files\n", text_bytes(arena, result->csv_bytes),
               text_bytes(arena, result->file_bytes));
    if (result->csv_bytes > 0)
        printf("To take it back: litellm-dba undo %" PRId64 "\n", result->operation);
}

void batches_report(const Call *call, const Plan *plan, const SeriesResult *result)
{
    if (common_format(common_options(call)) != FORMAT_JSON) {
        batches_print(call, plan, result);
        return;
    }
    Document *document CLEANUP(document_release) = batches_document(plan, result);
    document_print(document, stdout);
}

bool batches_conclude(const Call *call, const SeriesResult *result, Error *error)
{
    (void) call;
    if (result->stopped == NULL)
        return true;
    fail(error, OUTCOME_BACKLOG_LEFT, "stopped before the end: %s", result->stopped);
    return fail_hint(error, "Run it again to go on.");
}
