/*
 * steady.h - bytes go to disk while they are written, not all at once in the fsync at the end.
 *
 * Others feel a flush of many megabytes on the same disk: their small ones wait behind it.
 */
#ifndef FILE_STEADY_H
#define FILE_STEADY_H

#include <stdint.h>

/* Starts to write out what lies at that place and does not wait.  Only a wish: it cannot fail. */
void steady_flush(int file, int64_t offset, int64_t size);

#endif
