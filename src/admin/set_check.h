/*
 * set_check.h - one file of a set, read again to its last byte.
 */
#ifndef ADMIN_SET_CHECK_H
#define ADMIN_SET_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/error.h"
#include "file/set.h"

typedef struct {
    const char *folder; /* of the set */
    const SetTable *table;
    const SetFile *file;
    const char *identity;        /* age's, or NULL */
    SheetRowFunction *on_row;    /* hears every row that is in order; may be NULL */
    void *context;               /* its own */
    void (*tell)(int64_t bytes); /* so many more bytes of CSV are read; may be NULL */
} SetCheckRequest;

/*
 * Digests of file and CSV, rows and fields, and that every value is one of its column's type.
 * OUTCOME_FILE_ERROR says what is wrong first: the row and the column where the CSV is damaged, and
 * otherwise what differs from the manifest.
 */
bool set_check_file(const SetCheckRequest *request, Error *error);

#endif
