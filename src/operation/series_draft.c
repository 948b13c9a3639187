#include "operation/series_draft.h"

#include "base/cleanup.h"
#include "base/text.h"
#include "file/file.h"
#include "operation/cost_rows.h"
#include "operation/series_segment.h"

bool series_draft_read(Session *session, int64_t operation, SeriesSegment *segment,
                       SeriesDraft *draft, Error *error)
{
    Arena *arena = arena_new();

    *draft = (SeriesDraft){
        .arena = arena,
        .session = session,
        .operation = operation,
        .segment = segment,
        .folder = path_join(arena, session->state.path, segment->draft.place),
    };
    return archive_draft_read(arena, draft->folder, segment->draft.name, &draft->draft, error);
}

void series_draft_release(SeriesDraft *draft)
{
    arena_release(&draft->arena);
}

bool series_draft_notes(SeriesDraft *draft, size_t count, Error *error)
{
    draft->notes.count = 0;
    for (size_t at = 0; at < count; at++) {
        SeriesNote note;
        if (!series_read_note(draft->arena, draft->draft.marks.items[at].note, &note, error))
            return false;
        list_add(draft->arena, &draft->notes, note);
    }
    return true;
}

/* How many batches from the first on are for the same file. */
static size_t count_file(const SeriesDraft *draft, size_t first)
{
    const SeriesNote *notes = draft->notes.items;
    size_t count = 1;

    while (first + count < draft->notes.count &&
           text_equal(notes[first + count].name, notes[first].name) &&
           text_equal(notes[first + count].place, notes[first].place))
        count++;
    return count;
}

static bool make_file(SeriesDraft *draft, size_t first, size_t count, Error *error)
{
    Arena *arena = draft->session->arena;
    SeriesSegment *segment = draft->segment;
    const SeriesNote *note = &draft->notes.items[first];
    SeriesRecord record = {.file = segment->draft, .csv_sha256 = ""};
    PackedFacts facts;

    record.file.place = arena_copy(arena, note->place);
    record.file.name = arena_copy(arena, note->name);
    record.day = arena_copy(arena, note->day);
    record.cost_sign = note->cost_sign;
    for (size_t at = first; at < first + count; at++)
        series_record_count(arena, &record, &draft->notes.items[at]);
    if (segment->keeps_rows) {
        const char *folder = path_join(arena, draft->session->state.path, record.file.place);
        if (!archive_draft_extract(arena, draft->folder, segment->draft.name, &draft->draft, first,
                                   count, folder, record.file.name, &facts, error))
            return false;
        series_segment_facts(&record, &facts);
    }
    list_add(arena, &segment->files, record);
    return true;
}

typedef struct {
    CostRows *rows;
    Costs *costs;
} Sum;

/* Each piece is kept at once, so that memory stays flat. */
static bool add_rows(void *context, const char *data, size_t size, Error *error)
{
    const Sum *sum = context;

    if (!cost_rows_feed(sum->rows, data, size, error))
        return false;
    costs_keep(sum->costs);
    return true;
}

/* What the rows of a file cost, whether they are kept or not. */
static bool sum_costs(const SeriesDraft *draft, size_t first, size_t count, Costs *costs,
                      Error *error)
{
    const SeriesSegment *segment = draft->segment;
    const SeriesNote *note = &draft->notes.items[first];

    if (!segment->has_costs)
        return true;
    if (note->day == NULL)
        return fail(error, OUTCOME_FILE_ERROR,
                    "a note of \"%s\" does not say what its rows are for", segment->draft.name);
    CostRows *rows CLEANUP(cost_rows_release) =
        cost_rows_new(segment->draft.name, segment->draft.columns, costs);
    cost_rows_begin(rows, note->day, note->cost_sign);
    return archive_draft_rows(draft->folder, segment->draft.name, &draft->draft, first, count,
                              add_rows, &(Sum){rows, costs}, error);
}

bool series_draft_finish(SeriesDraft *draft, Error *error)
{
    Costs *costs CLEANUP(costs_release) = costs_new();
    SeriesSegment *segment = draft->segment;

    for (size_t at = 0, count; at < draft->notes.count; at += count) {
        count = count_file(draft, at);
        if (!make_file(draft, at, count, error) || !sum_costs(draft, at, count, costs, error))
            return false;
    }
    segment->is_done = true;
    return series_segment_conclude(draft->session, draft->operation, segment,
                                   segment->has_costs ? costs : NULL, error);
}

bool series_draft_tidy(const Session *session, const SeriesSegment *segment, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *folder = path_join(arena, session->state.path, segment->draft.place);

    return archive_draft_forget(folder, segment->draft.name, error) &&
           folder_remove_empty(folder, error);
}
