/*
 * findings.h - what verification collects.
 */
#ifndef JOURNAL_FINDINGS_H
#define JOURNAL_FINDINGS_H

#include <stdint.h>

#include "base/list.h"
#include "journal/chain.h"

typedef LIST(JournalFinding) JournalFindings;

void findings_add(Arena *arena, JournalFindings *findings, JournalDamage what, int64_t sequence,
                  int64_t operation, const char *text);

/* One finding for a run of missing events. */
void findings_add_removed(Arena *arena, JournalFindings *findings, int64_t first, int64_t last,
                          const char *where);

#endif
