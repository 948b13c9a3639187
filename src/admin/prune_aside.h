/*
 * prune_aside.h - the part of a prune that drops partitions which earlier runs have put aside.
 */
#ifndef ADMIN_PRUNE_ASIDE_H
#define ADMIN_PRUNE_ASIDE_H

#include <stdbool.h>

#include "admin/prune.h"
#include "base/error.h"
#include "operation/series.h"

/* Before the transaction of the plan: which there are. */
bool prune_aside_look(Prune *prune, Error *error);

/* The line for those that have waited long enough. */
void prune_aside_plan(Prune *prune, const LogTable *table);

/* Drops them, and what this run has detached to be dropped at once. */
bool prune_aside_drop(Series *series, Prune *prune, Error *error);

#endif
