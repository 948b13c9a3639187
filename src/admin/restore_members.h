/*
 * restore_members.h - users, teams and keys put back into lists of rows that are still there.
 *
 * A team's roster, its lists of members and admins, a user's list of teams, the keys of an access
 * group: what the set's rows list and the database's no longer do is added behind what is there.
 */
#ifndef ADMIN_RESTORE_MEMBERS_H
#define ADMIN_RESTORE_MEMBERS_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/restore.h"
#include "base/error.h"
#include "operation/operation.h"

/* Finds them in the tables that may hold such lists; in the open transaction. */
bool restore_members_find(Restore *restore, const RestoreTables *all, Error *error);

/* The work. */
bool restore_members_add(Operation *operation, const Restore *restore, Error *error);

#endif
