/*
 * user_move.h - giving rows that name some users to another user_id: what renaming and merging
 * share.
 */
#ifndef ADMIN_USER_MOVE_H
#define ADMIN_USER_MOVE_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/user_find.h"
#include "admin/user_place.h"
#include "base/error.h"
#include "operation/operation.h"

typedef struct {
    Session *session;
    UserPlaces places;
    const char *olds;      /* text[] literal: who is moved */
    const char *new_id;    /* to whom */
    const char *everybody; /* text[] literal: both */
    const char *emails;    /* text[] literal, in lower case: in rosters they mean who is moved */
} UserMove;

/* Reads the places; the ids end with NULL. */
bool user_move_make(Session *session, const char *const *olds, const char *new_id, UserMove *move,
                    Error *error);

/* The same, of other users. */
UserMove user_move_of(const UserMove *move, const char *const *olds);

/* What the move's statements are given at a place; what is not needed there is ignored. */
const SqlValue *user_move_values(const UserMove *move, const UserPlace *place);

/* Runs inside a transaction. */
bool user_move_count(const UserMove *move, const UserPlace *place, int64_t *count, Error *error);

/* Team locks first, then the users' rows, before anything else is locked. */
bool user_move_lock(Operation *operation, const UserMove *move, Error *error);

/* Locks the rows of the place; what runs next sees them as they are then. */
bool user_move_lock_place(Operation *operation, const UserMove *move, const UserPlace *place,
                          Error *error);

/* Moves the rows of a place that are locked. */
bool user_move_change(Operation *operation, const UserMove *move, const UserPlace *place,
                      int64_t *rows, Error *error);

/* Writes down what the foreign key is about to carry over. */
bool user_move_carry(Operation *operation, const UserMove *move, const UserPlace *place,
                     int64_t *rows, Error *error);

/* OUTCOME_REFUSED when a place other than logs still names who was moved. */
bool user_move_verify(const UserMove *move, Error *error);

/* OUTCOME_REFUSED: the plan counted another number. */
bool user_move_fail_stale(const UserPlace *place, int64_t planned, int64_t found, Error *error);

/* Before rows are changed for good: OUTCOME_REFUSED when an unknown column may name users, and for
 * ids that LiteLLM writes by itself. */
bool user_move_guard(const UserMove *move, const char *const *ids, const Words *accepted,
                     Error *error);

#endif
