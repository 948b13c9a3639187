/*
 * log_sample.h - what fills the log of requests, from a sample of its pages.
 *
 * A few hundred pages are read, whatever the size of the table, and of what is stored apart only
 * the metadata; partitions are sampled like everything else. What is told of the whole is the
 * sample's share of it.
 */
#ifndef ADMIN_LOG_SAMPLE_H
#define ADMIN_LOG_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/log_size.h"
#include "base/error.h"
#include "base/list.h"
#include "operation/session.h"

typedef struct {
    const char *name; /* of the column, or of a key of metadata */
    double share;     /* of all columns, or of all keys; 0 to 1 */
    double bytes;     /* of the table, about; a key has its share of the column */
    double row_bytes; /* of an average row */
} LogShare;

typedef LIST(LogShare) LogShares;

typedef struct {
    int64_t rows;      /* that were looked at; 0: there was nothing to see */
    LogShares columns; /* the fattest first */
    LogShares keys;
} LogSample;

/* The sample of the log, whose size was read.  When it takes too long, *sample is empty and a
 * warning says so. */
bool log_sample_read(Session *session, const LogSize *size, LogSample *sample, Error *error);

/* What would become free if all before an age were pruned. */
typedef struct {
    int64_t days;
    const char *before;  /* UTC */
    double rows;         /* about, with what follows */
    double bytes;        /* of heap, TOAST and indexes */
    double prompt_bytes; /* of them what redaction alone would free */
} LogAge;

typedef LIST(LogAge) LogAges;

/* Ages from 7 to 365 days; none when nothing is known of the table's times. */
bool log_ages_read(Session *session, const LogSize *size, int64_t now, LogAges *ages, Error *error);

#endif
