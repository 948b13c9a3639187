/*
 * restore_time.h - of a log only the rows of a time.
 */
#ifndef ADMIN_RESTORE_TIME_H
#define ADMIN_RESTORE_TIME_H

#include <stdbool.h>

#include "admin/restore.h"
#include "base/error.h"

/* Gives the table a filter.  *is_limited is false when no column of it tells the time. */
bool restore_time_limit(Arena *arena, const RestoreRequest *request, RestoreTable *table,
                        bool *is_limited, Error *error);

#endif
