/*
 * user_collision.h - rows of two users that cannot both be one user's: a unique index says so.
 *
 * One of them stays, the new user's own if there is one. Where the table counts spend, what the
 * others counted is added to it; elsewhere the others just go. Rows with a NULL in the index never
 * collide and are moved like any other.
 */
#ifndef ADMIN_USER_COLLISION_H
#define ADMIN_USER_COLLISION_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/user_move.h"
#include "base/error.h"

typedef struct {
    const UserPlace *place;
    const char *const *others; /* the index's other columns; ends with NULL */
    bool adds_up;              /* the table counts spend */
    int64_t rows;              /* that give way */
} UserCollision;

typedef LIST(UserCollision) UserCollisions;

/* Those of one place that have rows. */
bool user_collisions_find(const UserMove *move, const UserPlace *place, UserCollisions *collisions,
                          Error *error);

/* Adds up, then deletes; *rows is how many gave way. */
bool user_collision_resolve(Operation *operation, const UserMove *move,
                            const UserCollision *collision, int64_t *rows, Error *error);

#endif
