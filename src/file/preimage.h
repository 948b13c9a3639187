/*
 * preimage.h - what an operation's files hold, as data and as JSON.
 *
 * An operation keeps five kinds of file, each a CSV of one table:
 *
 *     deleted    the rows that were deleted, whole
 *     inserted   the rows that were inserted, whole
 *     edited     one column that was changed: the key, then "old" and "new"
 *     added      the same, of a number that something was added to: others add to it as well
 *     rewritten  columns that were changed: the key, the columns with what was in them, and again,
 *                with "_after" behind their names, with what is in them now
 *
 * Where an edited column is part of the key, the key is the one after the edit.
 *
 * The rows may also lie in a file that serves another purpose, a part of a backup or an archive:
 * then the file has a place, may be packed (see packer.h), and the operation only points to it.
 *
 * The list stands in the order in which the operation did its work, in the journal and in
 * the folder's manifest.json.
 */
#ifndef FILE_PREIMAGE_H
#define FILE_PREIMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"

typedef enum {
    PREIMAGE_DELETED,
    PREIMAGE_INSERTED,
    PREIMAGE_EDITED,
    PREIMAGE_ADDED,
    PREIMAGE_REWRITTEN,
} PreimageKind;

typedef struct {
    const char *name;  /* from preimage_file_name, or that of the part; never a path */
    const char *place; /* the folder below the state folder; NULL: the operation's own */
    PreimageKind kind;
    const char *table;
    const char *const *columns; /* as in the file; ends with NULL */
    const char *const *key;     /* columns that name a row; ends with NULL */
    const char *edited_column;  /* NULL for whole rows */
    int64_t rows;
    int64_t bytes;
    const char *sha256; /* of the file, as it lies there */

    /* Only this range of a packed file is meant, from one frame to another; never written down. */
    int64_t offset;
    int64_t length; /* 0: all of it */
} PreimageFile;

/* Where it lies now; its provisional name (".prepared", or ".part" in an archive) when it has no
 * other yet.  state is the state folder. */
const char *preimage_path(Arena *arena, const char *state, const char *folder,
                          const PreimageFile *file);

/* Whether files may lie in that folder below the state folder: plain names, one below the other. */
bool preimage_is_place(Arena *arena, const char *place);

/* OUTCOME_FILE_ERROR when it is not the file that was written. */
bool preimage_verify(const char *path, const PreimageFile *file, Error *error);

/* "deleted", "inserted" ...  Static. */
const char *preimage_kind_name(PreimageKind kind);

/* Whether such a file holds values of one column, not whole rows. */
bool preimage_is_edit(PreimageKind kind);

/* The columns of a file of rewritten rows; all lists end with NULL. */
const char *const *preimage_rewritten(Arena *arena, const char *const *key,
                                      const char *const *edited);

/* And of such a file the columns that were changed, and those with what is in them now. */
const char *const *preimage_edited(Arena *arena, const PreimageFile *file);
const char *const *preimage_after(Arena *arena, const PreimageFile *file);

/*
 * "03-roster.LiteLLM_TeamTable.edited.csv" for the third step: a name that psql, shells and every
 * file system take as it is.  Steps count from 1 and differ within an operation.
 */
const char *preimage_file_name(Arena *arena, size_t step, const char *what, const char *table,
                               PreimageKind kind);

/* A new array, for the caller to add to something or to release. */
Document *preimage_to_document(const PreimageFile *files, size_t count);

/* Copies all it keeps into the arena.  A missing or odd field is OUTCOME_FILE_ERROR; so is a
 * file name that is a path, since the list may come from a file that somebody wrote. */
bool preimage_from_document(Arena *arena, const Document *array, const PreimageFile **files,
                            size_t *count, Error *error);

#endif
