#include "operation/detach_step.h"

#include <stddef.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"

static const char *const STATES[] = {
    [STEP_BEGUN] = "begun",       [STEP_COPIED] = "copied",     [STEP_DETACHING] = "detaching",
    [STEP_VERIFIED] = "verified", [STEP_SETTLED] = "settled",   [STEP_LEFT] = "left",
    [STEP_DROPPED] = "dropped",   [STEP_ATTACHED] = "attached",
};

/* What the events say in words; those that may be NULL come last. */
static const struct {
    const char *key;
    size_t offset;
    bool is_optional;
} TEXTS[] = {
    {"table", offsetof(DetachStep, table), false},
    {"time", offsetof(DetachStep, time), false},
    {"schema", offsetof(DetachStep, schema), false},
    {"home", offsetof(DetachStep, home), false},
    {"partition", offsetof(DetachStep, partition), false},
    {"oid", offsetof(DetachStep, oid), false},
    {"bound", offsetof(DetachStep, bound), false},
    {"quarantine", offsetof(DetachStep, quarantine), true},
    {"xid", offsetof(DetachStep, xid), true},
};

enum { TEXT_COUNT = sizeof TEXTS / sizeof *TEXTS };

bool detach_step_has_ended(const DetachStep *step)
{
    return step->state >= STEP_SETTLED;
}

bool detach_step_is_in_force(const DetachStep *step)
{
    return step->state == STEP_VERIFIED || step->state == STEP_SETTLED;
}

/* Writing. */

static void describe_days(Document *document, const DetachDays *days)
{
    Document *list = document_set_array(document, "days");

    for (const DetachDay *day = days->items; day < days->items + days->count; day++) {
        Document *one = document_add_object(list);
        document_set_text(one, "day", day->day);
        document_set_number(one, "rows", day->rows);
        document_set_text(one, "first", day->first);
        document_set_text(one, "last", day->last);
        document_set_text(one, "versions", day->versions);
        document_set_text(one, "draft", day->draft);
    }
}

static Document *describe(const DetachStep *step)
{
    Document *document = document_object();

    document_set_number(document, "step", step->step);
    document_set_text(document, "state", STATES[step->state]);
    for (size_t at = 0; at < TEXT_COUNT; at++) {
        const void *field = (const char *) step + TEXTS[at].offset;
        document_set_text(document, TEXTS[at].key, *(const char *const *) field);
    }
    if (step->columns != NULL) {
        Document *columns = document_set_array(document, "columns");
        for (const char *const *column = step->columns; *column != NULL; column++)
            document_add_text(columns, *column);
    }
    document_set_boolean(document, "has_costs", step->has_costs);
    document_set_number(document, "rows", step->rows);
    describe_days(document, &step->days);
    return document;
}

bool detach_step_write(Session *session, int64_t operation, const DetachStep *step, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Document *document CLEANUP(document_release) = describe(step);

    return journal_append(session->journal, operation, JOURNAL_PROGRESS,
                          document_dump(arena, document, 0), error);
}

/* Reading. */

bool detach_step_is(const Document *body)
{
    return document_number(document_find(body, "step")) > 0 &&
           document_find(body, "state") != NULL && document_find(body, "partition") != NULL;
}

static bool read_state(const Document *document, StepState *state, Error *error)
{
    const char *name;

    if (!document_get_text(document, "state", &name, error))
        return false;
    for (size_t at = 0; at < sizeof STATES / sizeof *STATES; at++)
        if (strcmp(name, STATES[at]) == 0) {
            *state = (StepState) at;
            return true;
        }
    fail(error, OUTCOME_JOURNAL_ERROR, "\"%s\" is no state of a step", name);
    return fail_hint(error, "A newer litellm-dba wrote it: use that one.");
}

static bool read_texts(Arena *arena, const Document *document, DetachStep *step, Error *error)
{
    for (size_t at = 0; at < TEXT_COUNT; at++) {
        const char **field = (const char **) ((char *) step + TEXTS[at].offset);
        const char *text = document_text(document_find(document, TEXTS[at].key));
        if (text == NULL && !TEXTS[at].is_optional &&
            !document_get_text(document, TEXTS[at].key, &text, error))
            return false;
        *field = arena_copy(arena, text);
    }
    return true;
}

static bool read_day(Arena *arena, const Document *document, DetachDay *day, Error *error)
{
    const char *name, *versions;

    if (!document_get_text(document, "day", &name, error) ||
        !document_get_text(document, "versions", &versions, error) ||
        !document_get_number(document, "rows", &day->rows, error))
        return false;
    day->day = arena_copy(arena, name);
    day->versions = arena_copy(arena, versions);
    day->first = arena_copy(arena, document_text(document_find(document, "first")));
    day->last = arena_copy(arena, document_text(document_find(document, "last")));
    day->draft = arena_copy(arena, document_text(document_find(document, "draft")));
    return true;
}

static bool read_days(Arena *arena, const Document *document, DetachDays *days, Error *error)
{
    const Document *list;

    if (!document_get_array(document, "days", &list, error))
        return false;
    for (size_t at = 0; at < document_count(list); at++) {
        DetachDay day;
        if (!read_day(arena, document_at(list, at), &day, error))
            return false;
        list_add(arena, days, day);
    }
    return true;
}

static const char *const *read_columns(Arena *arena, const Document *list)
{
    Words columns = {0};

    if (list == NULL)
        return NULL;
    for (size_t at = 0; at < document_count(list); at++)
        list_add(arena, &columns, arena_copy(arena, document_text(document_at(list, at))));
    list_add(arena, &columns, NULL);
    return columns.items;
}

static bool read_step(Arena *arena, const Document *document, DetachStep *step, Error *error)
{
    *step = (DetachStep){.columns = read_columns(arena, document_find(document, "columns"))};
    return document_get_number(document, "step", &step->step, error) &&
           read_state(document, &step->state, error) && read_texts(arena, document, step, error) &&
           document_get_boolean(document, "has_costs", &step->has_costs, error) &&
           document_get_number(document, "rows", &step->rows, error) &&
           read_days(arena, document, &step->days, error);
}

static void take_step(Arena *arena, DetachSteps *steps, const DetachStep *step)
{
    for (size_t at = 0; at < steps->count; at++)
        if (steps->items[at].step == step->step) {
            steps->items[at] = *step;
            return;
        }
    list_add(arena, steps, *step);
}

static bool read_event(Arena *arena, const char *body, DetachSteps *steps, Error *error)
{
    Document *document CLEANUP(document_release) = NULL;
    DetachStep step;

    if (!document_parse(body, strlen(body), &document, error))
        return false;
    if (!detach_step_is(document))
        return true;
    if (!read_step(arena, document, &step, error))
        return false;
    take_step(arena, steps, &step);
    return true;
}

bool detach_steps_read(Session *session, Arena *arena, int64_t operation, DetachSteps *steps,
                       Error *error)
{
    const JournalEvent *events;
    size_t count;

    *steps = (DetachSteps){0};
    if (!journal_events(session->journal, arena, operation, &events, &count, error))
        return false;
    for (size_t at = 0; at < count; at++)
        if (text_equal(events[at].kind, journal_kind_name(JOURNAL_PROGRESS)) &&
            !read_event(arena, events[at].body, steps, error))
            return false;
    return true;
}
