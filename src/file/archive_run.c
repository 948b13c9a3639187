#include "file/archive_run.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/list.h"
#include "base/text.h"
#include "file/file.h"

enum { RUN_FORMAT = 1, RUN_LIMIT = 64 * 1024 * 1024 };

static const char ARCHIVES[] = "archives/";
static const char RUNS[] = "_runs";
static const char DRAFTS[] = "_drafts";

typedef LIST(ArchiveRun) ArchiveRuns;
typedef LIST(ArchiveFile) ArchiveFiles;

const char *archive_place(Arena *arena, const char *archive, const char *day)
{
    return arena_format(arena, "%s%s/date=%s", ARCHIVES, archive, day);
}

const char *archive_of_place(Arena *arena, const char *place)
{
    if (place == NULL || !text_starts_with(place, ARCHIVES))
        return NULL;
    const char *name = place + strlen(ARCHIVES);
    return arena_copy_span(arena, name, strcspn(name, "/"));
}

const char *archive_drafts(Arena *arena, const char *place)
{
    const char *archive = archive_of_place(arena, place);

    return archive == NULL ? NULL : arena_format(arena, "%s%s/%s", ARCHIVES, archive, DRAFTS);
}

static const char *runs_folder(Arena *arena, const char *state, const char *archive)
{
    return arena_format(arena, "%s/%s%s/%s", state, ARCHIVES, archive, RUNS);
}

const char *archive_run_name(Arena *arena, int64_t operation)
{
    return arena_format(arena, "%06" PRId64 ".json", operation);
}

const char *archive_run_path(Arena *arena, const char *state, const char *archive,
                             int64_t operation)
{
    return path_join(arena, runs_folder(arena, state, archive), archive_run_name(arena, operation));
}

static const struct {
    const char *key;
    size_t offset;
} TEXTS[] = {
    {"command", offsetof(ArchiveRun, command)},
    {"started", offsetof(ArchiveRun, started)},
    {"host", offsetof(ArchiveRun, host)},
    {"database", offsetof(ArchiveRun, database)},
    {"schema", offsetof(ArchiveRun, schema)},
    {"system_identifier", offsetof(ArchiveRun, system_identifier)},
    {"server_version", offsetof(ArchiveRun, server_version)},
    {"fingerprint", offsetof(ArchiveRun, fingerprint)},
    {"tool_version", offsetof(ArchiveRun, tool_version)},
    {"journal_head", offsetof(ArchiveRun, journal_head)},
};

enum { TEXT_COUNT = sizeof TEXTS / sizeof *TEXTS };

static Document *describe(const ArchiveRun *run)
{
    Document *document = document_object();

    document_set_number(document, "format", RUN_FORMAT);
    document_set_number(document, "operation", run->operation);
    document_set_text(document, "archive", run->archive);
    for (size_t at = 0; at < TEXT_COUNT; at++) {
        const void *field = (const char *) run + TEXTS[at].offset;
        document_set_text(document, TEXTS[at].key, *(const char *const *) field);
    }
    document_set_number(document, "journal_sequence", run->journal_sequence);
    Document *files = document_set_array(document, "files");
    for (const ArchiveFile *file = run->files; file < run->files + run->file_count; file++) {
        Document *one = document_add_object(files);
        document_set(one, "file", preimage_to_document(&file->file, 1));
        document_set_number(one, "csv_bytes", file->csv_bytes);
        document_set_text(one, "csv_sha256", file->csv_sha256);
        document_set_text(one, "first", file->first);
        document_set_text(one, "last", file->last);
    }
    return document;
}

/* What a run left behind that died while it wrote this. */
static bool sweep(Arena *arena, const char *folder, const char *name, Error *error)
{
    const char *const *names;
    size_t count;

    if (!folder_list(arena, folder, &names, &count, error))
        return false;
    for (size_t at = 0; at < count; at++)
        if (text_starts_with(names[at], name) && text_ends_with(names[at], ".new") &&
            !file_remove(path_join(arena, folder, names[at]), error))
            return false;
    return true;
}

bool archive_run_write(const char *state, const ArchiveRun *run, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Document *document CLEANUP(document_release) = describe(run);
    const char *folder = runs_folder(arena, state, run->archive);
    const char *text = document_dump(arena, document, 2);
    const char *name = archive_run_name(arena, run->operation);

    return folder_make(folder, error) && sweep(arena, folder, name, error) &&
           file_replace(path_join(arena, folder, name), text, strlen(text), error) &&
           folder_sync(path_folder(arena, folder), error);
}

static bool read_file(Arena *arena, const Document *one, ArchiveFile *file, Error *error)
{
    const Document *list;
    const PreimageFile *files;
    size_t count;

    if (!document_get_array(one, "file", &list, error) ||
        !preimage_from_document(arena, list, &files, &count, error) ||
        !document_get_number(one, "csv_bytes", &file->csv_bytes, error))
        return false;
    if (count != 1 || files[0].place == NULL)
        return fail(error, OUTCOME_FILE_ERROR, "a file of a run is not one file with a place");
    file->file = files[0];
    file->csv_sha256 = arena_copy(arena, document_text(document_find(one, "csv_sha256")));
    file->first = arena_copy(arena, document_text(document_find(one, "first")));
    file->last = arena_copy(arena, document_text(document_find(one, "last")));
    return true;
}

static bool read_document(Arena *arena, const Document *document, ArchiveRun *run, Error *error)
{
    const Document *list;
    ArchiveFiles files = {0};
    int64_t format;

    if (!document_get_number(document, "format", &format, error) ||
        !document_get_number(document, "operation", &run->operation, error) ||
        !document_get_array(document, "files", &list, error))
        return false;
    if (format != RUN_FORMAT)
        return fail(error, OUTCOME_FILE_ERROR, "its format is %" PRId64 ", this program knows %d",
                    format, RUN_FORMAT);
    for (size_t at = 0; at < TEXT_COUNT; at++) {
        void *field = (char *) run + TEXTS[at].offset;
        *(const char **) field =
            arena_copy(arena, document_text(document_find(document, TEXTS[at].key)));
    }
    run->journal_sequence = document_number(document_find(document, "journal_sequence"));
    for (size_t at = 0; at < document_count(list); at++) {
        ArchiveFile file = {0};
        if (!read_file(arena, document_at(list, at), &file, error))
            return false;
        list_add(arena, &files, file);
    }
    run->files = files.items;
    run->file_count = files.count;
    return true;
}

/* A run speaks of its own archive alone. */
static bool check_places(Arena *arena, const ArchiveRun *run, Error *error)
{
    for (size_t at = 0; at < run->file_count; at++) {
        const char *place = run->files[at].file.place;
        if (!text_starts_with(place, archive_place(arena, run->archive, "")))
            return fail(error, OUTCOME_FILE_ERROR, "\"%s\" is not a place of its archive", place);
    }
    return true;
}

bool archive_run_read(Arena *arena, const char *state, const char *archive, const char *name,
                      ArchiveRun *run, Error *error)
{
    const char *path = path_join(arena, runs_folder(arena, state, archive), name);
    Document *document CLEANUP(document_release) = NULL;
    const char *data;
    size_t size;

    *run = (ArchiveRun){.archive = archive};
    if (!file_read(arena, path, RUN_LIMIT, &data, &size, error))
        return false;
    if (document_parse(data, size, &document, error) &&
        read_document(arena, document, run, error) && check_places(arena, run, error))
        return true;

    Error why = *error;
    fail(error, OUTCOME_FILE_ERROR, "the run \"%s\" cannot be read", path);
    fail_detail(error, "%s%s%s", why.message, why.detail[0] == '\0' ? "" : ": ", why.detail);
    return fail_hint(error, "Take it from a copy of the state folder.");
}

bool archive_run_names(Arena *arena, const char *state, const char *archive, Words *names,
                       Error *error)
{
    const char *folder = runs_folder(arena, state, archive);
    const char *const *found;
    size_t count;

    *names = (Words){0};
    if (!file_exists(folder))
        return true;
    if (!folder_list(arena, folder, &found, &count, error))
        return false;
    for (size_t at = 0; at < count; at++)
        if (text_ends_with(found[at], ".json"))
            list_add(arena, names, found[at]);
    return true;
}

bool archive_runs_read(Arena *arena, const char *state, const char *archive,
                       const ArchiveRun **runs, size_t *count, Error *error)
{
    ArchiveRuns found = {0};
    Words names;

    *runs = NULL;
    *count = 0;
    if (!archive_run_names(arena, state, archive, &names, error))
        return false;
    for (size_t at = 0; at < names.count; at++) {
        ArchiveRun run;
        if (!archive_run_read(arena, state, archive, names.items[at], &run, error))
            return false;
        list_add(arena, &found, run);
    }
    *runs = found.items;
    *count = found.count;
    return true;
}

bool archive_names(Arena *arena, const char *state, const char *const **names, size_t *count,
                   Error *error)
{
    static const char *const NONE[] = {NULL};
    const char *folder = arena_format(arena, "%s/archives", state);

    *names = NONE;
    *count = 0;
    return !file_exists(folder) || folder_list(arena, folder, names, count, error);
}
