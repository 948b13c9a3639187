/*
 * restore.h - rows of a backup set back into a database.
 *
 * One transaction: all of it, or nothing.  The target may be of an older or a newer schema: columns
 * are matched by name.  Undo takes it back.
 */
#ifndef ADMIN_RESTORE_H
#define ADMIN_RESTORE_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/restore_select.h"
#include "admin/restore_tables.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "base/wordset.h"
#include "file/set.h"
#include "operation/operation.h"
#include "operation/plan.h"
#include "operation/session.h"

typedef enum {
    RESTORE_FILLS,    /* tables that are empty */
    RESTORE_MERGES,   /* what is absent is inserted, what is there stays */
    RESTORE_REPLACES, /* afterwards the tables are those of the set */
} RestoreMode;

typedef struct {
    RestoreMode mode;
    bool replaces_rows;         /* of RESTORE_MERGES: rows that differ get the set's values */
    Words tables;               /* only these: names or patterns; empty: all of the set */
    RestoreWishes wishes;       /* only what belongs to these users, teams and keys */
    const char *since;          /* of logs only rows of that instant or later, UTC; NULL: all */
    const char *before;         /* ... and earlier than this one */
    int64_t jobs;               /* connections for large tables; below 2: all in one transaction */
    bool drops_columns;         /* what the database cannot hold is left out */
    bool while_running;         /* although a proxy is connected */
    void (*tell)(int64_t rows); /* so many more rows are read, now and then; may be NULL */
} RestoreRequest;

/* One list that lacks somebody: see restore_members.h. */
typedef struct {
    const char *kind;   /* who belongs there: "user" ... */
    RestoreTable table; /* the rows whose list it is, all that the set has */
    const char *column;
    bool is_roster;
    int64_t rows; /* that lack somebody */
} RestoreMember;

typedef LIST(RestoreMember) RestoreMembers;

typedef struct {
    Session *session;
    RestoreRequest request;
    const char *folder; /* of the set */
    const char *place;  /* the same below the state folder; NULL: the set lies elsewhere */
    Set set;
    RestoreSelection *selection; /* NULL: whole tables */
    RestoreTables tables;        /* parents first */
    RestoreMembers members;      /* of the selection */
    RestoreLosses losses;
    WordSet *loaded;      /* files that an earlier run restored */
    int64_t resumes;      /* its first operation; 0: there was none */
    bool lacks_views;     /* LiteLLM has not made its views yet */
    int64_t csv_bytes;    /* what is to be inserted, as CSV */
    int64_t staged_bytes; /* what the server holds twice for a while, to compare it */
    Plan plan;
    Plan first;        /* with several connections: what of it comes first, in one transaction */
    Plan bulk;         /* ... and what they do */
    Document *details; /* the plan's */
} Restore;

/*
 * Reads the set, proves that its files are what was written, compares it with the database and
 * hears the guards.  OUTCOME_FILE_ERROR for a damaged set, naming file, row and column;
 * OUTCOME_REFUSED with the reason.  All memory is the session's, but for the details:
 * restore_release.
 */
bool restore_plan(Session *session, const char *folder, const RestoreRequest *request,
                  Restore *restore, Error *error);
void restore_release(Restore *restore);

/* Whether rows of the table that differ get the set's values. */
bool restore_changes_rows(const Restore *restore, const RestoreTable *table);

/* The work of the plan, for operation_run; context is the Restore. */
OperationWork restore_work;

/* A long COPY is no reason to give up. */
enum { RESTORE_STATEMENT_MS = 12 * 60 * 60 * 1000 };

/* After the commit: statistics for the planner.  A failure is only said. */
void restore_analyze(const Restore *restore);

/* What a recovery takes besides, a sentence each. */
Words restore_remaining(const Restore *restore);

#endif
