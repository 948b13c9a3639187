/*
 * restore_load.h - a file of a set on its way into a table, and as the pre-image of its rows.
 */
#ifndef ADMIN_RESTORE_LOAD_H
#define ADMIN_RESTORE_LOAD_H

#include "admin/restore.h"

/* Straight into the table, unless the caller says that it is staged; in the session's arena. */
LoadRequest restore_load_request(const Restore *restore, const RestoreTable *table,
                                 const SetFile *file);

/* The file as an undo reads it: where it is, and what is in it. */
PreimageFile restore_load_preimage(const Restore *restore, const RestoreTable *table,
                                   const SetFile *file);

#endif
