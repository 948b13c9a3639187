/*
 * internal.h - what the modules of this folder know of a Journal.
 */
#ifndef JOURNAL_INTERNAL_H
#define JOURNAL_INTERNAL_H

#include "journal/chain.h"
#include "journal/database.h"
#include "journal/journal.h"

struct Journal {
    Arena *arena; /* holds the journal itself */
    Database database;
};

/* The texts are SQLite's own, until the next step. */
JournalEvent event_of(sqlite3_stmt *row);

enum { CHAIN_HASH_SIZE = 65 };

/* The hash as it would be if the event had this number. */
const char *chain_hash_as(Arena *arena, const JournalEvent *event, int64_t sequence);

/* Whether it is the hash of some event, or the start of the chain. */
bool chain_knows(Journal *journal, const char *hash, bool *is_known, Error *error);

/* One snapshot for several reads, and its end. */
bool journal_begin_read(Journal *journal, Error *error);
void journal_end_read(Journal *journal);

#endif
