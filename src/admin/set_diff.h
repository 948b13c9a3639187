/*
 * set_diff.h - what differs between two sets, row by row.
 *
 * Rows are matched by primary key.  Tables whose files are equal are not read.  The others are
 * sorted on both sides, in a temporary file if need be, and merged: memory is flat, and no database
 * takes part.
 */
#ifndef ADMIN_SET_DIFF_H
#define ADMIN_SET_DIFF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"
#include "file/set.h"

typedef struct {
    const char *folder;
    const Set *set;
} DiffSide;

/* An added or removed row, or one column of a changed one.  Everything in it is gone when the
 * callback returns; secrets are hidden in it. */
typedef struct {
    const char *table;
    const char *key;  /* "a, b" for people */
    const char *what; /* "added", "removed", "changed" */
    const char *column;
    const char *old_value; /* NULL is NULL */
    const char *new_value;
} Difference;

typedef bool DifferenceFunction(const Difference *difference, void *context, Error *error);

typedef struct {
    const char *table;
    int64_t added;
    int64_t removed;
    int64_t changed; /* rows */
    int64_t equal;
    const char *note; /* "only in the first", "column x only in the second", or NULL */
} DiffCount;

typedef LIST(DiffCount) DiffCounts;

typedef struct {
    DiffSide first;
    DiffSide second;
    const char *identity; /* the file with age's identity; NULL: none */
    const char *scratch;  /* the folder for what does not fit into memory */
    DifferenceFunction *on_difference;
    void *context;
    void (*tell)(int64_t bytes); /* so much more CSV is read; may be NULL */
} DiffRequest;

/* OUTCOME_REFUSED for sets that cannot be compared: masked ones have placeholders of their own. */
bool set_diff(Arena *arena, const DiffRequest *request, DiffCounts *counts, Error *error);

/* Whether anything differs. */
bool set_diff_found(const DiffCounts *counts);

#endif
