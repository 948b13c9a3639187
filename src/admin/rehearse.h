/*
 * rehearse.h - the proof that a set can be brought back: it is, into temporary tables.
 *
 * Each table of the set gets a temporary one like the database's own, with its keys, its unique
 * indexes and whatever else a row must satisfy. What was loaded is read back as a backup reads
 * and must be the same bytes; what refers to another table must find a row there.  Then all of it
 * is rolled back.
 */
#ifndef ADMIN_REHEARSE_H
#define ADMIN_REHEARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "file/set.h"
#include "operation/session.h"

typedef struct {
    const char *folder;
    const char *identity;        /* the file with age's identity; NULL: none */
    void (*tell)(int64_t bytes); /* so much more CSV is loaded; may be NULL */
} RehearseRequest;

typedef struct {
    Set set;
    int64_t operation;
    int64_t duration_ms;
} RehearseResult;

/*
 * Notes in the manifest that it went well, on which server.  What is wrong with the set, or does
 * not fit the database, fails as OUTCOME_FOUND.  The session is a SESSION_CHANGES: temporary tables
 * need a server that can be written to.
 */
bool rehearse_set(Session *session, const RehearseRequest *request, RehearseResult *result,
                  Error *error);

#endif
