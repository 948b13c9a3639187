/*
 * backup_tables.h - which tables a set gets, in which order, and with which columns.
 *
 * All tables of LiteLLM's schema are read from the catalog.  Never in a set: Prisma's own table
 * (what it says is in the manifest), and leftovers of partitioning by hand.
 */
#ifndef ADMIN_BACKUP_TABLES_H
#define ADMIN_BACKUP_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/list.h"
#include "base/text.h"
#include "file/set.h"
#include "operation/session.h"
#include "server/statement.h"

typedef struct {
    bool with_logs;    /* tables that only tell what happened: see growing_tables.h */
    Words tables;      /* only these: names, or patterns as a shell has them; empty: all */
    Words exclude;     /* not these */
    const char *since; /* of logs only rows of that instant or later, UTC; NULL: all */
} BackupChoice;

typedef struct {
    const CatalogTable *table;
    const char *const *columns; /* in the order of the files, ending with NULL */
    const SqlForm *forms;       /* how each is written; NULL: all as they are */
    const char *time_column;    /* with since; NULL: all rows */
    const char *kept_column;    /* which rows are kept depends on it */
    SqlForm kept;
    bool is_masked; /* then the key is no order */
} BackupTable;

typedef LIST(BackupTable) BackupTables;
typedef LIST(SetAbsence) SetAbsences;

/*
 * Parents come before the tables that refer to them.  OUTCOME_USAGE for a name or pattern that
 * fits no table, and when nothing is left.
 */
bool backup_tables_choose(Session *session, const BackupChoice *choice, BackupTables *tables,
                          SetAbsences *absences, Error *error);

/* The key first, then the others by name, bytewise; none that the server computes.  Ends with
 * NULL. */
const char *const *backup_columns(Arena *arena, const CatalogTable *table);

/* How many names stand before the NULL. */
size_t backup_count(const char *const *names);

#endif
