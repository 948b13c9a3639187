/*
 * unclassified.h - columns that look like references and that we do not know.
 *
 * A new LiteLLM version, or somebody else's table, may point at users, teams, keys,
 * organisations or budgets in a way that references.h does not list. Deleting what it may point
 * at could strand rows there, so such deletes stop until the column is accepted by name.
 *
 * A column is suspected for its name (in LiteLLM's tables; only where the type can hold an id) or
 * for a foreign key to a table that references.h has an identity of (in any table). Values are
 * the third way: the columns that no known version has are worth a look at what is in them.
 */
#ifndef LITELLM_UNCLASSIFIED_H
#define LITELLM_UNCLASSIFIED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/list.h"
#include "litellm/schemas.h"

/* One column of a foreign key. */
typedef struct {
    const char *table;
    const char *column;
    const char *parent_table;
} LiveForeignKey;

typedef struct {
    const char *table;
    const char *column;
    const char *kind; /* what it seems to mean: "user", "team", "key", "organisation" ... */
    const char *why;  /* "by its name", "by its foreign key to LiteLLM_UserTable" */
} UnclassifiedReference;

typedef LIST(UnclassifiedReference) UnclassifiedReferences;

/* By name or foreign key, each column once, in the order of live. */
UnclassifiedReferences unclassified_references(Arena *arena, const LiveSchema *live,
                                               const LiveForeignKey *keys, size_t key_count);

/* The kind that a column's name suggests, or NULL. */
const char *reference_kind_by_name(const SchemaColumn *column);

/* Whether its values should be compared with known ids: text or text[], in a table of LiteLLM's,
 * in no known version, not classified. */
bool reference_may_hide_in(const SchemaColumn *column);

#endif
