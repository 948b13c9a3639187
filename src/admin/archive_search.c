#include "admin/archive_search.h"

#include "base/cleanup.h"
#include "base/interrupt.h"
#include "file/unpacker.h"

typedef struct {
    const ArchiveSearch *search;
    const ArchivedFile *file; /* at hand */
    ArchiveFilter filter;
    int64_t found;
    bool has_more;
} Searching;

static bool take_header(const SheetRow *header, void *context, Error *error)
{
    const Searching *searching = context;
    const PreimageFile *file = &searching->file->file->file;

    if (sheet_row_is(header, file->columns))
        return true;
    fail(error, OUTCOME_FILE_ERROR, "the columns of \"%s\" are not those that were written down",
         file->name);
    return fail_hint(error, "\"litellm-dba logs archive verify\" says what else is wrong.");
}

static bool take_row(const SheetRow *row, void *context, Error *error)
{
    Searching *searching = context;
    const ArchiveSearch *search = searching->search;

    if (searching->has_more || !archive_filter_row(row, &searching->filter))
        return true;
    if (search->limit > 0 && searching->found == search->limit) {
        searching->has_more = true;
        return true;
    }
    searching->found++;
    return search->reader(searching->file, row, search->context, error);
}

static bool feed(Searching *searching, Unpacker *unpacker, SheetReader *reader, Error *error)
{
    const char *data;
    size_t size;

    while (!searching->has_more) {
        if (interrupt_requested())
            return interrupt_fail(error);
        if (!unpacker_next(unpacker, &data, &size, error))
            return false;
        if (size == 0)
            return sheet_reader_finish(reader, error);
        if (!sheet_reader_feed(reader, data, size, error))
            return false;
    }
    return true;
}

static bool search_file(Session *session, Searching *searching, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const PreimageFile *file = &searching->file->file->file;
    const char *path = preimage_path(arena, session->state.path, "", file);
    PackedSource source = {.path = path, .identity = session->identity_file};
    Unpacker *unpacker CLEANUP(unpacker_release) = NULL;
    SheetReader *reader CLEANUP(sheet_reader_release) =
        sheet_reader_new(path, take_header, take_row, searching);

    if (!archive_filter_make(searching->search->choice, searching->file, &searching->filter,
                             error) ||
        !unpacker_open(arena, &source, &unpacker, error) ||
        !feed(searching, unpacker, reader, error))
        return false;
    if (searching->search->tell != NULL)
        searching->search->tell(file->bytes);
    return true;
}

bool archive_search(Session *session, const ArchivedFiles *files, const ArchiveSearch *search,
                    int64_t *found, bool *has_more, Error *error)
{
    Searching searching = {.search = search};

    for (size_t at = 0; at < files->count && !searching.has_more; at++) {
        searching.file = &files->items[at];
        if (!search_file(session, &searching, error))
            return false;
    }
    *found = searching.found;
    *has_more = searching.has_more;
    return true;
}
