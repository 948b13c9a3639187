/*
 * set_diff_table.h - one table of two sets, sorted and merged.
 *
 * The inside of set_diff.
 */
#ifndef ADMIN_SET_DIFF_TABLE_H
#define ADMIN_SET_DIFF_TABLE_H

#include "admin/set_diff.h"

typedef struct {
    const DiffRequest *request;
    const SetTable *first;
    const SetTable *second;
    const char *const *columns; /* that are compared; ends with NULL */
    const char *const *key;     /* by which rows are matched; ends with NULL */
} DiffTable;

bool set_diff_table(const DiffTable *table, DiffCount *count, Error *error);

#endif
