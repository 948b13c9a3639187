/*
 * references.h - which column of which table means a user, a team, a key ...: the graph.
 *
 * LiteLLM declares few foreign keys, so this is the only place that knows. It covers every
 * table of every version in tests/schema; a table or column that a database lacks does no
 * harm. A column that looks like a reference and is not here stops the deletes that could
 * strand it (see unclassified.h), so a new LiteLLM release means a few rows here.
 *
 * Sources: LiteLLM's schema.prisma and migrations, 1.53.2 to 2026-09, the foreign keys in
 * tests/schema, and the code of the proxy where a column has no foreign key.
 */
#ifndef LITELLM_REFERENCES_H
#define LITELLM_REFERENCES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/reference.h"

/* How the column holds the id. */
typedef enum {
    SHAPE_PLAIN,  /* the id itself */
    SHAPE_ARRAY,  /* text[] of ids */
    SHAPE_ROSTER, /* jsonb array of {"user_id", "user_email", "role"}, or a string holding one */
    SHAPE_JSON,   /* jsonb with the id somewhere inside: see path */
    SHAPE_TYPED,  /* the id of one of several kinds: see path for the column that says which */
} ReferenceShape;

/* What the reference is good for. */
typedef enum {
    ROLE_IDENTITY = 1 << 0, /* the row itself */
    ROLE_OWNER = 1 << 1,    /* the row belongs to it and is worth nothing without */
    ROLE_MEMBER = 1 << 2,   /* a list of who or what takes part */
    ROLE_SETTING = 1 << 3,  /* a budget, a permission, an organisation: what governs the row */
    ROLE_AUTHOR = 1 << 4,   /* who made, changed or asked for the row */
    ROLE_HISTORY = 1 << 5,  /* accounts: names what is gone by design */
} ReferenceRole;

enum { ROLE_ANY = ROLE_OWNER | ROLE_MEMBER | ROLE_SETTING | ROLE_AUTHOR | ROLE_HISTORY };

typedef struct {
    const char *kind; /* "user", "team", "key", "organisation", "project", "budget" ... */
    const char *table;
    const char *column;
    ReferenceShape shape;
    ReferenceRole role;
    const char *path; /* JSON: "team_id"; TYPED: "target_type=user"; else NULL */
} Reference;

/* Sorted by nothing in particular; the last one has no kind. */
extern const Reference REFERENCES[];

/* Columns that look like a reference and are none: names, patterns, ids of other systems. */
typedef struct {
    const char *table; /* NULL ends */
    const char *column;
    const char *what; /* what the column holds */
} NotReference;

extern const NotReference NOT_REFERENCES[];

/* Whether the column is in one of the two lists. */
bool reference_is_classified(const char *table, const char *column);

/* The plain columns with one of the roles (a mask; identities only when asked for), in the
 * form statements want them; ends with an element without kind. */
const NamedReference *references_named(Arena *arena, unsigned roles);

/* The table whose rows are of that kind, and its column: NULL when there is none. */
const Reference *reference_identity(const char *kind);

#endif
