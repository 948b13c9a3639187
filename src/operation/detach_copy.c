#include "operation/detach_copy.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/text.h"
#include "build/sql.h"
#include "file/archive_run.h"
#include "file/checksum.h"
#include "file/file.h"
#include "operation/cost_rows.h"
#include "operation/series_draft.h"
#include "operation/series_segment.h"
#include "server/copy.h"
#include "server/query.h"
#include "server/transaction.h"

static const int64_t DAY_US = INT64_C(24) * 3600 * 1000 * 1000;

/* Of its rows: for the archive, or for what they cost alone. */
static const char *const *columns_of(const DetachStep *step)
{
    return step->columns != NULL ? step->columns : COST_COLUMNS;
}

Statement detach_statement(const Detach *detach, Arena *arena, const SqlText *sql)
{
    const DetachStep *step = detach->step;
    const SqlNames names[] = {
        SQL_NAME("table", step->table),
        SQL_NAME("schema", step->schema),
        SQL_NAME("partition", step->partition),
        SQL_NAME("time", step->time),
        SQL_NAME("quarantine", step->quarantine == NULL ? "" : step->quarantine),
        {"columns", columns_of(step)},
        {0},
    };
    StatementContext context = {.catalog = detach->session->catalog, .names = names};

    return statement_make(arena, sql, &context);
}

static bool begin(Detach *detach, Error *error)
{
    TransactionOptions options = {
        .kind = TRANSACTION_READ,
        .statement_timeout_ms = DETACH_READ_TIMEOUT_MS,
        /* Once it is detached, the step is brought to its end. */
        .finishes = detach->step->state >= STEP_DETACHING,
    };

    return transaction_begin(detach->session->server, &options, error);
}

/* Days. */

static bool ask_days_of(Detach *detach, const char *from, const char *to, DetachDays *days,
                        Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Statement statement = detach_statement(detach, arena, &SQL_SERVER_PARTITION_DAYS);
    Rows *rows CLEANUP(rows_release) = NULL;

    *days = (DetachDays){0};
    if (!query(detach->session->server, &statement, SQL_VALUES({"from", from}, {"to", to}), &rows,
               error))
        return false;
    for (int row = 0; row < rows_count(rows); row++)
        list_add(detach->arena, days,
                 ((DetachDay){
                     .day = arena_copy(detach->arena, rows_text(rows, row, "day")),
                     .rows = rows_number(rows, row, "row_count"),
                     .first = arena_copy(detach->arena, rows_text(rows, row, "first")),
                     .last = arena_copy(detach->arena, rows_text(rows, row, "last")),
                     .versions = arena_copy(detach->arena, rows_text(rows, row, "versions")),
                 }));
    return true;
}

bool detach_ask_days(Detach *detach, DetachDays *days, Error *error)
{
    return ask_days_of(detach, "-infinity", "infinity", days, error);
}

bool detach_is_same_day(const DetachDay *left, const DetachDay *right)
{
    return text_equal(left->day, right->day) && left->rows == right->rows &&
           text_equal(left->versions, right->versions);
}

bool detach_read_days(Detach *detach, DetachDays *days, Error *error)
{
    if (!begin(detach, error))
        return false;
    bool is_read = detach_ask_days(detach, days, error);
    transaction_rollback(detach->session->server);
    return is_read;
}

/* One day. */

typedef struct {
    Detach *detach;
    Arena *arena;
    OpenSegment *segment; /* NULL: nothing is kept of the rows */
    const char *from;
    const char *to;
    const SqlValue *range;
    DetachDay *copied;
} Copy;

static bool require_lock(Detach *detach, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Statement statement = statement_make(arena, &SQL_SERVER_OPERATION_TRY_LOCK, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(detach->session->server, &statement, SQL_NO_VALUES, &rows, error))
        return false;
    if (rows_boolean(rows, 0, "is_ours"))
        return true;
    fail(error, OUTCOME_LOCKED, "another run of litellm-dba is changing this database");
    return fail_hint(error, "Try again when it is done; \"litellm-dba journal list\" shows it.");
}

static const char *place_of(const Detach *detach, Arena *arena, const char *day)
{
    return detach->step->columns != NULL
               ? archive_place(arena, detach->step->table, day)
               : arena_format(arena, "operations/%06" PRId64, detach->operation);
}

/* Each day has a segment of its own: what is copied again takes the place of one day alone. */
static bool open_segment(Copy *copy, Error *error)
{
    Detach *detach = copy->detach;
    const DetachStep *step = detach->step;
    SeriesFile wanted = {
        .kind = PREIMAGE_DELETED,
        .table = step->table,
        .place = place_of(detach, copy->arena, copy->copied->day),
        .columns = columns_of(step),
        .keeps_rows = step->columns != NULL,
        .day = step->has_costs ? copy->copied->day : NULL,
        .cost_sign = 1,
        .step = step->step,
    };

    if (step->columns == NULL && !step->has_costs)
        return true;
    int64_t number = ++*detach->file_count;
    if (!series_segment_open(detach->session, detach->operation, number, &wanted, &copy->segment,
                             error))
        return false;
    series_segment_next(copy->segment, detach->operation, number, &wanted);
    copy->copied->draft = arena_copy(detach->arena, copy->segment->record.draft.name);
    return true;
}

static bool take_row(void *context, const char *row, size_t size, Error *error)
{
    return archive_part_add(context, row, size, error);
}

static bool fail_numbers(const Copy *copy, int64_t found, Error *error)
{
    fail(error, OUTCOME_SERVER_ERROR, "\"%s\" gave %" PRId64 " rows of %s instead of %" PRId64,
         copy->detach->step->partition, found, copy->copied->day, copy->copied->rows);
    return fail_detail(error, "They were asked for in one snapshot.");
}

static bool copy_rows(Copy *copy, Error *error)
{
    Server *server = copy->detach->session->server;
    Statement statement = detach_statement(copy->detach, copy->arena, &SQL_SERVER_PARTITION_COPY);
    int64_t rows;

    if (copy->segment == NULL)
        return true;
    return copy_values(server, copy->range, error) &&
           copy_out(server, &statement, take_row, copy->segment->part, &rows, error) &&
           (rows == copy->copied->rows || fail_numbers(copy, rows, error));
}

/* The note holds what else is to be known of the draft; no transaction is its witness. */
static bool mark(Copy *copy, Error *error)
{
    const DetachDay *day = copy->copied;
    const OpenSegment *segment = copy->segment;

    if (segment == NULL)
        return true;
    SeriesNote note = {
        .xid = "",
        .rows = day->rows,
        .first = day->first,
        .last = day->last,
        .place = series_segment_file(segment)->place,
        .name = series_segment_file(segment)->name,
        .day = segment->day,
        .cost_sign = segment->cost_sign,
    };
    const char *text = series_note(copy->arena, &note);
    return archive_part_mark(segment->part, text, strlen(text), error);
}

/* What is on the disk is what was sent. */
static bool read_back(Copy *copy, Error *error)
{
    const OpenSegment *segment = copy->segment;
    PackedFacts found;

    if (segment == NULL)
        return true;
    PackedFacts sent = archive_part_facts(segment->part);
    const char *name = segment->record.draft.name;
    if (!archive_draft_facts(copy->arena, segment->folder, name, &found, error))
        return false;
    copy->copied->csv_bytes = segment->record.keeps_rows ? found.csv_bytes : 0;
    return checksum_same_number(name, "rows", found.rows, copy->copied->rows, error) &&
           checksum_same_number(name, "bytes", found.csv_bytes, sent.csv_bytes, error) &&
           checksum_same(name, found.csv_sha256, sent.csv_sha256, error);
}

static bool copy_in_snapshot(Copy *copy, Error *error)
{
    Detach *detach = copy->detach;
    DetachDays days;

    if (!require_lock(detach, error) || !ask_days_of(detach, copy->from, copy->to, &days, error))
        return false;
    if (days.count == 0)
        return true;
    *copy->copied = days.items[0];
    return open_segment(copy, error) && copy_rows(copy, error) && mark(copy, error);
}

bool detach_copy_day(Detach *detach, const char *day, DetachDay *copied, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Copy copy = {.detach = detach, .arena = arena, .copied = copied};
    int64_t began;

    *copied = (DetachDay){.day = day};
    copy.from = arena_format(arena, "%s 00:00:00", day);
    if (!clock_parse_utc(copy.from, &began, error))
        return false;
    copy.to = clock_format_utc(arena, began + DAY_US);
    copy.range = SQL_VALUES({"from", copy.from}, {"to", copy.to});
    if (!begin(detach, error))
        return false;
    bool is_copied = copy_in_snapshot(&copy, error);
    transaction_rollback(detach->session->server);
    is_copied = is_copied && read_back(&copy, error);
    series_segment_release(&copy.segment);
    return is_copied;
}

/* The end of the files. */

static bool names(const DetachStep *step, const SeriesSegment *segment)
{
    for (size_t at = 0; at < step->days.count; at++)
        if (text_equal(step->days.items[at].draft, segment->draft.name))
            return true;
    return false;
}

static bool finish_segment(Detach *detach, SeriesSegment *segment, bool is_kept, Error *error)
{
    SeriesDraft draft CLEANUP(series_draft_release) = {0};

    if (!series_draft_read(detach->session, detach->operation, segment, &draft, error))
        return false;
    if (!is_kept)
        return series_draft_finish(&draft, error);
    if (draft.draft.marks.count == 0) {
        fail(error, OUTCOME_FILE_ERROR, "the draft \"%s\" is gone", segment->draft.name);
        return fail_hint(error, "The rows are in \"%s\".\"%s\", where they stay.",
                         detach->step->schema, detach->step->partition);
    }
    return series_draft_notes(&draft, draft.draft.marks.count, error) &&
           series_draft_finish(&draft, error);
}

bool detach_finish_files(Detach *detach, bool are_kept, int64_t *csv_bytes, int64_t *file_bytes,
                         Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    SeriesSegments segments;

    if (!series_segments(detach->session, arena, detach->operation, &segments, error))
        return false;
    for (size_t at = 0; at < segments.count; at++) {
        SeriesSegment *segment = &segments.items[at];
        if (segment->step != detach->step->step)
            continue;
        if (segment->is_done
                ? !series_draft_tidy(detach->session, segment, error)
                : !finish_segment(detach, segment, are_kept && names(detach->step, segment), error))
            return false;
        for (size_t file = 0; file < segment->files.count; file++) {
            *csv_bytes += segment->files.items[file].csv_bytes;
            *file_bytes += segment->files.items[file].file.bytes;
        }
    }
    return true;
}
