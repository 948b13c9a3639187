/*
 * log_table.h - a table that grows, as it is in this database, and how retention walks over it.
 */
#ifndef ADMIN_LOG_TABLE_H
#define ADMIN_LOG_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/list.h"
#include "base/text.h"
#include "litellm/growing_tables.h"
#include "operation/session.h"

/* How its rows are found in the order of time. */
typedef enum {
    WALK_TIME,  /* through an index that leads with the time */
    WALK_DAY,   /* the same for dates that are text */
    WALK_PAGES, /* day by day and page by page: there is no such index */
} WalkForm;

typedef struct {
    const GrowingTable *growth;
    const CatalogTable *table;
    WalkForm form;
    int64_t page_count;
    double estimated_rows;
    double share; /* of the rows, before the cutoff, as ANALYZE saw them; negative: not known */
} LogTable;

typedef LIST(LogTable) LogTables;

#define SPEND_LOGS "LiteLLM_SpendLogs"

/*
 * The tables that are meant: by default those of the policy, with "all" more of them, or those
 * named, in the order in which retention takes them.  OUTCOME_USAGE for a table that does not grow
 * or cannot be pruned, OUTCOME_REFUSED for one that this database lacks.
 */
bool log_tables_choose(Session *session, const Words *names, LogTables *tables, Error *error);

/* Reads how each can be walked.  before is the cutoff, as the columns' text.  Runs inside a
 * transaction. */
bool log_tables_read(Session *session, const char *before, LogTables *tables, Error *error);

/* "2026-11-01" of an instant's text. */
const char *log_day(Arena *arena, const char *instant);

#endif
