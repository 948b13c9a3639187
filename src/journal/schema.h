/*
 * schema.h - the migrations of the journal, and what they lead to.
 *
 * For the modules of this folder, and the test that walks through every older version.
 */
#ifndef JOURNAL_SCHEMA_H
#define JOURNAL_SCHEMA_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/sql.h"
#include "journal/database.h"

/* The nth leads to version n; ends with NULL. */
extern const SqlText *const JOURNAL_MIGRATIONS[];

int schema_newest_version(void);

/* "LDBA" */
enum { JOURNAL_APPLICATION_ID = 1279541825 };

/* Brings the database to the version.  Refuses one that is newer than we know, and one
 * that is not ours.  Several processes may do this at once. */
bool schema_migrate(const Database *database, int to_version, Error *error);

/* One table, trigger, index or view. */
typedef struct {
    const char *type;
    const char *name;
    const char *sql;
} SchemaObject;

bool schema_objects(const Database *database, Arena *arena, const SchemaObject **objects,
                    size_t *count, Error *error);

/* As a fresh journal has them. */
bool schema_expected_objects(Arena *arena, const SchemaObject **objects, size_t *count,
                             Error *error);

#endif
