#include "command/change.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/terminal.h"
#include "base/text.h"
#include "cli/progress.h"
#include "cli/prompt.h"
#include "cli/table.h"

static const Column PLAN_COLUMNS[] = {
    {"what", NULL, COLUMN_TEXT},  {"action", NULL, COLUMN_TEXT}, {"table", NULL, COLUMN_TEXT},
    {"rows", NULL, COLUMN_COUNT}, {"note", NULL, COLUMN_TEXT},
};

static void print_lines(const Call *call, const Plan *plan, TableFormat format, FILE *stream)
{
    Table *table = table_new(call->arena, PLAN_COLUMNS, sizeof PLAN_COLUMNS / sizeof *PLAN_COLUMNS);

    for (size_t at = 0; at < plan->lines.count; at++) {
        const PlanLine *line = &plan->lines.items[at];
        table_add(table, cell_text(line->what), cell_text(line->action), cell_text(line->table),
                  cell_number(line->rows), cell_text(line->note));
    }
    table_print(table, format, stream);
}

static void print_plan(const Call *call, const Plan *plan, FILE *stream)
{
    fprintf(stream, "Plan %s: %s", plan->id, text_plural(call->arena, plan->rows, "row", "rows"));
    if (plan->as_of != NULL)
        fprintf(stream, ", as of %s UTC", plan->as_of);
    fputs("\n\n", stream);
    print_lines(call, plan, FORMAT_TABLE, stream);
    fputc('\n', stream);
}

/* What a plan amounts to when nothing is done. */
static Outcome outcome_of_plan(const Plan *plan)
{
    if (plan->differences != NULL && document_count(plan->differences) > 0)
        return OUTCOME_FOUND;
    return plan_is_empty(plan) ? OUTCOME_NOTHING_TO_DO : OUTCOME_COMPLETED;
}

/* One shape for every ending; without a result nothing was done. */
static void print_document(const Plan *plan, Outcome outcome, const OperationResult *result)
{
    static const OperationResult NOTHING = {0};
    const OperationResult *done = result == NULL ? &NOTHING : result;
    Document *document CLEANUP(document_release) = document_object();

    document_set_text(document, "outcome", outcome_name(outcome));
    if (done->operation > 0)
        document_set_number(document, "operation", done->operation);
    else
        document_set_null(document, "operation");
    document_set_boolean(document, "rehearsed", result != NULL && result->operation == 0);
    document_set_number(document, "rows", done->rows);
    document_set_number(document, "bytes", done->bytes);
    document_set_number(document, "wal_bytes", done->wal_bytes);
    document_set_number(document, "duration_ms", done->duration_ms);
    document_set_text(document, "folder", done->folder);
    document_set(document, "plan", plan_document(plan));
    if (plan->differences != NULL)
        document_set(document, "differences", document_copy(plan->differences));
    document_print(document, stdout);
}

static void show(const Call *call, const ChangeOptions *options, const Plan *plan, bool is_last)
{
    TableFormat format = common_format(common_options(call));

    for (size_t at = 0; at < plan->warnings.count; at++)
        log_warning("%s", plan->warnings.items[at]);
    if (is_last && format == FORMAT_JSON)
        print_document(plan, outcome_of_plan(plan), NULL);
    else if (is_last && format == FORMAT_CSV)
        print_lines(call, plan, format, stdout);
    else if (is_last)
        print_plan(call, plan, stdout);
    else if (log_level() != LOG_QUIET || (!options->yes && options->confirm == NULL))
        print_plan(call, plan, stderr);
}

/* expected is the word to type, or NULL when a yes will do. */
static bool ask(const ChangeOptions *options, const Plan *plan, const char *question,
                const char *expected, Error *error)
{
    if (options->yes || options->confirm != NULL)
        return true;
    if (expected == NULL ? prompt_yes(question, error) : prompt_typed(question, expected, error))
        return true;
    if (error->outcome == OUTCOME_REFUSED && !prompt_is_possible())
        fail_hint(error, "Give --yes, or --confirm %s for exactly this plan.", plan->id);
    return false;
}

bool change_decide(const Call *call, const ChangeOptions *options, const Plan *plan,
                   const char *question, ChangeDecision *decision, Error *error)
{
    return change_decide_typed(call, options, plan, question, NULL, decision, error);
}

bool change_decide_typed(const Call *call, const ChangeOptions *options, const Plan *plan,
                         const char *question, const char *expected, ChangeDecision *decision,
                         Error *error)
{
    PlanLimits limits = {options->expect_rows, options->max_rows, options->confirm};
    bool is_last = options->dry_run || plan_is_empty(plan);

    if (plan_is_empty(plan))
        log_info("there is nothing to do");
    bool is_allowed = plan_check(plan, &limits, error);
    if (!plan_is_empty(plan) || (is_allowed && common_format(common_options(call)) != FORMAT_TABLE))
        show(call, options, plan, is_last && is_allowed);
    if (!is_allowed)
        return false;
    *decision = is_last ? CHANGE_STOPS : options->rehearse ? CHANGE_REHEARSES : CHANGE_RUNS;
    return *decision != CHANGE_RUNS || ask(options, plan, question, expected, error);
}

static void print_sentences(const Call *call, const OperationResult *result, FILE *stream)
{
    Arena *arena = call->arena;
    const char *rows = text_plural(arena, result->rows, "row", "rows");
    const char *time = text_duration(arena, result->duration_ms);

    if (result->operation == 0) {
        fprintf(stream, "Rehearsed and rolled back: %s in %s, %s of log on the server.\n", rows,
                time, text_bytes(arena, result->wal_bytes));
        return;
    }
    fprintf(stream, "Operation %" PRId64 " completed: %s in %s; pre-images of %s in %s\n",
            result->operation, rows, time, text_bytes(arena, result->bytes), result->folder);
    fprintf(stream, "To take it back: litellm-dba undo %" PRId64 "\n", result->operation);
}

/* As CSV the result is what was planned, for that is what was done. */
void change_report(const Call *call, const Plan *plan, Outcome outcome,
                   const OperationResult *result)
{
    TableFormat format = common_format(common_options(call));

    if (format == FORMAT_JSON)
        print_document(plan, outcome, result);
    else if (format == FORMAT_TABLE)
        print_sentences(call, result, stdout);
    else {
        print_lines(call, plan, format, stdout);
        if (log_level() != LOG_QUIET)
            print_sentences(call, result, stderr);
    }
}

bool change_run(const Call *call, const ChangeOptions *options, Session *session,
                const OperationRequest *wanted, ChangeDecision decision, Outcome outcome,
                Error *error)
{
    OperationRequest request = *wanted;
    OperationResult result;

    request.rehearse = decision == CHANGE_REHEARSES;
    if (options->statement_timeout > 0)
        request.statement_timeout_ms = options->statement_timeout;
    request.tell = progress_step;
    progress_begin(call->name, -1, "rows");
    bool is_done = operation_run(session, &request, &result, error);
    progress_end();
    if (is_done)
        change_report(call, request.plan, outcome, &result);
    return is_done;
}
