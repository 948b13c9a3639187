#include "operation/series_record.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/text.h"

const char *series_note(Arena *arena, const SeriesNote *note, Costs *costs)
{
    Document *document CLEANUP(document_release) = document_object();

    document_set_text(document, "xid", note->xid);
    document_set_number(document, "rows", note->rows);
    document_set_text(document, "first", note->first);
    document_set_text(document, "last", note->last);
    if (costs != NULL)
        document_set(document, "costs", costs_document(costs));
    return document_dump(arena, document, 0);
}

/* NULL when it is absent or null. */
static const char *optional_text(Arena *arena, const Document *object, const char *key)
{
    return arena_copy(arena, document_text(document_find(object, key)));
}

bool series_read_note(Arena *arena, const char *text, SeriesNote *note, Costs *costs, Error *error)
{
    Document *document CLEANUP(document_release) = NULL;
    const char *xid;

    if (!document_parse(text, strlen(text), &document, error) ||
        !document_get_text(document, "xid", &xid, error) ||
        !document_get_number(document, "rows", &note->rows, error))
        return false;
    note->xid = arena_copy(arena, xid);
    note->first = optional_text(arena, document, "first");
    note->last = optional_text(arena, document, "last");
    return costs_add_document(costs, document_find(document, "costs"), error);
}

static Document *describe(const SeriesRecord *record, const char *state)
{
    Document *document = document_object();

    document_set_text(document, "state", state);
    document_set_boolean(document, "keeps_rows", record->keeps_rows);
    document_set_text(document, "day", record->day);
    document_set(document, "files", preimage_to_document(&record->file, 1));
    return document;
}

static const char BEGUN[] = "begun";
static const char DONE[] = "done";

const char *series_record_begun(Arena *arena, const SeriesRecord *record)
{
    Document *document CLEANUP(document_release) = describe(record, BEGUN);

    return document_dump(arena, document, 0);
}

const char *series_record_done(Arena *arena, const SeriesRecord *record, const LedgerLine *lines,
                               size_t count)
{
    Document *document CLEANUP(document_release) = describe(record, DONE);

    document_set_number(document, "csv_bytes", record->csv_bytes);
    document_set_text(document, "csv_sha256", record->csv_sha256);
    document_set_text(document, "first", record->first);
    document_set_text(document, "last", record->last);
    document_set_number(document, "rows", record->rows);
    document_set_number(document, "batches", record->batches);
    if (count > 0) {
        Document *ledger = document_set_object(document, "ledger");
        document_set_text(ledger, "day", record->day);
        document_set_number(ledger, "lines", (int64_t) count);
        document_set_text(ledger, "sha256", ledger_digest(arena, lines, count));
    }
    return document_dump(arena, document, 0);
}

static bool read_done(Arena *arena, const Document *document, SeriesRecord *record, Error *error)
{
    record->csv_sha256 = optional_text(arena, document, "csv_sha256");
    record->first = optional_text(arena, document, "first");
    record->last = optional_text(arena, document, "last");
    return document_get_number(document, "csv_bytes", &record->csv_bytes, error) &&
           document_get_number(document, "rows", &record->rows, error) &&
           document_get_number(document, "batches", &record->batches, error);
}

static bool read_record(Arena *arena, const char *body, SeriesRecord *record, Error *error)
{
    Document *document CLEANUP(document_release) = NULL;
    const Document *list;
    const PreimageFile *files;
    const char *state;
    size_t count;

    *record = (SeriesRecord){0};
    if (!document_parse(body, strlen(body), &document, error) ||
        !document_get_text(document, "state", &state, error) ||
        !document_get_boolean(document, "keeps_rows", &record->keeps_rows, error) ||
        !document_get_array(document, "files", &list, error) ||
        !preimage_from_document(arena, list, &files, &count, error))
        return false;
    if (count != 1)
        return fail(error, OUTCOME_JOURNAL_ERROR, "an event of progress is not about one file");
    record->file = files[0];
    record->day = optional_text(arena, document, "day");
    record->is_done = text_equal(state, DONE);
    return !record->is_done || read_done(arena, document, record, error);
}

static bool is_same(const SeriesRecord *left, const SeriesRecord *right)
{
    return text_equal(left->file.name, right->file.name) &&
           text_equal(left->file.place, right->file.place);
}

static void add_record(Arena *arena, SeriesRecords *records, const SeriesRecord *record)
{
    for (size_t at = 0; at < records->count; at++)
        if (is_same(&records->items[at], record)) {
            records->items[at] = *record;
            return;
        }
    list_add(arena, records, *record);
}

bool series_records(Session *session, Arena *arena, int64_t operation, SeriesRecords *records,
                    Error *error)
{
    const JournalEvent *events;
    size_t count;

    *records = (SeriesRecords){0};
    if (!journal_events(session->journal, arena, operation, &events, &count, error))
        return false;
    for (size_t at = 0; at < count; at++) {
        SeriesRecord record;
        if (!text_equal(events[at].kind, journal_kind_name(JOURNAL_PROGRESS)))
            continue;
        if (!read_record(arena, events[at].body, &record, error))
            return false;
        add_record(arena, records, &record);
    }
    return true;
}
