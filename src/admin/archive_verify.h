/*
 * archive_verify.h - every byte and every row of the archives, read again.
 *
 * Without a database: what a run wrote down beside its files is held against them.
 */
#ifndef ADMIN_ARCHIVE_VERIFY_H
#define ADMIN_ARCHIVE_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/list.h"
#include "operation/session.h"

typedef struct {
    const char *const *names; /* of archives; none: all */
    size_t count;
    int64_t run;                 /* only what this operation wrote; 0: everything */
    void (*tell)(int64_t bytes); /* so many more bytes of CSV were read; may be NULL */
} VerifyRequest;

typedef struct {
    const char *archive;
    const char *file; /* below the archive's folder */
    int64_t row;      /* 0: the file as a whole */
    const char *what;
} ArchiveFinding;

typedef struct {
    LIST(ArchiveFinding) findings;
    int64_t archives; /* that there are, or ought to be */
    int64_t runs;
    int64_t files;
    int64_t rows;
    int64_t csv_bytes;
} ArchiveProof;

/* How much there is to read, for progress. */
bool archive_verify_bytes(Session *session, const VerifyRequest *request, int64_t *bytes,
                          Error *error);

/*
 * Files that are missing or differ from what was written down, rows that are damaged or lie under
 * another day than their own, runs that cannot be read, and files that no run speaks of: all of
 * them are findings, and no failure; so are runs and files that the journal, if there is one, knows
 * of and the disk has not.  What an operation is still writing is passed over.  OUTCOME_USAGE when
 * no archive has, or ought to have, anything of the run that is asked for.
 */
bool archive_verify(Session *session, const VerifyRequest *request, ArchiveProof *proof,
                    Error *error);

#endif
