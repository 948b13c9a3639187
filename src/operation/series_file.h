/*
 * series_file.h - the file that a series is filling, from the journal's "begun" to its "done".
 *
 * For series.c and series_heal.c.
 */
#ifndef OPERATION_SERIES_FILE_H
#define OPERATION_SERIES_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "file/archive_part.h"
#include "operation/costs.h"
#include "operation/series.h"
#include "operation/series_record.h"

typedef struct {
    Arena *arena;
    ArchivePart *part;
    SheetReader *reader; /* NULL: nobody looks at the rows */
    SeriesRecord record;
    const char *folder; /* absolute */
    Costs *costs;       /* of all its batches; NULL: they are not kept */
} SeriesOpenFile;

/* number: of the file among those of the operation. */
bool series_file_open(Session *session, int64_t operation, int64_t number, const SeriesFile *wanted,
                      SeriesOpenFile **file, Error *error);

/* A committed batch. */
void series_file_count(SeriesOpenFile *file, const SeriesNote *note, Costs *costs);

/* Final name, "done" in the journal with the ledger's lines; the draft goes.  A file without
 * batches leaves nothing.  *done may be NULL. */
bool series_file_close(Session *session, int64_t operation, SeriesOpenFile *file,
                       SeriesRecord *done, Error *error);

void series_file_release(SeriesOpenFile **file);

/* The end of it, for who has the facts: journal, ledger, draft. */
bool series_file_conclude(Session *session, int64_t operation, const SeriesRecord *record,
                          Costs *costs, const char *folder, Error *error);

#endif
