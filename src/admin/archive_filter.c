#include "admin/archive_filter.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/log_filter.h"
#include "base/clock.h"
#include "base/list.h"

/* By what one chooses, and in which columns it stands: tables differ. */
static const struct {
    const char *option;
    size_t offset; /* in the choice */
    const char *const columns[3];
} WORDS_OF[ARCHIVE_FILTER_WORDS] = {
    {"--request-id", offsetof(ArchiveChoice, request_ids), {"request_id", NULL}},
    {"--user", offsetof(ArchiveChoice, users), {"user", "user_id", NULL}},
    {"--team", offsetof(ArchiveChoice, teams), {"team_id", NULL}},
    {"--key", offsetof(ArchiveChoice, keys), {"api_key", "token", NULL}},
    {"--model", offsetof(ArchiveChoice, models), {"model", NULL}},
};

static const size_t NOWHERE = SIZE_MAX;

static const Words *words_of(const ArchiveChoice *choice, size_t which)
{
    const void *words = (const char *) choice + WORDS_OF[which].offset;

    return words;
}

static size_t place_of(const char *const *columns, const char *name)
{
    for (size_t at = 0; columns[at] != NULL; at++)
        if (text_equal(columns[at], name))
            return at;
    return NOWHERE;
}

static size_t first_place(const char *const *columns, const char *const *names)
{
    size_t place = NOWHERE;

    for (; *names != NULL && place == NOWHERE; names++)
        place = place_of(columns, *names);
    return place;
}

static bool find_words(const ArchiveChoice *choice, const ArchivedFile *file, ArchiveFilter *filter,
                       Error *error)
{
    for (size_t which = 0; which < ARCHIVE_FILTER_WORDS; which++) {
        filter->places[which] = NOWHERE;
        if (words_of(choice, which)->count == 0)
            continue;
        filter->places[which] = first_place(file->file->file.columns, WORDS_OF[which].columns);
        if (filter->places[which] == NOWHERE)
            return fail(error, OUTCOME_USAGE, "nothing in \"%s\" can be chosen by %s",
                        file->archive->name, WORDS_OF[which].option);
    }
    return true;
}

/* What was written down of the file may tell that all of it lies inside. */
static bool lies_inside(const ArchiveChoice *choice, const ArchiveFile *file)
{
    return (choice->since == NULL ||
            (file->first != NULL && strcmp(file->first, choice->since) >= 0)) &&
           (choice->until == NULL || (file->last != NULL && strcmp(file->last, choice->until) < 0));
}

static bool find_time(const ArchiveChoice *choice, const ArchivedFile *file, ArchiveFilter *filter,
                      Error *error)
{
    const PreimageFile *rows = &file->file->file;
    const GrowingTable *growth = growing_table(rows->table);

    filter->looks_at_time = !lies_inside(choice, file->file);
    if (!filter->looks_at_time)
        return true;
    filter->form = growth == NULL ? AGE_NONE : growth->form;
    filter->time =
        filter->form == AGE_NONE ? NOWHERE : place_of(rows->columns, growth->time_column);
    if (filter->time != NOWHERE)
        return true;
    fail(error, OUTCOME_USAGE, "no column of \"%s\" tells the time within a day",
         file->archive->name);
    return fail_hint(error, "Choose whole days: --day, or --since and --until at midnight.");
}

bool archive_filter_make(const ArchiveChoice *choice, const ArchivedFile *file,
                         ArchiveFilter *filter, Error *error)
{
    *filter = (ArchiveFilter){.choice = choice};
    return find_words(choice, file, filter, error) && find_time(choice, file, filter, error);
}

bool archive_filter_check(const ArchiveChoice *choice, const ArchivedFiles *files, Error *error)
{
    ArchiveFilter filter;

    if (!log_filter_check_keys(&choice->keys, "Give its hash", error))
        return false;
    for (size_t at = 0; at < files->count; at++)
        if (!archive_filter_make(choice, &files->items[at], &filter, error))
            return false;
    return true;
}

bool archive_filter_is_all(const ArchiveFilter *filter)
{
    for (size_t which = 0; which < ARCHIVE_FILTER_WORDS; which++)
        if (filter->places[which] != NOWHERE)
            return false;
    return !filter->looks_at_time;
}

static bool is_among(const Words *words, const char *value)
{
    for (size_t at = 0; at < words->count; at++)
        if (text_equal(words->items[at], value))
            return true;
    return false;
}

/* Room for a time as PostgreSQL writes it, and some more. */
enum { TIME_SIZE = 64 };

/* Times of all forms in the one that compares as text. */
static const char *time_text(AgeForm form, const char *value, char buffer[TIME_SIZE])
{
    if (value == NULL || form == AGE_TIMESTAMP)
        return value;
    if (form == AGE_DATE_TEXT) {
        snprintf(buffer, TIME_SIZE, "%.20s 00:00:00", value);
        return buffer;
    }
    Arena *arena = arena_new();
    snprintf(buffer, TIME_SIZE, "%s",
             clock_format_utc(arena, (int64_t) (strtod(value, NULL) * 1e6)));
    arena_release(&arena);
    return buffer;
}

static bool is_in_time(const ArchiveFilter *filter, const SheetRow *row)
{
    const ArchiveChoice *choice = filter->choice;
    char buffer[TIME_SIZE];

    if (!filter->looks_at_time)
        return true;
    const char *time = time_text(filter->form, row->values[filter->time], buffer);
    return time != NULL && (choice->since == NULL || strcmp(time, choice->since) >= 0) &&
           (choice->until == NULL || strcmp(time, choice->until) < 0);
}

bool archive_filter_row(const SheetRow *row, const void *context)
{
    const ArchiveFilter *filter = context;

    for (size_t which = 0; which < ARCHIVE_FILTER_WORDS; which++)
        if (filter->places[which] != NOWHERE &&
            !is_among(words_of(filter->choice, which), row->values[filter->places[which]]))
            return false;
    return is_in_time(filter, row);
}

/* Which files. */

static bool is_in_days(Arena *arena, const ArchiveChoice *choice, const ArchiveFile *file)
{
    const char *begins = arena_format(arena, "%s 00:00:00", archive_day(arena, file));
    const char *ends = arena_format(arena, "%s 24", archive_day(arena, file));

    if ((choice->since != NULL && file->last != NULL && strcmp(file->last, choice->since) < 0) ||
        (choice->until != NULL && file->first != NULL && strcmp(file->first, choice->until) >= 0))
        return false;
    return (choice->since == NULL || strcmp(ends, choice->since) > 0) &&
           (choice->until == NULL || strcmp(begins, choice->until) < 0);
}

static bool is_meant(Session *session, const ArchiveRun *run, const ArchiveChoice *choice,
                     bool *is_undone, Error *error)
{
    const JournalOperation *operation;

    *is_undone = false;
    if (choice->run > 0)
        return true;
    if (!journal_find(session->journal, session->arena, run->operation, &operation, error))
        return false;
    *is_undone = operation != NULL && operation->undone_by > 0;
    return true;
}

static bool add_run(Session *session, const Archive *archive, const ArchiveRun *run,
                    const ArchiveChoice *choice, ArchivedFiles *files, int64_t *undone_runs,
                    Error *error)
{
    bool is_undone;

    if (choice->run > 0 && choice->run != run->operation)
        return true;
    if (!is_meant(session, run, choice, &is_undone, error))
        return false;
    *undone_runs += is_undone;
    for (size_t at = 0; at < run->file_count && !is_undone; at++)
        if (is_in_days(session->arena, choice, &run->files[at]))
            list_add(session->arena, files, ((ArchivedFile){archive, run, &run->files[at]}));
    return true;
}

static int in_order(const void *left, const void *right)
{
    const ArchivedFile *one = left, *other = right;
    int archives = strcmp(one->archive->name, other->archive->name);
    int days = strcmp(one->file->file.place, other->file->file.place);

    return archives != 0 ? archives
           : days != 0   ? days
                         : strcmp(one->file->file.name, other->file->file.name);
}

bool archive_files(Session *session, const Archives *archives, const ArchiveChoice *choice,
                   ArchivedFiles *files, int64_t *undone_runs, Error *error)
{
    *files = (ArchivedFiles){0};
    *undone_runs = 0;
    for (size_t at = 0; at < archives->count; at++) {
        const Archive *archive = &archives->items[at];
        for (size_t run = 0; run < archive->run_count; run++)
            if (!add_run(session, archive, &archive->runs[run], choice, files, undone_runs, error))
                return false;
    }
    if (files->count > 0)
        qsort(files->items, files->count, sizeof *files->items, in_order);
    return true;
}
