#include "admin/archive_record.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "file/file.h"
#include "journal/journal.h"
#include "operation/series_runs.h"

/* What the journal knows. */

static bool has_ended(const JournalOperation *operation)
{
    return text_equal(operation->state, journal_kind_name(JOURNAL_ENDED));
}

static int in_order(const void *left, const void *right)
{
    const ArchiveRun *one = left, *other = right;
    int archives = strcmp(one->archive, other->archive);

    return archives != 0
               ? archives
               : (one->operation > other->operation) - (one->operation < other->operation);
}

static void divide(Arena *arena, const SeriesRuns *runs, Archives *archives)
{
    if (runs->count > 0)
        qsort(runs->items, runs->count, sizeof *runs->items, in_order);
    for (size_t at = 0; at < runs->count; at++) {
        const ArchiveRun *run = &runs->items[at];
        if (at == 0 || !text_equal(run->archive, run[-1].archive))
            list_add(arena, archives, ((Archive){.name = run->archive, .runs = run}));
        archives->items[archives->count - 1].run_count++;
    }
}

bool archives_recorded(Session *session, int64_t operation, Archives *archives, Error *error)
{
    Arena *arena = session->arena;
    const JournalOperation *operations;
    size_t count;
    SeriesRuns all = {0};

    *archives = (Archives){0};
    if (!journal_list(session->journal, arena, &(JournalFilter){0}, &operations, &count, error))
        return false;
    for (size_t at = 0; at < count; at++) {
        SeriesRuns runs;
        if (!has_ended(&operations[at]) || (operation > 0 && operations[at].operation != operation))
            continue;
        if (!series_runs(session, arena, operations[at].operation, &runs, error))
            return false;
        for (size_t run = 0; run < runs.count; run++)
            list_add(arena, &all, runs.items[run]);
    }
    divide(arena, &all, archives);
    return true;
}

/* Held against the disk. */

bool archive_run_is_there(const Session *session, const ArchiveRun *run)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    return file_exists(archive_run_path(arena, session->state.path, run->archive, run->operation));
}
