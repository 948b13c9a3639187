/*
 * partitions.h - the partitions of the log: what each is for, and how large it is.
 *
 * Found by inheritance and read from the catalog's bounds; names say nothing.
 */
#ifndef ADMIN_PARTITIONS_H
#define ADMIN_PARTITIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/list.h"
#include "operation/session.h"
#include "server/partition_bounds.h"

typedef enum {
    PARTITION_RANGE,   /* of time: it can leave as a whole */
    PARTITION_DEFAULT, /* what fits nowhere else; never leaves */
    PARTITION_DIVIDED, /* partitioned again, foreign, or being detached by somebody */
    PARTITION_UNKNOWN, /* its bounds are not understood */
} PartitionKind;

typedef struct {
    PartitionKind kind;
    const char *oid;
    const char *schema;
    const char *name;
    const char *bound; /* as the catalog has it */
    PartitionBounds bounds;
    bool is_ours;   /* this role may detach it */
    bool has_index; /* that leads with the time */
    double rows;    /* about */
    int64_t total_bytes;
    int64_t index_bytes;
    const char *oldest; /* in the default partition; NULL: not known without reading it */
    const char *newest;
} LogPartition;

typedef LIST(LogPartition) LogPartitions;

/* "range", "default", "divided", "unknown" */
const char *partition_kind_name(PartitionKind kind);

/* By time, what has no bounds last; none when the log is not partitioned by its time.  Inside a
 * transaction. */
bool partitions_read(Session *session, LogPartitions *partitions, Error *error);

/* Whether the log is a partitioned table. */
bool partitions_are_there(const Session *session);

#endif
