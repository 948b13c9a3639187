#include "operation/detach_settle.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "build/sql.h"
#include "operation/series_record.h"
#include "server/query.h"
#include "server/transaction.h"

/* The comment. */

static const char OURS[] = "litellm-dba";

const char *detach_comment(const Detach *detach, Arena *arena, const char *detached)
{
    Document *document CLEANUP(document_release) = document_object();
    Document *ours = document_set_object(document, OURS);

    document_set_number(ours, "operation", detach->operation);
    document_set_number(ours, "step", detach->step->step);
    document_set_text(ours, "detached", detached);
    document_set_text(ours, "table", detach->step->table);
    document_set_text(ours, "schema", detach->step->home);
    document_set_text(ours, "bound", detach->step->bound);
    return document_dump(arena, document, 0);
}

static bool read_comment(Arena *arena, const Document *document, DetachComment *comment,
                         Error *error)
{
    const Document *ours;
    const char *detached, *table, *schema, *bound;

    if (!document_get_object(document, OURS, &ours, error) ||
        !document_get_number(ours, "operation", &comment->operation, error) ||
        !document_get_number(ours, "step", &comment->step, error) ||
        !document_get_text(ours, "detached", &detached, error) ||
        !document_get_text(ours, "table", &table, error) ||
        !document_get_text(ours, "schema", &schema, error) ||
        !document_get_text(ours, "bound", &bound, error) ||
        !clock_parse_utc(detached, &comment->detached, error))
        return false;
    comment->table = arena_copy(arena, table);
    comment->schema = arena_copy(arena, schema);
    comment->bound = arena_copy(arena, bound);
    return true;
}

bool detach_comment_read(Arena *arena, const char *text, DetachComment *comment)
{
    Document *document CLEANUP(document_release) = NULL;
    Error ignored;

    *comment = (DetachComment){0};
    return text != NULL && document_parse(text, strlen(text), &document, &ignored) &&
           read_comment(arena, document, comment, &ignored);
}

/* The fate. */

static bool is_of_step(const Detach *detach, const char *text)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    DetachComment comment;

    return detach_comment_read(arena, text, &comment) && comment.operation == detach->operation &&
           comment.step == detach->step->step;
}

static bool ask_where(Detach *detach, DetachFate *fate, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Statement statement = detach_statement(detach, arena, &SQL_SERVER_PARTITION_WHERE);
    DetachStep *step = detach->step;
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(detach->session->server, &statement,
               SQL_VALUES({"oid", step->oid}, {"table", step->table}), &rows, error))
        return false;
    *fate = FATE_GONE;
    if (rows_count(rows) == 0)
        return true;
    step->schema = arena_copy(detach->arena, rows_text(rows, 0, "schema_name"));
    step->partition = arena_copy(detach->arena, rows_text(rows, 0, "partition_name"));
    *fate = rows_boolean(rows, 0, "is_attached")                ? FATE_ATTACHED
            : is_of_step(detach, rows_text(rows, 0, "comment")) ? FATE_DETACHED
                                                                : FATE_TAKEN;
    return true;
}

/* As long as the server works on the transaction, the catalog does not say what will be. */
static bool await_transaction(Detach *detach, Error *error)
{
    Incident incident = {
        .session = detach->session,
        .operation = detach->operation,
        .planned = {.timeline = detach->session->identity->timeline},
        .prepared = {.xid = detach->step->xid},
    };
    Witnesses witnesses;

    if (detach->step->xid == NULL)
        return true;
    if (!witnesses_hear(&incident, &witnesses, error))
        return false;
    if (witnesses_verdict(&witnesses) != VERDICT_IN_PROGRESS)
        return true;
    fail(error, OUTCOME_LOCKED, "partition \"%s\" is still being detached by operation %" PRId64,
         detach->step->partition, detach->operation);
    return fail_hint(error, "Its transaction ends by its own timeouts; try again later.");
}

bool detach_find_fate(Detach *detach, DetachFate *fate, Error *error)
{
    TransactionOptions options = {.kind = TRANSACTION_READ, .finishes = true};

    if (!await_transaction(detach, error) ||
        !transaction_begin(detach->session->server, &options, error))
        return false;
    bool is_found = ask_where(detach, fate, error);
    transaction_rollback(detach->session->server);
    return is_found;
}

/* Verification. */

static bool write(Detach *detach, StepState state, Error *error)
{
    detach->step->state = state;
    return detach_step_write(detach->session, detach->operation, detach->step, error);
}

/* Sets where the copy is. */
static bool was_copied(const DetachDays *days, DetachDay *wanted)
{
    for (size_t at = 0; at < days->count; at++)
        if (detach_is_same_day(&days->items[at], wanted)) {
            wanted->draft = days->items[at].draft;
            return true;
        }
    return false;
}

/* Whoever wrote between the copy and the lock is the last one: now nobody knows the table. */
static bool copy_again(Detach *detach, DetachDay *found, Error *error)
{
    DetachDay copied;

    if (found->day == NULL)
        return fail(error, OUTCOME_REFUSED, "\"%s\".\"%s\" has rows whose time is no day",
                    detach->step->schema, detach->step->partition);
    log_note("%s of \"%s\" was changed while it was copied, and is copied again", found->day,
             detach->step->partition);
    if (!detach_copy_day(detach, found->day, &copied, error))
        return false;
    found->draft = copied.draft;
    if (detach_is_same_day(&copied, found))
        return true;
    fail(error, OUTCOME_REFUSED, "\"%s\".\"%s\" is changed by somebody although it was detached",
         detach->step->schema, detach->step->partition);
    return fail_hint(error, "Find out who does it. It stays where it is; any command goes on.");
}

static bool verify(Detach *detach, Error *error)
{
    DetachStep *step = detach->step;
    DetachDays found;

    if (!detach_read_days(detach, &found, error))
        return false;
    step->rows = 0;
    for (size_t at = 0; at < found.count; at++) {
        if (!was_copied(&step->days, &found.items[at]) &&
            !copy_again(detach, &found.items[at], error))
            return false;
        step->rows += found.items[at].rows;
    }
    step->days = found;
    return write(detach, STEP_VERIFIED, error);
}

/* The end. */

static bool settle_kept(Detach *detach, DetachFate fate, int64_t *csv_bytes, int64_t *file_bytes,
                        Error *error)
{
    if (detach->step->state != STEP_VERIFIED &&
        !(fate == FATE_DETACHED ? verify(detach, error) : write(detach, STEP_VERIFIED, error)))
        return false;
    return detach_finish_files(detach, true, csv_bytes, file_bytes, error) &&
           write(detach, STEP_SETTLED, error);
}

static bool settle_left(Detach *detach, Error *error)
{
    int64_t ignored = 0;

    return detach_finish_files(detach, false, &ignored, &ignored, error) &&
           write(detach, STEP_LEFT, error);
}

/* All of it is on the disk from "copied" on. */
static bool is_kept(const DetachStep *step, DetachFate fate)
{
    if (step->state == STEP_VERIFIED)
        return fate != FATE_ATTACHED;
    return fate == FATE_DETACHED || (fate == FATE_GONE && step->state != STEP_BEGUN);
}

bool detach_settle(Detach *detach, DetachFate fate, int64_t *csv_bytes, int64_t *file_bytes,
                   Error *error)
{
    DetachStep *step = detach->step;

    if (is_kept(step, fate)) {
        if (fate == FATE_GONE)
            log_note("\"%s\" was dropped by somebody else; what it held is in the archive",
                     step->partition);
        return settle_kept(detach, fate, csv_bytes, file_bytes, error);
    }
    if (fate != FATE_ATTACHED)
        log_note("\"%s\" was %s by somebody else before its rows were archived", step->partition,
                 fate == FATE_GONE ? "dropped" : "detached");
    return settle_left(detach, error);
}

/* What a dead run left. */

static bool read_steps(const Incident *incident, DetachSteps *steps, int64_t *file_count,
                       Error *error)
{
    Session *session = incident->session;
    SeriesSegments segments;

    if (!detach_steps_read(session, session->arena, incident->operation, steps, error) ||
        !series_segments(session, session->arena, incident->operation, &segments, error))
        return false;
    *file_count = 0;
    for (size_t at = 0; at < segments.count; at++)
        if (segments.items[at].last > *file_count)
            *file_count = segments.items[at].last;
    return true;
}

typedef bool FateFunction(Detach *detach, DetachFate *fate, Error *error);

static bool find_detached(Detach *detach, DetachFate *fate, Error *error)
{
    (void) error;
    *fate = FATE_GONE; /* as far as the files are concerned: nothing is compared */
    if (detach->step->state == STEP_BEGUN)
        *fate = FATE_ATTACHED;
    return true;
}

static bool find_attached(Detach *detach, DetachFate *fate, Error *error)
{
    (void) detach, (void) error;
    *fate = FATE_ATTACHED;
    return true;
}

static bool heal(const Incident *incident, FateFunction *find, int64_t *rows, int64_t *bytes,
                 Error *error)
{
    int64_t file_count, csv_bytes = 0;
    DetachSteps steps;

    if (!read_steps(incident, &steps, &file_count, error))
        return false;
    for (DetachStep *step = steps.items; step < steps.items + steps.count; step++) {
        Detach detach = {incident->session, incident->session->arena, incident->operation,
                         &file_count, step};
        DetachFate fate;
        if (!detach_step_has_ended(step) &&
            (!find(&detach, &fate, error) ||
             !detach_settle(&detach, fate, &csv_bytes, bytes, error)))
            return false;
        *rows += detach_step_is_in_force(step) ? step->rows : 0;
    }
    return true;
}

bool detach_heal(const Incident *incident, int64_t *rows, int64_t *bytes, Error *error)
{
    return heal(incident, detach_find_fate, rows, bytes, error);
}

bool detach_heal_as(const Incident *incident, bool is_in_force, int64_t *rows, int64_t *bytes,
                    Error *error)
{
    return heal(incident, is_in_force ? find_detached : find_attached, rows, bytes, error);
}

bool detach_is_pending(const Incident *incident, bool *is_pending, Error *error)
{
    Session *session = incident->session;
    DetachSteps steps;

    *is_pending = false;
    if (!detach_steps_read(session, session->arena, incident->operation, &steps, error))
        return false;
    for (size_t at = 0; at < steps.count; at++)
        *is_pending |= !detach_step_has_ended(&steps.items[at]);
    return true;
}
