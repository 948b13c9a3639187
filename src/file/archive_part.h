/*
 * archive_part.h - a segment of an archive: batch after batch is appended, then it becomes files.
 *
 *     NAME.part    the header, and the batches, each with a note behind it
 *     FILE         final: the header and the batches of one section, CSV in frames of zstd
 *
 * A batch is rows that a transaction changes.  Its rows and its note are on disk, with one fsync,
 * before the transaction commits, so the note is the batch's witness: what a run left behind can be
 * judged by the last one.  The batches of a section, one day's in practice, become a file of their
 * own when the segment is done: so many small files cost few fsyncs.  A segment may also be without
 * rows, for the notes alone.
 */
#ifndef FILE_ARCHIVE_PART_H
#define FILE_ARCHIVE_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"
#include "file/file.h"
#include "file/packer.h"

typedef struct ArchivePart ArchivePart;

/* Makes the folder too.  columns end with NULL; NULL: without rows. */
bool archive_part_create(Arena *arena, const char *folder, const char *name,
                         const char *const *columns, ArchivePart **part, Error *error);

/* The batches that follow belong to a file of their own.  Between two batches; the first section
 * needs it too. */
void archive_part_section(ArchivePart *part);

/* Whole rows of the batch at hand. */
bool archive_part_add(ArchivePart *part, const char *rows, size_t size, Error *error);

/* The batch at hand and its note are on disk. */
bool archive_part_mark(ArchivePart *part, const char *note, size_t size, Error *error);

/* Forgets the batch at hand; unmark: the one that was marked last, when its transaction failed. */
bool archive_part_rewind(ArchivePart *part, Error *error);
bool archive_part_unmark(ArchivePart *part, Error *error);

/* The CSV of the section at hand as of its last mark. */
PackedFacts archive_part_facts(const ArchivePart *part);

/* Bytes of NAME.part so far. */
int64_t archive_part_bytes(const ArchivePart *part);

/* No batch is added any more; what was not marked is forgotten. */
bool archive_part_end(ArchivePart *part, Error *error);

/*
 * Makes FOLDER/NAME of a section's batches, on disk.  The folder is made as well, below one that is
 * there; the entries of both folders are left to folder_sync, once for all files.  Sections count
 * from 0; of one without batches facts->rows is 0 and nothing is made.  After archive_part_end.
 */
bool archive_part_extract(ArchivePart *part, size_t section, const char *folder, const char *name,
                          PackedFacts *facts, Error *error);

/* NAME.part stays as it is. */
void archive_part_release(ArchivePart **part);

/* Where a batch lies in NAME.part: behind the header, and without it. */
typedef struct {
    const char *note; /* NULL for a part that is open */
    int64_t from;
    int64_t to;
    int64_t end; /* of the note */
} ArchiveMark;

/* The batch that was marked last. */
ArchiveMark archive_part_last(const ArchivePart *part);

/* What a dead run left behind.  These work by name, and may be repeated. */

typedef struct {
    int64_t header_end; /* 0 without rows */
    LIST(ArchiveMark) marks;
} ArchiveDraft;

/* The marks of NAME.part up to the first that is not whole; none when there is no such file. */
bool archive_draft_read(Arena *arena, const char *folder, const char *name, ArchiveDraft *draft,
                        Error *error);

/* The same as archive_part_extract, of count marks from the first on: to_folder/to_name. */
bool archive_draft_extract(Arena *arena, const char *folder, const char *name,
                           const ArchiveDraft *draft, size_t first, size_t count,
                           const char *to_folder, const char *to_name, PackedFacts *facts,
                           Error *error);

/* The CSV of count batches from the first on, without the header, in pieces of any size. */
bool archive_draft_rows(const char *folder, const char *name, const ArchiveDraft *draft,
                        size_t first, size_t count, FileReader *reader, void *context,
                        Error *error);

/* Of a draft with one section: what its file will be, read from the disk; file_* are the draft's.
 */
bool archive_draft_facts(Arena *arena, const char *folder, const char *name, PackedFacts *facts,
                         Error *error);

/* NAME.part goes. */
bool archive_draft_forget(const char *folder, const char *name, Error *error);

#endif
