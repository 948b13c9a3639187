/*
 * log_size.h - how large the tables are that grow, and how fast they grow.
 *
 * Nothing large is read for it: rows are estimates of the server, ends are read through an index,
 * and how many rows are of a time is counted in small tables and asked of the planner otherwise.
 */
#ifndef ADMIN_LOG_SIZE_H
#define ADMIN_LOG_SIZE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/list.h"
#include "litellm/growing_tables.h"
#include "operation/session.h"

typedef struct {
    const GrowingTable *growth;
    const CatalogTable *table;
    bool has_index;    /* that leads with the time */
    bool was_analysed; /* otherwise the planner knows nothing of it */
    double rows;       /* about */
    int64_t dead_rows; /* about */
    int64_t heap_bytes;
    int64_t toast_bytes; /* with its index */
    int64_t index_bytes;
    const char *last_vacuum; /* UTC; NULL: never */
    const char *oldest;      /* UTC, or a day; NULL: not known without reading the table */
    const char *newest;
    bool has_growth;          /* the three that follow are known */
    double rows_per_day;      /* of the last seven days */
    double bytes_per_day;     /* of an average row */
    double days_until_double; /* 0: it does not grow */
} LogSize;

typedef LIST(LogSize) LogSizes;

int64_t log_size_bytes(const LogSize *size);

/* Every growing table that this database has, the largest first.  In a transaction of its own. */
bool log_sizes_read(Session *session, int64_t now, LogSizes *sizes, Error *error);

/*
 * How many rows of a table lie in [from, to), instants in UTC; a NULL from is the beginning.
 * *is_known is false when a large table without statistics would have to be read.  Inside a
 * transaction.
 */
bool log_size_rows(Session *session, const LogSize *size, const char *from, const char *to,
                   bool *is_known, double *rows, Error *error);

#endif
