/*
 * restore_wishes.h - users, teams and keys as somebody names them, looked up in a set.
 *
 * The inside of restore_select.
 */
#ifndef ADMIN_RESTORE_WISHES_H
#define ADMIN_RESTORE_WISHES_H

#include "admin/restore_select.h"

/* Adds the ids to ids[0] (users), ids[1] (teams) and ids[2] (keys), and the users' e-mails. */
bool restore_wishes_find(Session *session, const char *folder, const Set *set,
                         const RestoreWishes *wishes, WordSet *const *ids, WordSet *emails,
                         Error *error);

/* Every row of a table of the set. */
bool selection_read(Session *session, const char *folder, const SetTable *table,
                    SheetRowFunction *on_row, void *context, Error *error);

#endif
