/*
 * internal.h - what the modules of this folder know of a Journal.
 */
#ifndef JOURNAL_INTERNAL_H
#define JOURNAL_INTERNAL_H

#include "journal/database.h"
#include "journal/journal.h"

struct Journal {
    Arena *arena; /* holds the journal itself */
    Database database;
};

/* One snapshot for several reads, and its end. */
bool journal_begin_read(Journal *journal, Error *error);
void journal_end_read(Journal *journal);

#endif
