#include "admin/archive_verify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "admin/archive.h"
#include "admin/archive_record.h"
#include "base/cleanup.h"
#include "base/csv.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/text.h"
#include "file/checksum.h"
#include "file/file.h"
#include "file/unpacker.h"
#include "journal/journal.h"
#include "litellm/growing_tables.h"

typedef struct {
    Session *session;
    const VerifyRequest *request;
    ArchiveProof *proof;
    Archives recorded;   /* by the journal */
    const char *archive; /* at hand, with what follows */
    Words known;         /* files that a run speaks of */
} Proving;

static void find(Proving *proving, const char *file, int64_t row, const char *what)
{
    Arena *arena = proving->session->arena;

    list_add(arena, &proving->proof->findings,
             ((ArchiveFinding){proving->archive, arena_copy(arena, file), row,
                               arena_copy(arena, what)}));
}

static const char *in_words(Arena *arena, const Error *error)
{
    return error->detail[0] == '\0' ? error->message
                                    : arena_format(arena, "%s: %s", error->message, error->detail);
}

static const char *below(const ArchiveFile *file, Arena *arena)
{
    return arena_format(arena, "%s/%s", strrchr(file->file.place, '/') + 1, file->file.name);
}

static void find_missing_file(Proving *proving, const ArchiveFile *file)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    find(proving, below(file, arena), 0,
         arena_format(arena, "it is missing, and with it %s",
                      text_plural(arena, file->file.rows, "row", "rows")));
}

/* One file. */

typedef struct {
    Proving *proving;
    const ArchiveFile *file;
    const char *day;
    size_t time; /* the place of the column with the time; SIZE_MAX: none to look at */
    int64_t row; /* that was refused; 0: none */
} Reading;

static bool check_header(const SheetRow *header, void *context, Error *error)
{
    const Reading *reading = context;

    return sheet_row_is(header, reading->file->file.columns) ||
           fail(error, OUTCOME_FILE_ERROR, "its columns are not those that were written down");
}

static bool check_row(const SheetRow *row, void *context, Error *error)
{
    Reading *reading = context;
    const char *time = reading->time == SIZE_MAX ? reading->day : row->values[reading->time];

    if (time != NULL && text_starts_with(time, reading->day))
        return true;
    reading->row = row->number;
    return fail(error, OUTCOME_FILE_ERROR, "it is of another day: %s",
                time == NULL ? "NULL" : time);
}

static size_t place_of(const char *const *columns, const char *name)
{
    for (size_t at = 0; columns[at] != NULL; at++)
        if (text_equal(columns[at], name))
            return at;
    return SIZE_MAX;
}

static size_t time_of(const PreimageFile *file)
{
    const GrowingTable *growth = growing_table(file->table);

    return growth == NULL || growth->form == AGE_NONE || growth->form == AGE_EPOCH
               ? SIZE_MAX
               : place_of(file->columns, growth->time_column);
}

static bool feed(Reading *reading, Unpacker *unpacker, SheetReader *reader, Error *error)
{
    const VerifyRequest *request = reading->proving->request;
    const char *data;
    size_t size;

    for (;;) {
        if (interrupt_requested())
            return interrupt_fail(error);
        if (!unpacker_next(unpacker, &data, &size, error))
            return false;
        if (size == 0)
            return sheet_reader_finish(reader, error);
        if (request->tell != NULL)
            request->tell((int64_t) size);
        if (!sheet_reader_feed(reader, data, size, error)) {
            reading->row = reading->row > 0 ? reading->row : sheet_reader_rows(reader) + 1;
            return false;
        }
    }
}

static bool check_facts(const ArchiveFile *file, const char *path, int64_t rows,
                        const PackedFacts *facts, Error *error)
{
    return checksum_same_number(path, "rows", rows, file->file.rows, error) &&
           checksum_same_number(path, "bytes of CSV", facts->csv_bytes, file->csv_bytes, error) &&
           checksum_same_number(path, "bytes", facts->file_bytes, file->file.bytes, error) &&
           checksum_same(path, facts->csv_sha256, file->csv_sha256, error) &&
           checksum_same(path, facts->file_sha256, file->file.sha256, error);
}

static bool read_file(Reading *reading, Arena *arena, const char *path, Error *error)
{
    ArchiveProof *proof = reading->proving->proof;
    Unpacker *unpacker CLEANUP(unpacker_release) = NULL;
    SheetReader *reader CLEANUP(sheet_reader_release) =
        sheet_reader_new(reading->file->file.name, check_header, check_row, reading);
    PackedSource source = {
        .path = path,
        .identity = reading->proving->session->identity_file,
    };

    if (!unpacker_open(arena, &source, &unpacker, error) || !feed(reading, unpacker, reader, error))
        return false;
    PackedFacts facts = unpacker_facts(unpacker, arena);
    proof->rows += sheet_reader_rows(reader);
    proof->csv_bytes += facts.csv_bytes;
    return check_facts(reading->file, path, sheet_reader_rows(reader), &facts, error);
}

static bool verify_file(Proving *proving, const ArchiveRun *run, const ArchiveFile *file,
                        Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Session *session = proving->session;
    const char *path = preimage_path(arena, session->state.path, "", &file->file);
    Reading reading = {
        .proving = proving,
        .file = file,
        .day = archive_day(arena, file),
        .time = time_of(&file->file),
    };

    list_add(session->arena, &proving->known, below(file, session->arena));
    if (proving->request->run > 0 && proving->request->run != run->operation)
        return true;
    proving->proof->files++;
    if (!file_exists(path)) {
        find_missing_file(proving, file);
        return true;
    }
    if (read_file(&reading, arena, path, error))
        return true;
    if (error->outcome == OUTCOME_INTERRUPTED || error->outcome == OUTCOME_TERMINATED)
        return false;
    find(proving, below(file, arena), reading.row, in_words(arena, error));
    return true;
}

/* The runs of an archive. */

static const char *run_file(Arena *arena, const char *name)
{
    return arena_format(arena, "_runs/%s", name);
}

static bool verify_run(Proving *proving, const char *name, Error *error)
{
    Session *session = proving->session;
    ArchiveRun run;

    if (!archive_run_read(session->arena, session->state.path, proving->archive, name, &run,
                          error)) {
        find(proving, run_file(session->arena, name), 0, in_words(session->arena, error));
        return true;
    }
    proving->proof->runs += proving->request->run == 0 || proving->request->run == run.operation;
    for (size_t at = 0; at < run.file_count; at++)
        if (!verify_file(proving, &run, &run.files[at], error))
            return false;
    return true;
}

/* Files that no run speaks of. */

static int by_name(const void *left, const void *right)
{
    return strcmp(*(const char *const *) left, *(const char *const *) right);
}

static void sort_known(Proving *proving)
{
    if (proving->known.count > 0)
        qsort(proving->known.items, proving->known.count, sizeof *proving->known.items, by_name);
}

static bool is_known(const Proving *proving, const char *file)
{
    return proving->known.count > 0 &&
           bsearch(&file, proving->known.items, proving->known.count, sizeof file, by_name) != NULL;
}

/* "part-000042-0001.csv.zst" belongs to operation 42. */
static int64_t operation_of(const char *name)
{
    static const char START[] = "part-";

    return text_starts_with(name, START) ? strtoll(name + strlen(START), NULL, 10) : 0;
}

/* Its run is written when it ends. */
static bool is_unfinished(Proving *proving, Arena *arena, const char *name, bool *is, Error *error)
{
    const JournalUnfinished *unfinished;
    int64_t operation = operation_of(name);
    size_t count;

    *is = false;
    if (!journal_unfinished(proving->session->journal, arena, &unfinished, &count, error))
        return false;
    for (size_t at = 0; at < count; at++)
        *is |= operation > 0 && unfinished[at].operation == operation;
    if (*is)
        log_note("\"%s\" belongs to operation %" PRId64 ", which has not ended", name, operation);
    return true;
}

static bool look_for_strays(Proving *proving, const char *folder, const char *day, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *const *names;
    size_t count;
    bool is_at_work;

    if (!folder_list(arena, path_join(arena, folder, day), &names, &count, error))
        return false;
    for (size_t at = 0; at < count; at++) {
        const char *file = path_join(arena, day, names[at]);
        if (is_known(proving, file))
            continue;
        if (!is_unfinished(proving, arena, names[at], &is_at_work, error))
            return false;
        if (!is_at_work)
            find(proving, file, 0, "no run speaks of it");
    }
    return true;
}

static bool look_for_all_strays(Proving *proving, Error *error)
{
    Session *session = proving->session;
    const char *folder = path_join(session->arena, session->state.archives, proving->archive);
    const char *const *days;
    size_t count;

    if (!file_exists(folder))
        return true;
    if (!folder_list(session->arena, folder, &days, &count, error))
        return false;
    for (size_t at = 0; at < count; at++)
        if (text_starts_with(days[at], "date=") &&
            !look_for_strays(proving, folder, days[at], error))
            return false;
    return true;
}

/* What the journal knows of. */

static void look_for_recorded_file(Proving *proving, const ArchiveFile *file)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *path = preimage_path(arena, proving->session->state.path, "", &file->file);

    if (!is_known(proving, below(file, arena)) && !file_exists(path))
        find_missing_file(proving, file);
}

static void look_for_recorded_run(Proving *proving, const ArchiveRun *run)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    if (!archive_run_is_there(proving->session, run))
        find(proving, run_file(arena, archive_run_name(arena, run->operation)), 0,
             arena_format(arena, "it is missing, and with it what is known of %s",
                          text_plural(arena, (int64_t) run->file_count, "file", "files")));
    for (size_t at = 0; at < run->file_count; at++)
        look_for_recorded_file(proving, &run->files[at]);
}

static void look_for_recorded(Proving *proving)
{
    for (size_t at = 0; at < proving->recorded.count; at++) {
        const Archive *archive = &proving->recorded.items[at];
        if (!text_equal(archive->name, proving->archive))
            continue;
        for (size_t run = 0; run < archive->run_count; run++)
            look_for_recorded_run(proving, &archive->runs[run]);
    }
}

static bool verify_archive(Proving *proving, Error *error)
{
    Session *session = proving->session;
    Words runs;

    proving->proof->archives++;
    proving->known.count = 0;
    if (!archive_run_names(session->arena, session->state.path, proving->archive, &runs, error))
        return false;
    for (size_t at = 0; at < runs.count; at++)
        if (!verify_run(proving, runs.items[at], error))
            return false;
    sort_known(proving);
    look_for_recorded(proving);
    return proving->request->run > 0 || look_for_all_strays(proving, error);
}

bool archive_verify(Session *session, const VerifyRequest *request, ArchiveProof *proof,
                    Error *error)
{
    Proving proving = {.session = session, .request = request, .proof = proof};
    Words names;

    *proof = (ArchiveProof){0};
    if (!archives_recorded(session, request->run, &proving.recorded, error) ||
        !archives_choose(session, request->names, request->count, &proving.recorded, &names, error))
        return false;
    for (size_t at = 0; at < names.count; at++) {
        proving.archive = names.items[at];
        if (!verify_archive(&proving, error))
            return false;
    }
    if (request->run > 0 && proof->runs == 0 && proof->findings.count == 0)
        return archive_fail_no_run(request->run, error);
    return true;
}

/* What cannot be read, or is not there at all, is not counted here, and found later. */
bool archive_verify_bytes(Session *session, const VerifyRequest *request, int64_t *bytes,
                          Error *error)
{
    Archives archives;

    *bytes = -1;
    if (!archives_read(session, request->names, request->count, &archives, error))
        return error->outcome == OUTCOME_FILE_ERROR || error->outcome == OUTCOME_USAGE;
    *bytes = 0;
    for (size_t at = 0; at < archives.count; at++)
        for (size_t run = 0; run < archives.items[at].run_count; run++) {
            const ArchiveRun *one = &archives.items[at].runs[run];
            for (size_t file = 0; file < one->file_count; file++)
                if (request->run == 0 || request->run == one->operation)
                    *bytes += one->files[file].csv_bytes;
        }
    return true;
}
