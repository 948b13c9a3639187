/*
 * keeper.h - the rows a step returns, straight into a file.
 */
#ifndef OPERATION_KEEPER_H
#define OPERATION_KEEPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "file/preimage.h"
#include "operation/operation.h"

typedef struct {
    bool has_file;     /* there were rows, and this is no rehearsal */
    PreimageFile file; /* on disk, under its provisional name */
    int64_t rows;
    int64_t bytes; /* of the file; in a rehearsal of the values alone */
} Kept;

/* Runs the step in the open transaction.  number is the file's among the operation's; a NULL
 * folder keeps nothing.  tell (may be NULL) hears of rows now and then. */
bool keeper_run(Session *session, const Step *step, const char *folder, size_t number,
                void (*tell)(int64_t rows), Kept *kept, Error *error);

#endif
