/*
 * ledger_check.h - the ledger's side for the modules of this folder.
 */
#ifndef JOURNAL_LEDGER_CHECK_H
#define JOURNAL_LEDGER_CHECK_H

#include "base/digest.h"
#include "base/text.h"
#include "journal/findings.h"
#include "journal/ledger.h"

/* text is for its own use. */
void ledger_digest_line(Digest *digest, Text *text, const LedgerLine *line);

/* Inside the transaction of their event, whose sequence it is. */
bool ledger_insert(Journal *journal, int64_t event, const LedgerLine *lines, size_t count,
                   Error *error);

/* Are the lines those that their events speak of? */
bool ledger_check(Journal *journal, Arena *arena, JournalFindings *findings, Error *error);

#endif
