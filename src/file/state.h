/*
 * state.h - the folder that holds the journal and everything that undo needs.
 *
 * Where: --state, else LITELLM_DBA_STATE, else by where the program lies, never by
 * the current folder: the backups/ of its checkout when it was started from a build/,
 * otherwise $XDG_STATE_HOME/litellm-dba or ~/.local/state/litellm-dba, and for root
 * /var/lib/litellm-dba.  All memory is the arena's.
 */
#ifndef FILE_STATE_H
#define FILE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

typedef struct {
    const char *path;       /* absolute, without symbolic links */
    const char *journal;    /* PATH/journal.db */
    const char *operations; /* PATH/operations */
    const char *archives;   /* PATH/archives; made when there is something to archive */
    const char *sets;       /* PATH/sets; made with the first one */
} State;

/*
 * Makes the folder (0700) and operations/ in it, for commands that change something.
 * A folder into which others may write is refused; one that others may read gets a
 * warning.  A default folder that is ours is put right instead.  Failures are
 * OUTCOME_JOURNAL_ERROR with a hint.  given (--state) may be NULL.
 */
bool state_open(Arena *arena, const char *given, State *state, Error *error);

/* For commands that only read: the same without making anything.  No folder yet is no
 * failure: *is_there is false and state only names what would be. */
bool state_find(Arena *arena, const char *given, State *state, bool *is_there, Error *error);

/* "PATH/operations/000042" */
const char *state_operation_folder(Arena *arena, const State *state, int64_t operation);

/* A path below the state folder, as the journal names it; NULL when it is not below. A part of the
 * path that is given. */
const char *state_place(const State *state, const char *path);

/* What the default depends on, apart, so that it can be tested. */
typedef struct {
    const char *program;        /* absolute path of the binary */
    const char *xdg_state_home; /* NULL or empty: unset */
    const char *home;
    bool is_root;
} StateSurroundings;

/* The folder when neither --state nor the environment names one. */
bool state_default(Arena *arena, const StateSurroundings *surroundings, const char **path,
                   Error *error);

#endif
