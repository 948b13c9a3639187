#include "admin/log_statements.h"

#include "build/sql.h"

/* clang-format off */
#define ROWS_OF(part) \
    .count = &SQL_SERVER_LOGS_##part##_COUNT, .remove = &SQL_SERVER_LOGS_##part##_DELETE, \
    .archive = &SQL_SERVER_LOGS_##part##_ARCHIVE
#define REQUESTS_OF(part) ROWS_OF(part), .cost = &SQL_SERVER_LOGS_##part##_COST
#define REWRITING(part, verb) \
    {&SQL_SERVER_LOGS_##part##_##verb, &SQL_SERVER_LOGS_##part##_##verb##_ARCHIVE, \
     &SQL_SERVER_LOGS_##part##_##verb##_COUNT, &SQL_SERVER_LOGS_##part##_##verb##_SAMPLE}
#define CHOSEN_OF(part) REQUESTS_OF(part), .measure = &SQL_SERVER_LOGS_##part##_MEASURE, \
    .redact = REWRITING(part, REDACT), .slim = REWRITING(part, SLIM)

const LogStatements LOG_STATEMENTS[] = {
    [SLICE_TIME] = {REQUESTS_OF(TIME), .estimate = &SQL_SERVER_LOGS_TIME_ESTIMATE},
    [SLICE_TIME_INSTANT] = {REQUESTS_OF(TIME_INSTANT)},
    [SLICE_TIME_BUT_NEWEST] = {ROWS_OF(TIME_BUT_NEWEST)},
    [SLICE_TIME_CHOSEN] = {CHOSEN_OF(TIME_CHOSEN)},
    [SLICE_DAY] = {ROWS_OF(DAY), .estimate = &SQL_SERVER_LOGS_DAY_ESTIMATE},
    [SLICE_DAY_INSTANT] = {ROWS_OF(DAY_INSTANT)},
    [SLICE_PAGES] = {REQUESTS_OF(PAGES)},
    [SLICE_PAGES_CHOSEN] = {CHOSEN_OF(PAGES_CHOSEN)},
    [SLICE_PAGES_SESSIONS] = {ROWS_OF(PAGES_SESSIONS)},
    [SLICE_PAGES_EPOCH] = {ROWS_OF(PAGES_EPOCH)},
};
/* clang-format on */
