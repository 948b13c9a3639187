/*
 * lock.h - a lock that dies with the process that holds it.
 *
 * Says "the process of this operation is alive".  Nothing has to be cleaned up after a
 * kill: the file may stay, the lock on it does not.
 */
#ifndef FILE_LOCK_H
#define FILE_LOCK_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"

typedef struct Lock Lock;

/*
 * Never waits.  *lock is NULL and *is_held_by_other true when somebody has it (another process, or
 * this one through another Lock); that is no failure.
 */
bool lock_try(Arena *arena, const char *path, Lock **lock, bool *is_held_by_other, Error *error);

/* Looks without taking: false also when there is no such file. */
bool lock_is_held(const char *path);

/* The file goes too. */
void lock_release(Lock **lock);

#endif
