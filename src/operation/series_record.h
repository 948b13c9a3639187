/*
 * series_record.h - what a series writes down: notes in its files, progress in the journal.
 */
#ifndef OPERATION_SERIES_RECORD_H
#define OPERATION_SERIES_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"
#include "file/packer.h"
#include "file/preimage.h"
#include "operation/costs.h"
#include "operation/session.h"

/* The note behind a batch. */
typedef struct {
    const char *xid;
    int64_t rows;
    const char *first;
    const char *last;
} SeriesNote;

/* costs may be NULL. */
const char *series_note(Arena *arena, const SeriesNote *note, Costs *costs);

/* The costs of the note are added to those given. */
bool series_read_note(Arena *arena, const char *text, SeriesNote *note, Costs *costs, Error *error);

/* A file as the journal knows it. */
typedef struct {
    PreimageFile file; /* without a final name there are no rows, bytes and digest yet */
    bool keeps_rows;   /* false: it is for the notes alone, and never gets a final name */
    bool is_done;
    const char *day; /* of its costs; NULL: it has none */
    int64_t csv_bytes;
    const char *csv_sha256;
    const char *first;
    const char *last;
    int64_t rows; /* that were changed, also when no rows are kept */
    int64_t batches;
} SeriesRecord;

typedef LIST(SeriesRecord) SeriesRecords;

const char *series_record_begun(Arena *arena, const SeriesRecord *record);

/* lines of the ledger, for their digest; none: NULL and 0. */
const char *series_record_done(Arena *arena, const SeriesRecord *record, const LedgerLine *lines,
                               size_t count);

/* The files of an operation in the order of its work; one that is done is there once. */
bool series_records(Session *session, Arena *arena, int64_t operation, SeriesRecords *records,
                    Error *error);

#endif
