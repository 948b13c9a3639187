/*
 * prune_partitions.h - the part of a prune that takes whole partitions: they are archived, detached
 * and put aside, and dropped by a later run.
 *
 * Only partitions all of whose time is before the cutoff, and only when no requests are chosen.
 * What cannot leave as a whole is left to the row by row path.
 */
#ifndef ADMIN_PRUNE_PARTITIONS_H
#define ADMIN_PRUNE_PARTITIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/log_walk.h"
#include "admin/prune.h"
#include "base/error.h"
#include "operation/series.h"
#include "operation/throttle.h"

/*
 * In the transaction of the plan: the lines for partitions that leave, and for those that are
 * dropped.  most: no more rows of a partition are counted.  OUTCOME_REFUSED when this role may not
 * put them aside.
 */
bool prune_partitions_plan(Prune *prune, const LogTable *table, int64_t most, Error *error);

/* Rows of the partitions that leave, by the plan. */
int64_t prune_partitions_rows(const Prune *prune);

/* The work; *is_over: the series is to stop. pruned is counted on. */
bool prune_partitions_work(Series *series, Prune *prune, const LogTable *table, Throttle *throttle,
                           PrunedTable *pruned, bool *is_over, Error *error);

/* Whether the day belongs to a partition that stays for the next run as a whole. */
bool prune_partitions_keep(const Prune *prune, const LogDay *day);

#endif
