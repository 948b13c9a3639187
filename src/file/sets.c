#include "file/sets.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/digest.h"
#include "file/file.h"
#include "file/lock.h"
#include "file/set_kit.h"

#define UNFINISHED ".unfinished"
#define LOCK ".lock"

enum { NAMES_TRIED = 100, SUFFIX_DIGITS = 4 };

struct SetDraft {
    Arena *arena;
    const char *sets;
    const char *name;
    const char *folder;
    Lock *lock;
    bool is_finished;
};

static const char *unfinished_path(Arena *arena, const char *sets, const char *name)
{
    return arena_format(arena, "%s" UNFINISHED, path_join(arena, sets, name));
}

static const char *lock_path(Arena *arena, const char *sets, const char *name)
{
    return arena_format(arena, "%s" LOCK, path_join(arena, sets, name));
}

static bool rename_folder(const char *sets, const char *from, const char *to, Error *error)
{
    if (rename(from, to) != 0)
        return file_fail(error, errno, "rename", from);
    return folder_sync(sets, error);
}

/* Making one. */

/* Two runs that begin in the same second must differ. */
static const char *new_name(Arena *arena, int64_t now, int attempt)
{
    const char *seed =
        arena_format(arena, "%" PRId64 " %ld %d", clock_now(), (long) getpid(), attempt);

    return arena_format(arena, "%s-%.*s", clock_format_compact(arena, now), (int) SUFFIX_DIGITS,
                        sha256_hex(arena, seed, strlen(seed)));
}

/* The lock comes first, so that nobody takes the folder for one that was left behind. */
static bool try_name(SetDraft *draft, int64_t now, int attempt, Error *error)
{
    bool is_held_by_other;

    draft->name = new_name(draft->arena, now, attempt);
    draft->folder = unfinished_path(draft->arena, draft->sets, draft->name);
    if (!lock_try(draft->arena, lock_path(draft->arena, draft->sets, draft->name), &draft->lock,
                  &is_held_by_other, error))
        return false;
    if (draft->lock != NULL && (file_exists(draft->folder) ||
                                file_exists(path_join(draft->arena, draft->sets, draft->name))))
        lock_release(&draft->lock);
    return true;
}

bool set_draft_begin(Arena *arena, const char *sets, int64_t now, SetDraft **draft, Error *error)
{
    SetDraft *begun CLEANUP(set_draft_release) = arena_alloc(arena, sizeof *begun);

    *begun = (SetDraft){.arena = arena, .sets = arena_copy(arena, sets)};
    if (!folder_make(sets, error))
        return false;
    for (int attempt = 0; begun->lock == NULL; attempt++) {
        if (attempt == NAMES_TRIED)
            return fail(error, OUTCOME_FILE_ERROR, "no name for a new set in \"%s\"", sets);
        if (!try_name(begun, now, attempt, error))
            return false;
    }
    if (!folder_make_new(begun->folder, error))
        return false;
    *draft = begun;
    begun = NULL;
    return true;
}

const char *set_draft_name(const SetDraft *draft)
{
    return draft->name;
}

const char *set_draft_folder(const SetDraft *draft)
{
    return draft->folder;
}

static bool put(const SetDraft *draft, const char *name, const char *text, Error *error)
{
    return file_replace(path_join(draft->arena, draft->folder, name), text, strlen(text), error);
}

bool set_draft_finish(SetDraft *draft, const Set *set, const char **folder, Error *error)
{
    const char *final = path_join(draft->arena, draft->sets, draft->name);

    if (!put(draft, "README", set_kit_readme(draft->arena, set), error) ||
        !put(draft, "load.sql", set_kit_script(draft->arena, set), error) ||
        !folder_sync(draft->folder, error) || !set_write(draft->folder, set, error) ||
        !rename_folder(draft->sets, draft->folder, final, error))
        return false;
    draft->is_finished = true;
    *folder = final;
    return true;
}

/* Whoever holds the lock. */
static bool remove_unfinished(Arena *arena, const char *sets, const char *name, Error *error)
{
    return folder_remove(unfinished_path(arena, sets, name), error);
}

void set_draft_release(SetDraft **draft)
{
    Error ignored;

    if (*draft == NULL)
        return;
    if (!(*draft)->is_finished && (*draft)->lock != NULL)
        remove_unfinished((*draft)->arena, (*draft)->sets, (*draft)->name, &ignored);
    lock_release(&(*draft)->lock);
    *draft = NULL;
}

/* What is there. */

/* "20261121T030000Z-3f9c": a letter for each kind of character. */
static bool is_name(const char *name)
{
    static const char PATTERN[] = "ddddddddTddddddZ-xxxx";

    if (strlen(name) != strlen(PATTERN))
        return false;
    for (size_t at = 0; PATTERN[at] != '\0'; at++) {
        const char *allowed = PATTERN[at] == 'd'   ? "0123456789"
                              : PATTERN[at] == 'x' ? "0123456789abcdef"
                                                   : (char[]){PATTERN[at], '\0'};
        if (strchr(allowed, name[at]) == NULL)
            return false;
    }
    return true;
}

/* The set's name when the entry is a set, finished or not; else NULL. */
static const char *name_of(Arena *arena, const char *entry, bool *is_unfinished)
{
    *is_unfinished = text_ends_with(entry, UNFINISHED);
    if (*is_unfinished)
        entry = arena_copy_span(arena, entry, strlen(entry) - strlen(UNFINISHED));
    return is_name(entry) ? entry : NULL;
}

static SetEntry read_entry(Arena *arena, const char *sets, const char *name, bool is_unfinished)
{
    SetEntry entry = {
        .name = name,
        .is_unfinished = is_unfinished,
        .folder = is_unfinished ? unfinished_path(arena, sets, name) : path_join(arena, sets, name),
    };
    Error error = {0};

    if (is_unfinished)
        entry.is_owned = lock_is_held(lock_path(arena, sets, name));
    else if (!set_read(arena, entry.folder, &entry.set, &error))
        entry.damage = arena_format(arena, "%s%s%s", error.message,
                                    error.detail[0] == '\0' ? "" : ": ", error.detail);
    return entry;
}

static int newest_first(const void *left, const void *right)
{
    const SetEntry *a = left, *b = right;
    bool a_is_set = a->set.created != NULL, b_is_set = b->set.created != NULL;

    if (a_is_set != b_is_set)
        return a_is_set ? -1 : 1;
    int order = a_is_set ? strcmp(b->set.created, a->set.created) : 0;
    return order != 0 ? order : strcmp(b->name, a->name);
}

/* What lies there: nothing when there is no folder yet. */
static bool read_folder(Arena *arena, const char *sets, const char *const **names, size_t *count,
                        Error *error)
{
    return !file_exists(sets) || folder_list(arena, sets, names, count, error);
}

bool sets_list(Arena *arena, const char *sets, SetEntries *entries, Error *error)
{
    const char *const *names = NULL;
    size_t count = 0;

    *entries = (SetEntries){0};
    if (!read_folder(arena, sets, &names, &count, error))
        return false;
    for (size_t at = 0; at < count; at++) {
        bool is_unfinished;
        const char *name = name_of(arena, names[at], &is_unfinished);
        if (name != NULL)
            list_add(arena, entries, read_entry(arena, sets, name, is_unfinished));
    }
    if (entries->count > 0)
        qsort(entries->items, entries->count, sizeof *entries->items, newest_first);
    return true;
}

/* Names tell the second; of several sets of one second only the manifests tell which is newer. */
static bool is_of_another_second(const char *name, const Set *found)
{
    return found != NULL && strncmp(name, found->name, strlen("20261121T030000Z")) != 0;
}

bool sets_newest(Arena *arena, const char *sets, SetWanted *is_wanted, void *context,
                 const Set **found, Error *error)
{
    const char *const *names = NULL;
    size_t count = 0;

    *found = NULL;
    if (!read_folder(arena, sets, &names, &count, error))
        return false;
    for (size_t left = count; left > 0; left--) {
        Set *set = arena_alloc(arena, sizeof *set);
        bool is_unfinished;
        Error ignored;
        const char *name = name_of(arena, names[left - 1], &is_unfinished);
        if (name == NULL || is_unfinished)
            continue;
        if (is_of_another_second(name, *found))
            break;
        if (set_read(arena, path_join(arena, sets, name), set, &ignored) &&
            is_wanted(set, context) &&
            (*found == NULL || strcmp((*found)->created, set->created) < 0))
            *found = set;
    }
    return true;
}

static bool fail_wanted(const char *wanted, const Words *found, Arena *arena, Error *error)
{
    if (found->count == 0)
        fail(error, OUTCOME_USAGE, "there is no set \"%s\"", wanted);
    else
        fail(error, OUTCOME_USAGE, "\"%s\" begins the names of %zu sets", wanted, found->count);
    if (found->count > 0)
        fail_detail(error, "%s", text_join(arena, found->items, found->count, ", "));
    return fail_hint(error, "\"litellm-dba backup list\" shows them; a folder elsewhere needs a "
                            "slash in its path.");
}

/* What was saved on the way, before a restore, is found by its name only: whoever tries again does
 * not want it.  Of one that is damaged nothing else is known. */
static const SetEntry *find_latest(const SetEntries *entries)
{
    for (size_t at = 0; at < entries->count; at++) {
        const SetEntry *entry = &entries->items[at];
        if (!entry->is_unfinished && entry->set.purpose == NULL)
            return entry->damage == NULL ? entry : NULL;
    }
    return NULL;
}

bool sets_find(Arena *arena, const char *sets, const char *wanted, const char **folder,
               Error *error)
{
    SetEntries entries;
    Words found = {0};

    if (strchr(wanted, '/') != NULL) {
        *folder = wanted;
        return true;
    }
    if (!sets_list(arena, sets, &entries, error))
        return false;
    const SetEntry *latest = strcmp(wanted, "latest") == 0 ? find_latest(&entries) : NULL;
    for (size_t at = 0; at < entries.count; at++) {
        const SetEntry *entry = &entries.items[at];
        if (!entry->is_unfinished &&
            (entry == latest || (wanted[0] != '\0' && text_starts_with(entry->name, wanted)))) {
            list_add(arena, &found, entry->name);
            *folder = entry->folder;
        }
    }
    return found.count == 1 || fail_wanted(wanted, &found, arena, error);
}

static bool take_lock(Arena *arena, const char *sets, const char *name, Lock **lock, Error *error)
{
    bool is_held_by_other;

    return lock_try(arena, lock_path(arena, sets, name), lock, &is_held_by_other, error);
}

bool sets_remove(Arena *arena, const char *sets, const char *name, Error *error)
{
    Lock *lock CLEANUP(lock_release) = NULL;

    if (!take_lock(arena, sets, name, &lock, error))
        return false;
    if (lock == NULL)
        return fail(error, OUTCOME_LOCKED, "another run is removing the set \"%s\"", name);
    return rename_folder(sets, path_join(arena, sets, name), unfinished_path(arena, sets, name),
                         error) &&
           remove_unfinished(arena, sets, name, error);
}

static bool sweep_one(Arena *arena, const char *sets, const char *name, Words *swept, Error *error)
{
    Lock *lock CLEANUP(lock_release) = NULL;

    if (!take_lock(arena, sets, name, &lock, error))
        return false;
    /* It may have been finished since the folder was read. */
    if (lock == NULL || !file_exists(unfinished_path(arena, sets, name)))
        return true;
    if (!remove_unfinished(arena, sets, name, error))
        return false;
    list_add(arena, swept, arena_copy(arena, name));
    return true;
}

/* Lock files whose process died before or after its folder was there. */
static void sweep_lock(Arena *arena, const char *sets, const char *entry)
{
    const char *name = arena_copy_span(arena, entry, strlen(entry) - strlen(LOCK));
    Lock *lock CLEANUP(lock_release) = NULL;
    Error ignored;

    if (is_name(name) && !lock_is_held(path_join(arena, sets, entry)))
        take_lock(arena, sets, name, &lock, &ignored);
}

bool sets_sweep(Arena *arena, const char *sets, Words *swept, Error *error)
{
    const char *const *names = NULL;
    size_t count = 0;

    if (!read_folder(arena, sets, &names, &count, error))
        return false;
    for (; names != NULL && *names != NULL; names++) {
        bool is_unfinished;
        const char *name = name_of(arena, *names, &is_unfinished);
        if (name != NULL && is_unfinished && !sweep_one(arena, sets, name, swept, error))
            return false;
        if (text_ends_with(*names, LOCK))
            sweep_lock(arena, sets, *names);
    }
    return true;
}
