/*
 * prune_keep.h - old days that a prune leaves where they are.
 *
 * Of the log of requests: days whose daily totals lack something, and those of a partition that
 * stays for the next run.  What leads to the requests of such a day stays with them.
 */
#ifndef ADMIN_PRUNE_KEEP_H
#define ADMIN_PRUNE_KEEP_H

#include <stdbool.h>

#include "admin/log_walk.h"
#include "admin/prune.h"
#include "base/error.h"

/*
 * Whether the day of the table stays, once for each day and in the order of the plan: the days of
 * the log are remembered for its indexes.  pruned is counted on.  Reads the totals in a transaction
 * of its own.
 */
bool prune_keeps_day(Prune *prune, const LogTable *table, const LogDay *day, PrunedTable *pruned,
                     bool *keeps, Error *error);

#endif
