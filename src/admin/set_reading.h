/*
 * set_reading.h - the rows of one file of a set.
 */
#ifndef ADMIN_SET_READING_H
#define ADMIN_SET_READING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/crew.h"
#include "base/csv.h"
#include "base/error.h"
#include "file/packer.h"
#include "file/set.h"

typedef struct {
    const char *folder;
    const char *identity; /* the file with age's identity; NULL: none */
    const SetTable *table;
    const SetFile *file;
    SheetRowFunction *on_row;
    void *context;
    void (*tell)(int64_t bytes); /* so much more CSV is read; may be NULL */
    Crew *crew; /* whose hand reads; NULL: nobody else is at work.  Tells in the place of tell */
    size_t hand;
    bool *has_header; /* set when the headings are right; may be NULL */
} SetReading;

/*
 * Reads the file strictly and to its end; *facts is what was read, with the rows counted.
 * OUTCOME_FILE_ERROR names file and row where the CSV is broken or its headings are not the columns
 * of the manifest. The digests are the caller's to compare.
 */
bool set_reading_run(const SetReading *reading, Arena *arena, PackedFacts *facts, Error *error);

/* The same file as it was written: OUTCOME_FILE_ERROR says what differs. */
bool set_reading_compare(const SetReading *reading, const PackedFacts *facts, Error *error);

/* What a program has made of the file that saves tables: "its lines end as on Windows ..." for
 * people, or NULL.  Looks at its beginning only. */
const char *set_reading_signs(const SetReading *reading, Arena *arena);

#endif
