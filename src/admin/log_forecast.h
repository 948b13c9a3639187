/*
 * log_forecast.h - how much room an archive will take, from a sample that is packed like it.
 */
#ifndef ADMIN_LOG_FORECAST_H
#define ADMIN_LOG_FORECAST_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/log_table.h"
#include "base/error.h"
#include "operation/session.h"

/* Of so many rows of the table, about; *bytes is -1 when the sample is empty or took too long.
 * In a transaction of its own. */
bool log_forecast(Session *session, const LogTable *table, int64_t rows, int64_t *bytes,
                  Error *error);

#endif
