/*
 * archive_cut.h - a file made of some batches of a segment.
 *
 * For the modules beside this one.
 */
#ifndef FILE_ARCHIVE_CUT_H
#define FILE_ARCHIVE_CUT_H

#include "file/archive_part.h"

typedef struct {
    const char *draft; /* the segment's path */
    int64_t header_end;
    const ArchiveMark *marks;
    size_t count;
    const char *folder; /* made if need be, below one that is there */
    const char *name;
} ArchiveCut;

/* On disk when it returns true, but for the entries of the folders; sets the facts of the file
 * alone, in the arena. */
bool archive_cut(Arena *arena, const ArchiveCut *cut, PackedFacts *facts, Error *error);

#endif
