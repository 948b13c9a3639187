/*
 * walk.h - goes along the chain from the first event to the last.
 *
 * For verification only.  Each row is judged by three witnesses: its own hash, the row
 * behind it, and the seals.
 */
#ifndef JOURNAL_WALK_H
#define JOURNAL_WALK_H

#include "journal/findings.h"

typedef struct {
    int64_t event_count;
    int64_t highest_number; /* ever given to an event that is still there */
} Walked;

bool walk_chain(Journal *journal, Arena *arena, JournalFindings *findings, Walked *walked,
                Error *error);

#endif
