/*
 * log_statements.h - which statements change which form of slice: a table of data.
 */
#ifndef ADMIN_LOG_STATEMENTS_H
#define ADMIN_LOG_STATEMENTS_H

#include "admin/log_walk.h"

typedef enum {
    SLICE_TIME,
    SLICE_TIME_INSTANT,
    SLICE_TIME_BUT_NEWEST,
    SLICE_TIME_CHOSEN,
    SLICE_DAY,
    SLICE_DAY_INSTANT,
    SLICE_PAGES,
    SLICE_PAGES_CHOSEN,
    SLICE_PAGES_SESSIONS,
    SLICE_PAGES_EPOCH,
} SliceForm;

extern const LogStatements LOG_STATEMENTS[];

#endif
