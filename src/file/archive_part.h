/*
 * archive_part.h - one file of an archive while batch after batch is appended to it.
 *
 *     NAME.part    the batches, each with a note behind it
 *     NAME         final: the batches alone, CSV in frames of zstd
 *
 * A batch is rows that a transaction deletes.  Its rows and its note are on disk, with one fsync,
 * before the transaction commits, so the note is the batch's witness: what a run left behind can be
 * judged by the last one.  A part may also be without rows, for the notes alone.
 *
 * The functions that work by name are for what a dead run left behind; all of them may be repeated.
 */
#ifndef FILE_ARCHIVE_PART_H
#define FILE_ARCHIVE_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/error.h"
#include "base/list.h"
#include "file/packer.h"

typedef struct ArchivePart ArchivePart;

/* Makes the folder too.  columns end with NULL; NULL: a part without rows.  reader as in packer.h.
 */
bool archive_part_create(Arena *arena, const char *folder, const char *name,
                         const char *const *columns, SheetReader *reader, ArchivePart **part,
                         Error *error);

/* Whole rows of the batch at hand. */
bool archive_part_add(ArchivePart *part, const char *rows, size_t size, Error *error);

/* Waits until they have been dealt with. */
bool archive_part_settle(ArchivePart *part, Error *error);

/* Of all batches so far, the one at hand included; after settling. */
PackedFacts archive_part_facts(const ArchivePart *part, Arena *arena);

/* The batch at hand and its note are on disk. */
bool archive_part_mark(ArchivePart *part, const char *note, size_t size, Error *error);

/* Forgets the batch at hand; unmark: the one that was marked last, when its transaction failed. */
bool archive_part_rewind(ArchivePart *part, Error *error);
bool archive_part_unmark(ArchivePart *part, Error *error);

/* Makes the final file of all marked batches, on disk; NAME.part stays for archive_part_forget.
 * facts->rows is 0 and nothing is made when there is no batch. */
bool archive_part_finish(ArchivePart *part, PackedFacts *facts, Error *error);

/* NAME.part stays as it is. */
void archive_part_release(ArchivePart **part);

typedef struct {
    const char *note;
    int64_t from; /* where the batch's frames begin in NAME.part, 0 with the header */
    int64_t to;
    int64_t end;       /* of the note */
    PackedFacts facts; /* of the CSV up to here; nothing of the file */
} ArchiveMark;

typedef LIST(ArchiveMark) ArchiveMarks;

/* Where the batch lies that was marked last; its note and its facts are left out. */
ArchiveMark archive_part_last(const ArchivePart *part);

/* The marks of NAME.part up to the first that is not whole; none when there is no such file. */
bool archive_part_read(Arena *arena, const char *folder, const char *name, ArchiveMarks *marks,
                       Error *error);

/* The same as finish, of the first so many marks. */
bool archive_part_recover(Arena *arena, const char *folder, const char *name,
                          const ArchiveMarks *marks, size_t count, PackedFacts *facts,
                          Error *error);

/* NAME.part goes. */
bool archive_part_forget(const char *folder, const char *name, Error *error);

#endif
