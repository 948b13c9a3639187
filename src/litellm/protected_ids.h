/*
 * protected_ids.h - ids that are never orphans although no row has them.
 *
 * LiteLLM writes them by itself: for its dashboard, its jobs, its health checks and for calls
 * with the master key.  An empty id means nobody.
 */
#ifndef LITELLM_PROTECTED_IDS_H
#define LITELLM_PROTECTED_IDS_H

#include "base/arena.h"

/* End with NULL. */
extern const char *const PROTECTED_USERS[];
extern const char *const PROTECTED_TEAMS[];

/* Ends with NULL.  master_key is the proxy's key in clear, or NULL: a key row with its hash is
 * the proxy's own.  It is not kept, only its hash. */
const char *const *protected_keys(Arena *arena, const char *master_key);

#endif
