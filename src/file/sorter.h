/*
 * sorter.h - more records than memory holds, in the bytewise order of their keys.
 *
 * What does not fit goes to a temporary file without a name, which nobody else can open and which
 * is gone with the process.  Equal keys come out in the order in which they went in.
 */
#ifndef FILE_SORTER_H
#define FILE_SORTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef struct Sorter Sorter;

typedef struct {
    const char *key;
    size_t key_size;
    const char *data;
    size_t data_size;
} SorterRecord;

/* The folder is where the file goes when there is need for one; memory is what is used at most, but
 * for a single record that is larger.  folder is not copied. */
Sorter *sorter_new(const char *folder, size_t memory_bytes);
void sorter_release(Sorter **sorter);

/* Less than 4 GiB for each of the two. */
bool sorter_add(Sorter *sorter, const SorterRecord *record, Error *error);

/* After the last one was added: the next record, valid until the next call.  *has_record is false
 * at the end. */
bool sorter_next(Sorter *sorter, SorterRecord *record, bool *has_record, Error *error);

/* The order of keys: negative, zero or positive. */
int sorter_compare(const char *left, size_t left_size, const char *right, size_t right_size);

#endif
