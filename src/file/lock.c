#include "file/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "file/file.h"

struct Lock {
    int file;
    const char *path;
};

static int try_flock(int file, int kind)
{
    while (flock(file, kind | LOCK_NB) != 0)
        if (errno != EINTR)
            return errno;
    return 0;
}

/* Who releases removes the file, so what was opened may no longer be what others will open. */
static bool is_still_there(int file, const char *path)
{
    struct stat opened, named;

    return fstat(file, &opened) == 0 && lstat(path, &named) == 0 && opened.st_dev == named.st_dev &&
           opened.st_ino == named.st_ino;
}

static int handed_over(int *file)
{
    int kept = *file;

    *file = -1;
    return kept;
}

/* One try; *is_gone asks for another one. */
static bool try_once(const char *path, int *taken, bool *is_held_by_other, bool *is_gone,
                     Error *error)
{
    int file CLEANUP(file_close) = file_open(path, O_RDWR | O_CREAT);
    int number;

    if (file < 0)
        return file_fail(error, errno, "open the lock", path);
    number = try_flock(file, LOCK_EX);
    *is_held_by_other = number == EWOULDBLOCK;
    if (number != 0 && !*is_held_by_other)
        return file_fail(error, number, "lock", path);
    *is_gone = !*is_held_by_other && !is_still_there(file, path);
    if (!*is_held_by_other && !*is_gone)
        *taken = handed_over(&file);
    return true;
}

bool lock_try(Arena *arena, const char *path, Lock **lock, bool *is_held_by_other, Error *error)
{
    enum { LOOKS = 3, BETWEEN_LOOKS_MS = 20 }; /* lock_is_held takes it for a moment */
    bool is_gone = false;
    int file = -1;

    *lock = NULL;
    for (int look = 1; file < 0; look += is_gone ? 0 : 1) {
        if (!try_once(path, &file, is_held_by_other, &is_gone, error))
            return false;
        if (*is_held_by_other && look == LOOKS)
            return true;
        if (*is_held_by_other)
            clock_sleep_ms(BETWEEN_LOOKS_MS);
    }
    *lock = arena_alloc(arena, sizeof **lock);
    (*lock)->file = file;
    (*lock)->path = arena_copy(arena, path);
    return true;
}

bool lock_is_held(const char *path)
{
    int file CLEANUP(file_close) = file_open(path, O_RDONLY);

    return file >= 0 && try_flock(file, LOCK_SH) == EWOULDBLOCK;
}

void lock_release(Lock **lock)
{
    if (*lock == NULL)
        return;
    unlink((*lock)->path);
    file_close(&(*lock)->file);
    *lock = NULL;
}
