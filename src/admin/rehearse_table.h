/*
 * rehearse_table.h - one table of a set into a temporary one, and back.
 *
 * The inside of rehearse.
 */
#ifndef ADMIN_REHEARSE_TABLE_H
#define ADMIN_REHEARSE_TABLE_H

#include "admin/rehearse.h"

typedef struct {
    Session *session;
    const RehearseRequest *request;
    const Set *set;
    const SetTable *table;
    bool stays; /* the temporary table is needed later */
} RehearseTable;

/* What the temporary table of a table of the set is called. */
const char *rehearse_table_name(Arena *arena, const Set *set, const SetTable *table);

/* In the open transaction.  OUTCOME_FOUND, or what the server says of a row. */
bool rehearse_table(const RehearseTable *rehearsed, Error *error);

#endif
