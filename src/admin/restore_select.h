/*
 * restore_select.h - which rows of a set belong to some users, teams and keys.
 *
 * The reference graph says what belongs to whom: a user's keys, memberships, invitations; a key's
 * mappings; and what governs all of these: budgets, permissions, organisations, which are wanted
 * only where the database has lost them.  The files are read again and again until nothing more is
 * found, with memory for ids only.  Logs and accounts are not looked at.
 */
#ifndef ADMIN_RESTORE_SELECT_H
#define ADMIN_RESTORE_SELECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"
#include "base/wordset.h"
#include "file/set.h"
#include "operation/session.h"

typedef struct RestoreSelection RestoreSelection;

typedef struct {
    Words users; /* user_id, e-mail or sso_user_id */
    Words teams; /* team_id or team_alias */
    Words keys;  /* hash or key_alias */
} RestoreWishes;

/* OUTCOME_USAGE when the set has nobody of that name, or several. */
bool restore_select(Session *session, const char *folder, const Set *set,
                    const RestoreWishes *wishes, RestoreSelection **selection, Error *error);

/* Of "user", "team" or "key": all that are chosen, with the keys of users and teams. */
const WordSet *selection_ids(const RestoreSelection *selection, const char *kind);

/* Of "user" or "team": whom rows of the selection belong to, chosen or not. */
const WordSet *selection_mentioned(const RestoreSelection *selection, const char *kind);

/* Whether a column names who made or changed a row: that is no reason to bring them back. */
bool selection_is_author(const char *table, const char *column);

/* Of the users that were named. */
const WordSet *selection_emails(const RestoreSelection *selection);

/* What is wanted of a table; NULL: nothing. */
typedef struct SelectionTable SelectionTable;
SelectionTable *selection_table(const RestoreSelection *selection, const char *table);

/* Whether all of it is wanted only where it is missing. */
bool selection_is_parent(const SelectionTable *table);

/* Whether a row is wanted: a LoadFilter, whose context is the SelectionTable. */
bool selection_wants(const SheetRow *row, void *context);

#endif
