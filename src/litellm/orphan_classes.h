/*
 * orphan_classes.h - the kinds of rows that LiteLLM leaves behind, and the SQL for each.
 *
 * A class has one part per table (or per column of a roster). What a part needs of the schema
 * its statements say (SqlText.needs, and statement_is_possible); a part whose count is not
 * possible is absent from that database, and a class all of whose parts are absent is too.
 *
 * All statements of a part are made from one SELECT, so they mean the same rows. Those that
 * change something run in one transaction, in the order of the fields:
 *
 *     rows       lock, keep (or block), change       keep and change must return equal numbers
 *     elements   lock_owner, lock, change            the second sees the rows as they are then
 *
 * Should keep and change disagree (a row became an orphan in between), roll back and try again.
 */
#ifndef LITELLM_ORPHAN_CLASSES_H
#define LITELLM_ORPHAN_CLASSES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/sql.h"

typedef struct {
    const char *name;   /* "key_without_user": the SELECT's file under sql/server/orphans/part */
    const char *table;  /* whose rows are deleted or edited */
    const char *column; /* what is edited; NULL: whole rows are deleted */
    const char *const *key; /* primary key of table, as in the pre-images; ends with NULL */
    const SqlText *count;   /* how many, and a digest that tells whether they are the same */
    const SqlText *list;    /* for people; the parts of a class list equal columns */
    const SqlText *in_use;  /* keys only, else NULL: which were used of late */
    const SqlText *spend;   /* keys only: since a day, where there are daily sums ... */
    const SqlText *spend_from_logs; /* ... and where there are none */
    const SqlText *lock_owner;      /* elements only: LiteLLM's own lock of the teams */
    const SqlText *lock;
    const SqlText *keep;       /* keys only: copies to where LiteLLM keeps deleted ones */
    const SqlText *count_open; /* keys only: those that block would change */
    const SqlText *block;      /* keys only: instead of change */
    const SqlText *change;     /* deletes the rows, or edits the column */

    /* For want of an index behind a foreign key, deleting one row makes the server read this
     * whole table: 0.2 s for 400,000 keys.  NULL: no such thing. */
    const char *scanned_per_row;
} OrphanPart;

typedef struct {
    const char *name;     /* "key-without-user": what the user types */
    const char *summary;  /* what they are: a phrase */
    const char *note;     /* what to know before removing them: whole sentences */
    bool only_when_named; /* may well be legitimate: not in --all-safe */
    bool is_keys;
    int turn; /* of several cleaned at once the smaller goes first: then none makes new orphans
               * of a class that was counted before */
    const OrphanPart *parts;
    size_t part_count;
} OrphanClass;

enum { ORPHAN_FIRST_TURN = -1, ORPHAN_LAST_TURN = 2 };

/* Classes of keys are disjoint. The order is that of lists. */
extern const OrphanClass ORPHAN_CLASSES[];
extern const size_t ORPHAN_CLASS_COUNT;

/* NULL when there is none of that name. */
const OrphanClass *orphan_class(const char *name);

/* All names; ends with NULL. */
const char *const *orphan_class_names(Arena *arena);

#endif
