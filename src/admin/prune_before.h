/*
 * prune_before.h - what should be known before a prune begins.
 *
 * Warnings go into the plan: who would keep the dead rows from being removed, and what LiteLLM
 * deletes by itself. An archive that does not fit on the disk is refused.
 */
#ifndef ADMIN_PRUNE_BEFORE_H
#define ADMIN_PRUNE_BEFORE_H

#include <stdbool.h>

#include "admin/prune.h"
#include "base/error.h"

/* After prune_plan.  OUTCOME_FILE_ERROR when there is no room for the archive. */
bool prune_before(Prune *prune, Error *error);

#endif
