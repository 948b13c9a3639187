/*
 * restore_choice.h - which tables and rows of a set are restored.
 */
#ifndef ADMIN_RESTORE_CHOICE_H
#define ADMIN_RESTORE_CHOICE_H

#include <stdbool.h>

#include "admin/restore.h"
#include "base/error.h"

/*
 * Proves the files that will be read, and fills tables and losses: all of the set, the tables that
 * were named, or what belongs to the users, teams and keys that were; of logs the rows of a time.
 * *all has the tables of the lists in which those stand, too.
 */
bool restore_choose(Restore *restore, RestoreTables *all, Error *error);

/* Warns of teams and users that rows of the selection belong to, and that nobody brings back. */
bool restore_choice_warn(Restore *restore, Error *error);

#endif
