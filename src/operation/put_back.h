/*
 * put_back.h - the rows of a file back into their table, or out of it again, in small transactions.
 *
 * For undo of a series, and for what an archive brings back. Repeatable: a row that is there
 * already stays as it is, a row that somebody changed since as well. What was really changed goes
 * into a file of the operation at hand, so that it can be taken back in turn.
 */
#ifndef OPERATION_PUT_BACK_H
#define OPERATION_PUT_BACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "file/preimage.h"
#include "operation/chunks.h"
#include "operation/series.h"
#include "operation/throttle.h"

typedef struct {
    ChunkSource source; /* the kind of its file says what is done: deleted rows are inserted ... */
    Throttle *throttle;
    const char *day; /* the ledger gets what the rows cost on that day; NULL: it does not */
    int cost_sign;   /* see series.h */
} PutBack;

typedef struct {
    int64_t meant;   /* rows of the file that were looked at */
    int64_t changed; /* of those; the others were so already, or are somebody else's now */
    bool is_over;    /* the series was stopped */
} PutBackResult;

/* Whether a file of that kind can be put back. */
bool put_back_is_possible(PreimageKind kind);

bool put_back(Series *series, const PutBack *wanted, PutBackResult *result, Error *error);

#endif
