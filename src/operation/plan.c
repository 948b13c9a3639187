#include "operation/plan.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/digest.h"

enum { ID_DIGITS = 12, CONFIRM_DIGITS = 6 };

void plan_add(Plan *plan, Arena *arena, PlanLine line)
{
    list_add(arena, &plan->lines, line);
    plan->rows += line.rows;
    plan->objects += line.objects;
}

bool plan_is_empty(const Plan *plan)
{
    return plan->rows == 0 && plan->objects == 0;
}

void plan_warn_of_triggers(Plan *plan, Arena *arena, const CatalogTable *table)
{
    const char *warning =
        arena_format(arena,
                     "%s has triggers, which LiteLLM does not make there: what they change besides "
                     "is in no file, and undo does not bring it back",
                     table->name);

    if (!table->has_triggers)
        return;
    for (size_t at = 0; at < plan->warnings.count; at++)
        if (strcmp(plan->warnings.items[at], warning) == 0)
            return;
    list_add(arena, &plan->warnings, warning);
}

/* Length first, so that no two lists of words give the same bytes. */
static void add_word(Digest *digest, const char *word)
{
    size_t length = word == NULL ? 0 : strlen(word);

    digest_add(digest, &length, sizeof length);
    digest_add(digest, word == NULL ? "" : word, length);
}

void plan_seal(Plan *plan, Arena *arena, const char *fingerprint, const char *but_for)
{
    Digest *digest CLEANUP(digest_release) = digest_new();

    add_word(digest, plan->command);
    add_word(digest, fingerprint);
    for (const SqlValue *value = plan->values; value != NULL && value->name != NULL; value++)
        if (strcmp(value->name, but_for) != 0) {
            add_word(digest, value->name);
            add_word(digest, value->value);
        }
    for (size_t at = 0; at < plan->lines.count; at++) {
        const PlanLine *line = &plan->lines.items[at];
        add_word(digest, line->what);
        add_word(digest, line->action);
        add_word(digest, line->table);
        add_word(digest, arena_format(arena, "%" PRId64, line->rows));
        if (line->objects > 0)
            add_word(digest, arena_format(arena, "%" PRId64, line->objects));
        add_word(digest, line->digest);
    }
    plan->id = arena_copy_span(arena, digest_hex(digest, arena), ID_DIGITS);
}

static bool check_confirmation(const Plan *plan, const char *confirm, Error *error)
{
    if (strlen(confirm) < CONFIRM_DIGITS) {
        fail(error, OUTCOME_USAGE, "\"%s\" is too short for a plan's id", confirm);
        return fail_hint(error, "Give at least %d of its digits.", CONFIRM_DIGITS);
    }
    if (strncmp(plan->id, confirm, strlen(confirm)) == 0)
        return true;
    fail(error, OUTCOME_REFUSED, "the plan is no longer the one that was confirmed");
    fail_detail(error, "The plan is %s now, and %s was confirmed.", plan->id, confirm);
    return fail_hint(error, "Look at the plan again with --dry-run.");
}

bool plan_check(const Plan *plan, const PlanLimits *limits, Error *error)
{
    if (limits->expect_rows >= 0 && plan->rows != limits->expect_rows) {
        fail(error, OUTCOME_REFUSED, "the plan is for another number of rows than expected");
        fail_detail(error, "It would change %" PRId64 " rows; --expect-rows says %" PRId64 ".",
                    plan->rows, limits->expect_rows);
        return fail_hint(error, "Look at the plan with --dry-run before you change the number.");
    }
    if (limits->max_rows >= 0 && plan->rows > limits->max_rows) {
        fail(error, OUTCOME_REFUSED, "the plan is for more rows than allowed");
        fail_detail(error, "It would change %" PRId64 " rows; --max-rows says %" PRId64 ".",
                    plan->rows, limits->max_rows);
        return fail_hint(error, "Look at the plan with --dry-run before you raise the limit.");
    }
    return limits->confirm == NULL || check_confirmation(plan, limits->confirm, error);
}

static void describe_line(Document *lines, const PlanLine *line)
{
    Document *object = document_add_object(lines);

    document_set_text(object, "what", line->what);
    document_set_text(object, "action", line->action);
    document_set_text(object, "table", line->table);
    document_set_text(object, "sql", line->sql == NULL ? NULL : line->sql->name);
    document_set_number(object, "rows", line->rows);
    if (line->bytes > 0)
        document_set_number(object, "bytes", line->bytes);
    document_set_text(object, "digest", line->digest);
    document_set_text(object, "note", line->note);
}

Document *plan_document(const Plan *plan)
{
    Document *object = document_object();

    document_set_text(object, "id", plan->id);
    document_set_number(object, "rows", plan->rows);
    Document *lines = document_set_array(object, "lines");
    for (size_t at = 0; at < plan->lines.count; at++)
        describe_line(lines, &plan->lines.items[at]);
    Document *values = document_set_object(object, "values");
    for (const SqlValue *value = plan->values; value != NULL && value->name != NULL; value++)
        document_set_text(values, value->name, value->value);
    Document *warnings = document_set_array(object, "warnings");
    for (size_t at = 0; at < plan->warnings.count; at++)
        document_add_text(warnings, plan->warnings.items[at]);
    if (plan->details != NULL)
        document_set(object, "details", document_copy(plan->details));
    return object;
}
