/*
 * set_prune.h - old sets go.
 */
#ifndef ADMIN_SET_PRUNE_H
#define ADMIN_SET_PRUNE_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/set_policy.h"
#include "base/error.h"
#include "base/text.h"
#include "operation/session.h"

typedef struct {
    SetEntries entries;
    SetFate *fates; /* of the finished ones, newest first */
    size_t fate_count;
    int64_t removed;  /* how many go, or went */
    int64_t bytes;    /* of their files */
    Words unfinished; /* that no run owns: they go too */
    int64_t operation;
} SetPrune;

/* Keeps as well what an undo needs: see set_policy.h for the rest. */
bool set_prune_plan(Session *session, const SetPolicy *policy, SetPrune *prune, Error *error);

/* Removes what the plan says, oldest first, so that whatever stops it the newer ones are there.
 * The session is a SESSION_FILES. */
bool set_prune_run(Session *session, SetPrune *prune, Error *error);

#endif
