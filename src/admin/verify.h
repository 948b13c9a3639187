/*
 * verify.h - whether a set is what was written, and can be read.
 *
 * Every byte is read: digests of the file and of the CSV, rows, headings, that every value is one
 * its column's type can hold, that sorted tables are, and that what refers to another table of the
 * set finds a row there.  No server takes part.
 */
#ifndef ADMIN_VERIFY_H
#define ADMIN_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/list.h"
#include "file/set.h"
#include "operation/session.h"

typedef struct {
    const char *table;
    const char *file;
    int64_t row; /* of data, counted from 1; 0: it is about no row */
    const char *text;
} VerifyFinding;

typedef LIST(VerifyFinding) VerifyFindings;

typedef struct {
    const char *folder;
    const char *identity;        /* the file with age's identity; NULL: none */
    void (*tell)(int64_t bytes); /* so much more CSV is read; may be NULL */
} VerifyRequest;

typedef struct {
    Set set;
    VerifyFindings findings; /* none: all is well */
    int64_t operation;
    int64_t duration_ms;
} VerifyResult;

/*
 * Notes in the manifest that all is well, or forgets that it was.  Findings fail as OUTCOME_FOUND,
 * with the result filled.  The session is a SESSION_FILES or more.
 */
bool verify_set(Session *session, const VerifyRequest *request, VerifyResult *result, Error *error);

/* The reading alone: no journal, no note.  Findings are no failure. */
bool verify_read(Arena *arena, const char *scratch, const Set *set, const VerifyRequest *request,
                 VerifyFindings *findings, Error *error);

#endif
