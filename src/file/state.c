#include "file/state.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/text.h"
#include "file/file.h"

static bool is_given(const char *value)
{
    return value != NULL && value[0] != '\0';
}

/* The folder above build/ when the program lies in a checkout's build/; NULL elsewhere. */
static const char *checkout_of(Arena *arena, const char *program)
{
    const char *root = path_folder(arena, program);

    while (strcmp(root, "/") != 0 && strcmp(root, ".") != 0) {
        const char *above = path_folder(arena, root);
        if (text_ends_with(root, "/build") &&
            file_exists(path_join(arena, above, "scripts/embed-sql")))
            return above;
        root = above;
    }
    return NULL;
}

bool state_default(Arena *arena, const StateSurroundings *surroundings, const char **path,
                   Error *error)
{
    const char *checkout = checkout_of(arena, surroundings->program);

    if (checkout != NULL)
        *path = path_join(arena, checkout, "backups");
    else if (surroundings->is_root)
        *path = "/var/lib/litellm-dba";
    /* A relative XDG_STATE_HOME is to be ignored, says its specification. */
    else if (is_given(surroundings->xdg_state_home) && surroundings->xdg_state_home[0] == '/')
        *path = path_join(arena, surroundings->xdg_state_home, "litellm-dba");
    else if (is_given(surroundings->home) && surroundings->home[0] == '/')
        *path = path_join(arena, surroundings->home, ".local/state/litellm-dba");
    else {
        fail(error, OUTCOME_JOURNAL_ERROR, "no folder for the journal: HOME is not set");
        return fail_hint(error, "Name a folder with --state or LITELLM_DBA_STATE.");
    }
    return true;
}

static const char *own_home(void)
{
    const char *home = getenv("HOME");
    const struct passwd *self = is_given(home) ? NULL : getpwuid(geteuid());

    return self != NULL ? self->pw_dir : home;
}

static bool locate(Arena *arena, const char *given, const char **path, bool *is_default,
                   Error *error)
{
    char program[PATH_MAX] = "";
    const char *environment = getenv("LITELLM_DBA_STATE");
    const StateSurroundings surroundings = {
        .program = program,
        .xdg_state_home = getenv("XDG_STATE_HOME"),
        .home = own_home(),
        .is_root = geteuid() == 0,
    };

    *is_default = false;
    if (given != NULL && given[0] == '\0')
        return fail(error, OUTCOME_USAGE, "the state folder has an empty name");
    if (given == NULL && is_given(environment))
        given = environment;
    if (given != NULL) {
        *path = given;
        return true;
    }
    *is_default = true;
    if (readlink("/proc/self/exe", program, sizeof program - 1) < 0)
        program[0] = '\0';
    return state_default(arena, &surroundings, path, error);
}

static bool fail_not_writable(Error *error, const char *path)
{
    error->outcome = OUTCOME_JOURNAL_ERROR;
    return fail_hint(error,
                     "The journal is kept in \"%s\", and nothing is changed without it. Make that "
                     "folder writable for you, or name another one with --state or "
                     "LITELLM_DBA_STATE.",
                     path);
}

/* Resolved, so that no message and no journal row depends on the current folder. */
static State state_at(Arena *arena, const char *path)
{
    return (State){
        .path = arena_copy(arena, path),
        .journal = path_join(arena, path, "journal.db"),
        .operations = path_join(arena, path, "operations"),
        .archives = path_join(arena, path, "archives"),
        .sets = path_join(arena, path, "sets"),
    };
}

const char *state_place(const State *state, const char *path)
{
    size_t length = strlen(state->path);

    return strncmp(path, state->path, length) == 0 && path[length] == '/' ? path + length + 1
                                                                          : NULL;
}

static bool resolve(Arena *arena, const char *path, State *state, Error *error)
{
    char *real = realpath(path, NULL);

    if (real == NULL) {
        fail_errno(error, OUTCOME_JOURNAL_ERROR, errno, "could not open the state folder \"%s\"",
                   path);
        return fail_hint(error, "Name a folder that can be reached with --state.");
    }
    *state = state_at(arena, real);
    free(real);
    return true;
}

/* What others may do there: 'w' change, 'r' read, 0 nothing. */
static char open_to_others(const struct stat *facts)
{
    bool belongs_to_another = facts->st_uid != geteuid() && facts->st_uid != 0;

    /* root may be given a user's folder: that user could be root's guest, never a stranger. */
    if ((facts->st_mode & (S_IWGRP | S_IWOTH)) != 0 || (belongs_to_another && geteuid() != 0))
        return 'w';
    return (facts->st_mode & (S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH)) != 0 ? 'r' : 0;
}

static bool fail_open_to_others(Error *error, const char *path)
{
    fail(error, OUTCOME_JOURNAL_ERROR, "others may write into the state folder \"%s\"", path);
    return fail_hint(
        error,
        "Whoever can write there can rewrite the journal and what undo puts back. "
        "Run \"chmod 0700\" on it, or name a new folder inside it: --state \"%s/dba\".",
        path);
}

static bool check_folder(const char *path, bool is_default, bool is_for_writing, Error *error)
{
    struct stat facts;
    char others;

    if (stat(path, &facts) != 0 || !S_ISDIR(facts.st_mode)) {
        fail(error, OUTCOME_JOURNAL_ERROR, "the state \"%s\" is not a folder", path);
        return fail_hint(error, "Name a folder with --state or LITELLM_DBA_STATE.");
    }
    others = open_to_others(&facts);
    if (others != 0 && is_default && chmod(path, 0700) == 0)
        others = 0;
    if (others == 'w' && is_for_writing)
        return fail_open_to_others(error, path);
    if (others != 0)
        log_warning_once("others may %s the state folder \"%s\": it holds rows that were deleted",
                         others == 'w' ? "write into" : "read", path);
    return true;
}

bool state_open(Arena *arena, const char *given, State *state, Error *error)
{
    const char *path = "";
    bool is_default;
    State opened = {.path = ""};

    if (!locate(arena, given, &path, &is_default, error))
        return false;
    if (!folder_make(path, error))
        return fail_not_writable(error, path);
    if (!resolve(arena, path, &opened, error) ||
        !check_folder(opened.path, is_default, true, error))
        return false;
    if (access(opened.path, W_OK | X_OK) != 0) {
        file_fail(error, errno, "write into the state folder", opened.path);
        return fail_not_writable(error, opened.path);
    }
    if (!folder_make(opened.operations, error))
        return fail_not_writable(error, opened.path);
    *state = opened;
    return true;
}

bool state_find(Arena *arena, const char *given, State *state, bool *is_there, Error *error)
{
    const char *path = "";
    bool is_default;
    State found = {.path = ""};

    if (!locate(arena, given, &path, &is_default, error))
        return false;
    if (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
        *is_there = false;
        *state = state_at(arena, path);
        return true;
    }
    if (!resolve(arena, path, &found, error) || !check_folder(found.path, is_default, false, error))
        return false;
    *is_there = true;
    *state = found;
    return true;
}

const char *state_operation_folder(Arena *arena, const State *state, int64_t operation)
{
    return arena_format(arena, "%s/%06" PRId64, state->operations, operation);
}
