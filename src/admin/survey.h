/*
 * survey.h - what a DBA wants to know first, read in well under a second.
 *
 * Tables that grow are never counted: their rows are the server's estimates.  What the
 * schema or the role does not allow to know is left zero or NULL.
 */
#ifndef ADMIN_SURVEY_H
#define ADMIN_SURVEY_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/orphans.h"
#include "base/error.h"
#include "base/list.h"
#include "base/text.h"
#include "file/set.h"
#include "journal/journal.h"
#include "litellm/schemas.h"
#include "operation/session.h"

typedef struct {
    const char *version;
    const char *started;
    int64_t database_bytes;
    int64_t connections;
    int64_t max_connections;
    int64_t litellm_connections;
    bool autovacuum;
} SurveyServer;

typedef struct {
    const char *name;
    int64_t rows; /* about */
    int64_t dead_rows;
    int64_t total_bytes;
    int64_t index_bytes;
    const char *last_vacuum; /* NULL: never */
} SurveyTable;

typedef struct {
    const char *name;
    const char *table;
    int64_t bytes;
    int64_t scans;
    bool is_valid;
} SurveyIndex;

typedef struct {
    int64_t users; /* every row counts against LiteLLM's limit of 5 without a licence */
    int64_t inactive_users;
    int64_t sso_users;
    int64_t admins;
    int64_t admin_viewers;
    int64_t teams;
    int64_t keys;
    int64_t organisations;
    int64_t models;
    int64_t budgets;
    int64_t customers;
} SurveyCounts;

typedef struct {
    int64_t rows; /* about */
    int64_t bytes;
    const char *oldest; /* NULL: no rows, or no index that tells */
    const char *newest;
    double rows_per_day; /* of the last week, or of the whole span */
    double bytes_per_day;
    double spend_per_day; /* 0 where there are no daily sums */
} SurveyLog;

typedef struct {
    const char *name;
    const char *value;
} SurveySetting;

typedef struct {
    int64_t operations;
    int64_t unfinished;
    const JournalOperation *last;           /* NULL: none yet */
    const JournalOperation *last_retention; /* on this database: "logs prune" and the like */
} SurveyJournal;

typedef struct {
    SurveyServer server;
    NearestSchema schema;
    LIST(SurveyTable) tables;  /* the largest */
    LIST(SurveyIndex) indexes; /* the largest, those that are not valid first */
    SurveyCounts counts;
    SurveyLog log;
    LIST(SurveySetting) settings; /* LiteLLM's own, on logs, that stand in the database */
    OrphanCounts orphans;
    SurveyJournal journal;
    const Set *last_backup; /* of this database, and not masked; NULL: none */
    Words warnings;         /* what wants looking at: a sentence each */
} Survey;

bool survey_take(Session *session, const OrphanInquiry *inquiry, Survey *survey, Error *error);

#endif
