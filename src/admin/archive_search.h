/*
 * archive_search.h - rows of an archive, found without a database.
 */
#ifndef ADMIN_ARCHIVE_SEARCH_H
#define ADMIN_ARCHIVE_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/archive_filter.h"
#include "base/csv.h"
#include "base/error.h"

/* A row that was found; its values are those of the file's columns, and gone afterwards. */
typedef bool ArchiveRowReader(const ArchivedFile *file, const SheetRow *row, void *context,
                              Error *error);

typedef struct {
    const ArchiveChoice *choice;
    int64_t limit;                    /* 0: all of them */
    void (*tell)(int64_t file_bytes); /* so many more bytes of files were read; may be NULL */
    ArchiveRowReader *reader;
    void *context;
} ArchiveSearch;

/* Reads the files in their order, one at a time; *found counts rows.  *has_more: the limit was
 * reached, and there was another. */
bool archive_search(Session *session, const ArchivedFiles *files, const ArchiveSearch *search,
                    int64_t *found, bool *has_more, Error *error);

#endif
