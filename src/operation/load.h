/*
 * load.h - the rows of a packed CSV file into a table, as fast as the server takes them.
 *
 * A second thread unpacks the file and takes its digests; rows are parsed strictly, encoded for the
 * server (see server/encode.h) and sent by COPY.  Memory is flat.
 */
#ifndef OPERATION_LOAD_H
#define OPERATION_LOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/error.h"
#include "file/packer.h"
#include "operation/session.h"
#include "server/catalog.h"

/* Whether a row of the file is wanted. */
typedef bool LoadFilter(const SheetRow *row, void *context);

typedef struct {
    const char *path;
    const char *name;           /* what it is called: tells how it is packed, and is for messages */
    const PackedFacts *facts;   /* what it must turn out to be */
    const char *const *columns; /* its header; ends with NULL */
    const char *const *wanted;  /* those of them that go into the table, in their order */
    const CatalogTable *table;  /* has these columns */
    bool is_staged;             /* they go into pg_temp.staged, which is made like the table */
    LoadFilter *filter;         /* NULL: all rows */
    void *context;
    void (*tell)(const void *teller, int64_t rows); /* so many more rows are sent; may be NULL */
    const void *teller;
} LoadRequest;

/*
 * Runs in the open transaction; *rows is how many went into the table.  OUTCOME_FILE_ERROR when the
 * file is not what was written, naming row and column where it is damaged; the caller rolls back.
 */
bool load_file(Session *session, const LoadRequest *request, int64_t *rows, Error *error);

#endif
