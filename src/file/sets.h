/*
 * sets.h - the folder that holds the sets: a new one, and those that are there.
 *
 *     NAME.unfinished   being written, or being removed
 *     NAME.lock         held while that goes on
 *     NAME              whole and on disk
 *
 * Whatever else lies there is left alone.
 */
#ifndef FILE_SETS_H
#define FILE_SETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"
#include "base/text.h"
#include "file/set.h"

/* Making one. */

typedef struct SetDraft SetDraft;

/* Makes the folder; now (see base/clock.h) gives its name.  The arena outlives the draft. */
bool set_draft_begin(Arena *arena, const char *sets, int64_t now, SetDraft **draft, Error *error);

const char *set_draft_name(const SetDraft *draft);   /* what it will be called */
const char *set_draft_folder(const SetDraft *draft); /* where the files go, with packer.h */

/* Adds README, load.sql and the manifest; all of it is on disk under the final name when this
 * returns true.  The set's files are there already. */
bool set_draft_finish(SetDraft *draft, const Set *set, const char **folder, Error *error);

/* What was not finished is removed. */
void set_draft_release(SetDraft **draft);

/* What is there. */

typedef struct {
    const char *name;   /* without ".unfinished" */
    const char *folder; /* as it lies there */
    bool is_unfinished;
    bool is_owned;      /* unfinished, and a run is at work on it */
    const char *damage; /* why the manifest cannot be read; NULL: it was read */
    Set set;            /* when it is neither unfinished nor damaged */
} SetEntry;

typedef LIST(SetEntry) SetEntries;

/* Newest first, by what the manifests say; then those without one, by name.  No folder yet is no
 * failure. */
bool sets_list(Arena *arena, const char *sets, SetEntries *entries, Error *error);

/* The newest by name that is wanted, without reading older ones; *found is NULL when there is none.
 * Damaged ones are passed over. */
typedef bool SetWanted(const Set *set, void *context);
bool sets_newest(Arena *arena, const char *sets, SetWanted *is_wanted, void *context,
                 const Set **found, Error *error);

/*
 * The folder of the set that is wanted: its name, the beginning of it that no other has,
 * "latest" (of those that were made as a backup: see purpose), or a path (with a slash in it).
 * OUTCOME_USAGE when there is none, or several.
 */
bool sets_find(Arena *arena, const char *sets, const char *wanted, const char **folder,
               Error *error);

/* Removes a set so that at no moment something is left that looks like one. */
bool sets_remove(Arena *arena, const char *sets, const char *name, Error *error);

/* Removes what no run owns; the names are added to swept. */
bool sets_sweep(Arena *arena, const char *sets, Words *swept, Error *error);

#endif
