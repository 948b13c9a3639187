/*
 * log_filter.h - which requests are meant: of these teams, users, keys, models, with this status.
 */
#ifndef ADMIN_LOG_FILTER_H
#define ADMIN_LOG_FILTER_H

#include <stdbool.h>

#include "base/error.h"
#include "base/sql.h"
#include "base/text.h"
#include "operation/session.h"

/* As the user says it; empty lists mean all. */
typedef struct {
    Words teams; /* ids or aliases */
    Words users; /* ids or e-mails */
    Words keys;  /* hashes or aliases */
    Words models;
    const char *status; /* "success", "failure" or NULL */
} LogChoice;

/* As statements want it: text[] literals, or NULL for all. */
typedef struct {
    bool is_all; /* nothing was chosen */
    const char *teams;
    const char *users;
    const char *keys;
    const char *models;
    const char *statuses;
} LogFilter;

/* OUTCOME_USAGE for a key in clear: it would be in the process list and in the journal.  instead:
 * what the hint says to do. */
bool log_filter_check_keys(const Words *keys, const char *instead, Error *error);

/* Looks ids up by alias and e-mail, in a transaction of its own.  OUTCOME_USAGE for a key in clear:
 * it would be in the process list and in the journal. */
bool log_filter_resolve(Session *session, const LogChoice *choice, LogFilter *filter, Error *error);

enum { LOG_FILTER_VALUES = 5 };

/* Writes so many values for statements. */
void log_filter_values(const LogFilter *filter, SqlValue values[LOG_FILTER_VALUES]);

#endif
