#include "admin/archive.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "journal/journal.h"

static bool fail_no_archive(Session *session, const char *name, const char *const *names,
                            size_t count, Error *error)
{
    const char *near = text_nearest(name, names, count);

    fail(error, OUTCOME_USAGE, "there is no archive \"%s\"", name);
    if (near != NULL)
        return fail_hint(error, "Did you mean \"%s\"?", near);
    return fail_hint(error, "\"litellm-dba logs archive list\" shows what there is in \"%s\".",
                     session->state.archives);
}

static bool is_among(const char *const *names, size_t count, const char *name)
{
    for (size_t at = 0; at < count; at++)
        if (text_equal(names[at], name))
            return true;
    return false;
}

bool archive_is_named(const char *const *names, size_t count, const char *archive)
{
    return count == 0 || is_among(names, count, archive);
}

bool archive_run_is_of_here(const Session *session, const ArchiveRun *run)
{
    const ServerIdentity *here = session->identity;

    return text_equal(run->system_identifier, here->system_identifier) &&
           text_equal(run->database, here->database) && text_equal(run->schema, here->schema);
}

bool archive_fail_no_run(int64_t run, Error *error)
{
    fail(error, OUTCOME_USAGE, "no archive has rows of run %" PRId64, run);
    return fail_hint(error, "\"litellm-dba logs archive list\" shows the runs.");
}

static bool add_archive(Session *session, const char *name, Archives *archives, Error *error)
{
    Archive archive = {.name = name};

    if (!archive_runs_read(session->arena, session->state.path, name, &archive.runs,
                           &archive.run_count, error))
        return false;
    list_add(session->arena, archives, archive);
    return true;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(const char *const *) left, *(const char *const *) right);
}

/* Every archive there is or, as far as the journal goes, ought to be. */
static bool find_all(Session *session, const Archives *recorded, Words *all, Error *error)
{
    const char *const *found;
    size_t count;

    *all = (Words){0};
    if (!archive_names(session->arena, session->state.path, &found, &count, error))
        return false;
    for (size_t at = 0; at < count; at++)
        list_add(session->arena, all, found[at]);
    for (size_t at = 0; recorded != NULL && at < recorded->count; at++)
        if (!is_among(found, count, recorded->items[at].name))
            list_add(session->arena, all, recorded->items[at].name);
    if (all->count > 0)
        qsort(all->items, all->count, sizeof *all->items, by_name);
    return true;
}

bool archives_choose(Session *session, const char *const *names, size_t count,
                     const Archives *recorded, Words *chosen, Error *error)
{
    Words all;

    *chosen = (Words){0};
    if (!find_all(session, recorded, &all, error))
        return false;
    for (size_t at = 0; at < count; at++)
        if (!is_among(all.items, all.count, names[at]))
            return fail_no_archive(session, names[at], all.items, all.count, error);
    for (size_t at = 0; at < all.count; at++)
        if (archive_is_named(names, count, all.items[at]))
            list_add(session->arena, chosen, all.items[at]);
    return true;
}

bool archives_read(Session *session, const char *const *names, size_t count, Archives *archives,
                   Error *error)
{
    Words chosen;

    *archives = (Archives){0};
    if (!archives_choose(session, names, count, NULL, &chosen, error))
        return false;
    for (size_t at = 0; at < chosen.count; at++)
        if (!add_archive(session, chosen.items[at], archives, error))
            return false;
    return true;
}

const char *archive_day(Arena *arena, const ArchiveFile *file)
{
    const char *equals = strrchr(file->file.place, '=');

    return equals == NULL ? "" : arena_copy(arena, equals + 1);
}

/* Times in ISO form compare as text. */
static void add_file(ArchiveLine *line, const ArchiveFile *file)
{
    line->rows += file->file.rows;
    line->files++;
    line->csv_bytes += file->csv_bytes;
    line->file_bytes += file->file.bytes;
    if (line->first == NULL || (file->first != NULL && strcmp(file->first, line->first) < 0))
        line->first = file->first;
    if (line->last == NULL || (file->last != NULL && strcmp(file->last, line->last) > 0))
        line->last = file->last;
}

static bool find_undo(Session *session, ArchiveLine *line, Error *error)
{
    const JournalOperation *operation;

    if (!journal_find(session->journal, session->arena, line->run->operation, &operation, error))
        return false;
    line->undone_by = operation == NULL ? 0 : operation->undone_by;
    return true;
}

static bool add_run(Session *session, const Archive *archive, const ArchiveRun *run,
                    ArchiveLines *lines, Error *error)
{
    ArchiveLine line = {.archive = archive->name, .run = run};

    for (size_t at = 0; at < run->file_count; at++)
        add_file(&line, &run->files[at]);
    if (!find_undo(session, &line, error))
        return false;
    list_add(session->arena, lines, line);
    return true;
}

bool archive_lines_by_run(Session *session, const Archives *archives, ArchiveLines *lines,
                          Error *error)
{
    *lines = (ArchiveLines){0};
    for (size_t at = 0; at < archives->count; at++) {
        const Archive *archive = &archives->items[at];
        for (size_t run = 0; run < archive->run_count; run++)
            if (!add_run(session, archive, &archive->runs[run], lines, error))
                return false;
    }
    return true;
}

static ArchiveLine *line_of(Arena *arena, ArchiveLines *lines, size_t from, const char *archive,
                            const char *day)
{
    for (size_t at = from; at < lines->count; at++)
        if (text_equal(lines->items[at].day, day))
            return &lines->items[at];
    list_add(arena, lines, ((ArchiveLine){.archive = archive, .day = day}));
    return &lines->items[lines->count - 1];
}

static int by_day(const void *left, const void *right)
{
    const ArchiveLine *one = left, *other = right;

    return strcmp(one->day, other->day);
}

static void add_days(Session *session, const Archive *archive, ArchiveLines *lines)
{
    Arena *arena = session->arena;
    size_t from = lines->count;

    for (const ArchiveRun *run = archive->runs; run < archive->runs + archive->run_count; run++)
        for (const ArchiveFile *file = run->files; file < run->files + run->file_count; file++)
            add_file(line_of(arena, lines, from, archive->name, archive_day(arena, file)), file);
    if (lines->count > from)
        qsort(lines->items + from, lines->count - from, sizeof *lines->items, by_day);
}

void archive_lines_by_day(Session *session, const Archives *archives, ArchiveLines *lines)
{
    *lines = (ArchiveLines){0};
    for (size_t at = 0; at < archives->count; at++)
        add_days(session, &archives->items[at], lines);
}
