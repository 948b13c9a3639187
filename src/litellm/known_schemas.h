/*
 * known_schemas.h - the tables and columns of the LiteLLM versions we have seen.
 *
 * The data is made from tests/schema by scripts/embed-schemas; schemas.h is the way to ask.
 */
#ifndef LITELLM_KNOWN_SCHEMAS_H
#define LITELLM_KNOWN_SCHEMAS_H

#include <stdbool.h>
#include <stddef.h>

/* Oldest first. */
typedef struct {
    const char *name; /* "1.81.15" */
    const char *date; /* "2026-02-28", or only the month */
    bool spend_logs_partitioned;
} KnownVersion;

/* Sorted by table, column and type, bytewise. */
typedef struct {
    const char *table;
    const char *column;
    const char *type;
    unsigned versions; /* bit n: KNOWN_VERSIONS[n] has it */
} KnownColumn;

extern const KnownVersion KNOWN_VERSIONS[];
extern const size_t KNOWN_VERSION_COUNT;
extern const KnownColumn KNOWN_COLUMNS[];
extern const size_t KNOWN_COLUMN_COUNT;

#endif
