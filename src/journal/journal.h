/*
 * journal.h - the log of everything that was done, in a SQLite file.
 *
 * A log of events: an operation is planned, then prepared, committed and ended, each a new
 * row that is never changed, chained by SHA-256 to the row before.  Views give the present
 * state.  The only folder that includes sqlite3.h.  Several processes may use one journal.
 *
 * Failures are OUTCOME_JOURNAL_ERROR with a hint; OUTCOME_LOCKED when another process kept
 * the journal busy for ten seconds.
 */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

typedef struct Journal Journal;

/* Makes the file (0600) when it is not there, in a folder that is. */
bool journal_open(const char *path, Journal **journal, Error *error);

/* For reading: no journal yet is no failure, *journal is NULL then.  Every function that
 * reads takes NULL as an empty journal. */
bool journal_open_existing(const char *path, Journal **journal, Error *error);

void journal_close(Journal **journal);

/* In the order of an operation's life.  "progress" is for work in many transactions; "ended" is the
 * last word, after any of the others. */
typedef enum {
    JOURNAL_PLANNED,
    JOURNAL_PROGRESS,
    JOURNAL_PREPARED,
    JOURNAL_COMMITTED,
    JOURNAL_ENDED,
} JournalKind;

/* "planned" ...  Static. */
const char *journal_kind_name(JournalKind kind);

/*
 * Writing.  The body is a JSON object; both events are on disk when the function returns true, and
 * not in the journal at all when it returns false.  Every kind but "progress" comes at most once,
 * "planned" first and nothing after "ended": anything else asserts or, when another process was
 * first, fails.
 */
bool journal_begin_operation(Journal *journal, const char *body, int64_t *operation, Error *error);
bool journal_append(Journal *journal, int64_t operation, JournalKind kind, const char *body,
                    Error *error);

typedef struct {
    int64_t sequence;
    int64_t operation;
    const char *kind; /* "planned" ... */
    const char *at;   /* UTC: "2026-11-21T03:00:00.123456Z" */
    const char *body;
    const char *previous; /* hash of the event before */
    const char *hash;
} JournalEvent;

/* One operation as it stands now; what is not known yet is NULL or 0. */
typedef struct {
    int64_t operation;
    const char *command;
    const char *outcome; /* outcome_name, or the state until it has ended */
    const char *state;   /* "running", "prepared", "committed" or "ended" */
    const char *started;
    const char *finished;
    const char *database;
    const char *host; /* of the server */
    const char *os_user;
    const char *system_identifier;
    const char *message;
    const char *folder;
    int64_t rows;
    int64_t bytes;
    int64_t duration_ms;
    int64_t undoes;    /* the operation that this one takes back */
    int64_t undone_by; /* the operation that took this one back, and stands */
} JournalOperation;

typedef struct {
    const char *database; /* NULL: all */
    const char *since;    /* started at or after, UTC; NULL: from the beginning */
    int64_t limit;        /* 0: all */
} JournalFilter;

/* Newest first. */
bool journal_list(Journal *journal, Arena *arena, const JournalFilter *filter,
                  const JournalOperation **operations, size_t *count, Error *error);

/* *found is NULL when there is no such operation. */
bool journal_find(Journal *journal, Arena *arena, int64_t operation, const JournalOperation **found,
                  Error *error);

/* The newest operation that was not undone and whose undo reads files of that place, a path below
 * the state folder; 0 when there is none. */
bool journal_find_needing(Journal *journal, const char *place, int64_t *operation, Error *error);

/* All events of one operation, in order; *count is 0 when there is no such operation. */
bool journal_events(Journal *journal, Arena *arena, int64_t operation, const JournalEvent **events,
                    size_t *count, Error *error);

/* An operation without "ended": running, or left behind. */
typedef struct {
    int64_t operation;
    const char *planned;  /* the bodies */
    const char *prepared; /* NULL: not so far */
    const char *committed;
} JournalUnfinished;

/* Oldest first. */
bool journal_unfinished(Journal *journal, Arena *arena, const JournalUnfinished **operations,
                        size_t *count, Error *error);

/* The last event's hash and sequence; 64 zeros and 0 when there is none. */
bool journal_head(Journal *journal, Arena *arena, const char **hash, int64_t *sequence,
                  Error *error);

/* Every event in order, with flat memory; strings live until the callback returns.  Returning
 * false stops and fails. */
typedef bool JournalReader(void *context, const JournalEvent *event, Error *error);
bool journal_each(Journal *journal, JournalReader *reader, void *context, Error *error);

#endif
