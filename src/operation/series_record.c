#include "operation/series_record.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/text.h"
#include "operation/detach_step.h"

/* Notes. */

const char *series_note(Arena *arena, const SeriesNote *note)
{
    Document *document CLEANUP(document_release) = document_object();

    document_set_text(document, "xid", note->xid);
    document_set_number(document, "rows", note->rows);
    document_set_text(document, "first", note->first);
    document_set_text(document, "last", note->last);
    document_set_text(document, "place", note->place);
    document_set_text(document, "name", note->name);
    if (note->day != NULL) {
        document_set_text(document, "day", note->day);
        document_set_number(document, "cost_sign", note->cost_sign);
    }
    return document_dump(arena, document, 0);
}

/* NULL when it is absent or null. */
static const char *optional_text(Arena *arena, const Document *object, const char *key)
{
    return arena_copy(arena, document_text(document_find(object, key)));
}

bool series_read_note(Arena *arena, const char *text, SeriesNote *note, Error *error)
{
    Document *document CLEANUP(document_release) = NULL;
    const char *xid, *place, *name;

    if (!document_parse(text, strlen(text), &document, error) ||
        !document_get_text(document, "xid", &xid, error) ||
        !document_get_number(document, "rows", &note->rows, error) ||
        !document_get_text(document, "place", &place, error) ||
        !document_get_text(document, "name", &name, error))
        return false;
    note->xid = arena_copy(arena, xid);
    note->place = arena_copy(arena, place);
    note->name = arena_copy(arena, name);
    note->first = optional_text(arena, document, "first");
    note->last = optional_text(arena, document, "last");
    note->day = optional_text(arena, document, "day");
    note->cost_sign = (int) document_number(document_find(document, "cost_sign"));
    return true;
}

/* Segments, written down. */

static const char BEGUN[] = "begun";
static const char DONE[] = "done";

static Document *describe(const SeriesSegment *segment, const char *state)
{
    Document *document = document_object();

    document_set_text(document, "state", state);
    document_set(document, "draft", preimage_to_document(&segment->draft, 1));
    document_set_boolean(document, "keeps_rows", segment->keeps_rows);
    document_set_boolean(document, "has_costs", segment->has_costs);
    if (segment->xid != NULL) {
        document_set_text(document, "xid", segment->xid);
        document_set_number(document, "rows", segment->rows);
    }
    if (segment->step > 0)
        document_set_number(document, "of_step", segment->step);
    document_set_number(document, "last", segment->last);
    return document;
}

const char *series_segment_begun(Arena *arena, const SeriesSegment *segment)
{
    Document *document CLEANUP(document_release) = describe(segment, BEGUN);

    return document_dump(arena, document, 0);
}

static void describe_file(Document *array, const SeriesRecord *record)
{
    Document *document = document_add_object(array);

    document_set(document, "file", preimage_to_document(&record->file, 1));
    document_set_number(document, "csv_bytes", record->csv_bytes);
    document_set_text(document, "csv_sha256", record->csv_sha256);
    document_set_text(document, "first", record->first);
    document_set_text(document, "last", record->last);
    document_set_number(document, "rows", record->rows);
    document_set_number(document, "batches", record->batches);
    if (record->day != NULL) {
        document_set_text(document, "day", record->day);
        document_set_number(document, "cost_sign", record->cost_sign);
    }
}

const char *series_segment_done(Arena *arena, const SeriesSegment *segment, const LedgerLine *lines,
                                size_t count)
{
    Document *document CLEANUP(document_release) = describe(segment, DONE);
    Document *files = document_set_array(document, "files");

    for (size_t at = 0; at < segment->files.count; at++)
        describe_file(files, &segment->files.items[at]);
    if (count > 0) {
        Document *ledger = document_set_object(document, "ledger");
        document_set_number(ledger, "lines", (int64_t) count);
        document_set_text(ledger, "sha256", ledger_digest(arena, lines, count));
    }
    return document_dump(arena, document, 0);
}

/* Segments, read. */

static bool read_preimage(Arena *arena, const Document *object, const char *key, PreimageFile *file,
                          Error *error)
{
    const Document *list;
    const PreimageFile *files;
    size_t count;

    if (!document_get_array(object, key, &list, error) ||
        !preimage_from_document(arena, list, &files, &count, error))
        return false;
    if (count != 1)
        return fail(error, OUTCOME_JOURNAL_ERROR, "\"%s\" of an event is not about one file", key);
    *file = files[0];
    return true;
}

static bool read_file(Arena *arena, const Document *object, SeriesRecord *record, Error *error)
{
    *record = (SeriesRecord){
        .csv_sha256 = optional_text(arena, object, "csv_sha256"),
        .first = optional_text(arena, object, "first"),
        .last = optional_text(arena, object, "last"),
        .day = optional_text(arena, object, "day"),
        .cost_sign = (int) document_number(document_find(object, "cost_sign")),
    };
    return read_preimage(arena, object, "file", &record->file, error) &&
           document_get_number(object, "csv_bytes", &record->csv_bytes, error) &&
           document_get_number(object, "rows", &record->rows, error) &&
           document_get_number(object, "batches", &record->batches, error);
}

static bool read_files(Arena *arena, const Document *document, SeriesSegment *segment, Error *error)
{
    const Document *array;

    if (!document_get_array(document, "files", &array, error))
        return false;
    for (size_t at = 0; at < document_count(array); at++) {
        SeriesRecord record;
        if (!read_file(arena, document_at(array, at), &record, error))
            return false;
        record.step = segment->step;
        list_add(arena, &segment->files, record);
    }
    return true;
}

/* *is_segment is false for the steps of an operation, which are read elsewhere. */
static bool read_segment(Arena *arena, const char *body, SeriesSegment *segment, bool *is_segment,
                         Error *error)
{
    Document *document CLEANUP(document_release) = NULL;
    const char *state;

    *segment = (SeriesSegment){0};
    if (!document_parse(body, strlen(body), &document, error))
        return false;
    *is_segment = !detach_step_is(document);
    if (!*is_segment)
        return true;
    if (!document_get_text(document, "state", &state, error) ||
        !read_preimage(arena, document, "draft", &segment->draft, error) ||
        !document_get_boolean(document, "keeps_rows", &segment->keeps_rows, error) ||
        !document_get_boolean(document, "has_costs", &segment->has_costs, error))
        return false;
    segment->step = document_number(document_find(document, "of_step"));
    segment->last = document_number(document_find(document, "last"));
    segment->is_done = text_equal(state, DONE);
    segment->xid = optional_text(arena, document, "xid");
    if (segment->xid != NULL && !document_get_number(document, "rows", &segment->rows, error))
        return false;
    return !segment->is_done || read_files(arena, document, segment, error);
}

static bool is_same(const SeriesSegment *left, const SeriesSegment *right)
{
    return text_equal(left->draft.name, right->draft.name) &&
           text_equal(left->draft.place, right->draft.place);
}

/* "done" comes in the place of "begun". */
static void add_segment(Arena *arena, SeriesSegments *segments, const SeriesSegment *segment)
{
    for (size_t at = 0; at < segments->count; at++)
        if (is_same(&segments->items[at], segment)) {
            segments->items[at] = *segment;
            return;
        }
    list_add(arena, segments, *segment);
}

bool series_segments(Session *session, Arena *arena, int64_t operation, SeriesSegments *segments,
                     Error *error)
{
    const JournalEvent *events;
    size_t count;

    *segments = (SeriesSegments){0};
    if (!journal_events(session->journal, arena, operation, &events, &count, error))
        return false;
    for (size_t at = 0; at < count; at++) {
        SeriesSegment segment;
        bool is_segment;
        if (!text_equal(events[at].kind, journal_kind_name(JOURNAL_PROGRESS)))
            continue;
        if (!read_segment(arena, events[at].body, &segment, &is_segment, error))
            return false;
        if (is_segment)
            add_segment(arena, segments, &segment);
    }
    return true;
}

bool series_records(Session *session, Arena *arena, int64_t operation, SeriesRecords *records,
                    Error *error)
{
    SeriesSegments segments;

    *records = (SeriesRecords){0};
    if (!series_segments(session, arena, operation, &segments, error))
        return false;
    for (size_t at = 0; at < segments.count; at++)
        for (size_t file = 0; file < segments.items[at].files.count; file++)
            list_add(arena, records, segments.items[at].files.items[file]);
    return true;
}

/* Sums. */

static const char *earlier(const char *left, const char *right)
{
    return left == NULL || (right != NULL && strcmp(right, left) < 0) ? right : left;
}

static const char *later(const char *left, const char *right)
{
    return left == NULL || (right != NULL && strcmp(right, left) > 0) ? right : left;
}

/* PostgreSQL's times in ISO form compare as text as long as their years have four digits. */
void series_record_count(Arena *arena, SeriesRecord *record, const SeriesNote *note)
{
    const char *first = earlier(record->first, note->first);
    const char *last = later(record->last, note->last);

    if (first != record->first)
        record->first = arena_copy(arena, first);
    if (last != record->last)
        record->last = arena_copy(arena, last);
    record->rows += note->rows;
    record->batches++;
}

void series_segment_inserted(Arena *arena, SeriesSegment *segment)
{
    SeriesRecord record = {
        .file = segment->draft,
        .csv_sha256 = "",
        .rows = segment->rows,
        .batches = 1,
    };

    record.file.rows = segment->rows;
    list_add(arena, &segment->files, record);
    segment->is_done = true;
}
