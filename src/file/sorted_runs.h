/*
 * sorted_runs.h - runs of sorted records in a temporary file, merged: the outer half of a sorter.
 *
 * A record is two sizes, its key and its data, one behind the other, in memory as in the file.
 */
#ifndef FILE_SORTED_RUNS_H
#define FILE_SORTED_RUNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "file/sorter.h"

/* Appends the record at that place, where there is room for record_size. */
void record_put(char *at, const SorterRecord *record);
size_t record_room(const SorterRecord *record);

SorterRecord record_at(const char *at);
size_t record_size(const char *at);
int record_compare(const char *left, const char *right); /* by key */

typedef struct SortedRuns SortedRuns;

/* folder is not copied; memory is what reading uses at most, but for a larger record. */
SortedRuns *sorted_runs_new(const char *folder, size_t memory_bytes);
void sorted_runs_release(SortedRuns **runs);

/* One run: begin, records in their order, end. */
bool sorted_runs_begin(SortedRuns *runs, Error *error);
bool sorted_runs_add(SortedRuns *runs, const char *record, Error *error);
bool sorted_runs_end(SortedRuns *runs, Error *error);

/* After the last run: *record is the next of all, valid until the next call; NULL at the end. */
bool sorted_runs_next(SortedRuns *runs, const char **record, Error *error);

#endif
