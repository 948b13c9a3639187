/*
 * protection.h - whether what guards the log is still in place.
 */
#ifndef JOURNAL_PROTECTION_H
#define JOURNAL_PROTECTION_H

#include "journal/findings.h"

/* Adds a finding for each table, trigger or view that is missing, altered or not ours. */
bool protection_check(Journal *journal, Arena *arena, JournalFindings *findings, Error *error);

#endif
