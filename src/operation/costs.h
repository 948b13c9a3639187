/*
 * costs.h - what requests cost, summed while their rows are deleted.
 *
 * Lines of the ledger (see journal/ledger.h) with equal day, team, user, key and model become one.
 * What is added counts only when it is kept: a transaction may fail.  Memory: a line for each of
 * those that differ, and a few numbers for each line that was added and is not yet kept.
 */
#ifndef OPERATION_COSTS_H
#define OPERATION_COSTS_H

#include <stddef.h>

#include "journal/ledger.h"

typedef struct Costs Costs;

Costs *costs_new(void);
void costs_release(Costs **costs);

/* Copies what it needs; names (aliases) are left out. */
void costs_add(Costs *costs, const LedgerLine *line);

/* All that was added since the last time is kept, or is as if it never came. */
void costs_keep(Costs *costs);
void costs_forget(Costs *costs);

/* What was kept, by day, team, user, key and model; the array and its texts live until the next
 * change. */
const LedgerLine *costs_lines(Costs *costs, size_t *count);

size_t costs_count(const Costs *costs); /* of lines, for who has an eye on memory */

#endif
