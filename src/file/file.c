#include "file/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/list.h"
#include "base/text.h"

static int folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (int) (slash - path);
}

bool file_fail(Error *error, int number, const char *action, const char *path)
{
    int length = folder_length(path);

    fail_errno(error, OUTCOME_FILE_ERROR, number, "could not %s \"%s\"", action, path);
    if (number == ENOSPC || number == EDQUOT)
        return fail_hint(
            error,
            "The disk with the folder \"%.*s\" is full, or the quota there is used up. "
            "Nothing was changed; make room and run again.",
            length > 0 ? length : 1, length > 0 ? path : ".");
    if (number == EIO)
        return fail_hint(error, "The disk fails: see the system's log. Take another folder with "
                                "--state until it is well.");
    if (number == EFBIG)
        return fail_hint(error, "The limit on the size of a file (ulimit -f) is reached. Nothing "
                                "was changed.");
    if (number == ELOOP)
        return fail_hint(error, "A symbolic link stands there; only a real file is accepted.");
    return false;
}

int file_open(const char *path, int flags)
{
    int file;

    do
        file = open(path, flags | O_NOFOLLOW | O_CLOEXEC, 0600);
    while (file < 0 && errno == EINTR);
    return file;
}

void file_close(int *file)
{
    if (*file >= 0)
        close(*file);
    *file = -1;
}

bool file_write(int file, const char *path, const char *data, size_t size, Error *error)
{
    while (size > 0) {
        ssize_t written = write(file, data, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return file_fail(error, errno, "write", path);
        data += written;
        size -= (size_t) written;
    }
    return true;
}

static bool write_draft(const char *path, const char *data, size_t size, Error *error)
{
    int draft CLEANUP(file_close) = file_open(path, O_WRONLY | O_CREAT | O_TRUNC);

    if (draft < 0)
        return file_fail(error, errno, "create", path);
    if (!file_write(draft, path, data, size, error))
        return false;
    if (fsync(draft) != 0)
        return file_fail(error, errno, "write", path);
    return true;
}

bool file_replace(const char *path, const char *data, size_t size, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *draft = arena_format(arena, "%s.%ld.new", path, (long) getpid());

    if (!write_draft(draft, data, size, error)) {
        unlink(draft);
        return false;
    }
    if (rename(draft, path) != 0) {
        file_fail(error, errno, "replace", path);
        unlink(draft);
        return false;
    }
    return folder_sync(path_folder(arena, path), error);
}

static bool read_all(int file, const char *path, size_t limit, Text *text, Error *error)
{
    enum { CHUNK = 64 * 1024 };

    for (;;) {
        ssize_t count = read(file, text_reserve(text, CHUNK), CHUNK);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return file_fail(error, errno, "read", path);
        if (count == 0)
            return true;
        text_used(text, (size_t) count);
        if (text_length(text) > limit) {
            fail(error, OUTCOME_FILE_ERROR, "\"%s\" is too large", path);
            return fail_detail(error, "at most %zu bytes were expected", limit);
        }
    }
}

static bool copy_all(int from, const char *from_path, int to, const char *to_path, Error *error)
{
    enum { CHUNK = 256 * 1024 };
    Arena *arena CLEANUP(arena_release) = arena_new();
    char *data = arena_alloc(arena, CHUNK);

    for (;;) {
        ssize_t count = read(from, data, CHUNK);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return file_fail(error, errno, "read", from_path);
        if (count == 0)
            return true;
        if (!file_write(to, to_path, data, (size_t) count, error))
            return false;
    }
}

bool file_read_range(int file, const char *path, int64_t from, int64_t to, FileReader *reader,
                     void *context, Error *error)
{
    enum { CHUNK = 128 * 1024 };
    Arena *arena CLEANUP(arena_release) = arena_new();
    char *data = arena_alloc(arena, CHUNK);

    while (from < to) {
        size_t most = to - from < CHUNK ? (size_t) (to - from) : CHUNK;
        ssize_t count = pread(file, data, most, (off_t) from);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return file_fail(error, count < 0 ? errno : EIO, "read", path);
        if (!reader(context, data, (size_t) count, error))
            return false;
        from += count;
    }
    return true;
}

bool file_copy(const char *from, const char *to, Error *error)
{
    int source CLEANUP(file_close) = file_open(from, O_RDONLY | O_NONBLOCK);
    if (source < 0)
        return file_fail(error, errno, "read", from);

    int target CLEANUP(file_close) = file_open(to, O_WRONLY | O_CREAT | O_TRUNC);
    if (target < 0)
        return file_fail(error, errno, "create", to);
    if (!copy_all(source, from, target, to, error))
        return false;
    return fsync(target) == 0 || file_fail(error, errno, "write", to);
}

bool file_read(Arena *arena, const char *path, size_t limit, const char **data, size_t *size,
               Error *error)
{
    int file CLEANUP(file_close) = file_open(path, O_RDONLY | O_NONBLOCK);
    struct stat facts;
    Text *text = text_new(arena);

    if (file < 0 || fstat(file, &facts) != 0)
        return file_fail(error, errno, "read", path);
    if (!S_ISREG(facts.st_mode))
        return fail(error, OUTCOME_FILE_ERROR, "\"%s\" is not a file", path);
    if (!read_all(file, path, limit, text, error))
        return false;
    *data = text_value(text);
    *size = text_length(text);
    return true;
}

bool file_remove(const char *path, Error *error)
{
    if (unlink(path) != 0 && errno != ENOENT)
        return file_fail(error, errno, "remove", path);
    return true;
}

bool file_exists(const char *path)
{
    struct stat facts;
    return lstat(path, &facts) == 0;
}

static bool is_folder(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

static bool make_here(const char *path, bool may_be_there, bool *is_new, Error *error)
{
    int number = mkdir(path, 0700) == 0 ? 0 : errno;

    *is_new = number == 0;
    return *is_new || (number == EEXIST && may_be_there && is_folder(path)) ||
           file_fail(error, number, "create the folder", path);
}

bool folder_make_unsynced(const char *path, Error *error)
{
    bool is_new;

    return make_here(path, true, &is_new, error);
}

bool folder_make(const char *path, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *above = path_folder(arena, path);
    bool is_new;

    if (is_folder(path))
        return true;
    if (strcmp(above, path) != 0 && !is_folder(above) && !folder_make(above, error))
        return false;
    return make_here(path, true, &is_new, error) && (!is_new || folder_sync(above, error));
}

bool folder_make_new(const char *path, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    bool is_new;

    return make_here(path, false, &is_new, error) && folder_sync(path_folder(arena, path), error);
}

bool folder_remove(const char *path, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *const *names = NULL;
    size_t count = 0;

    if (!file_exists(path))
        return true;
    if (!folder_list(arena, path, &names, &count, error))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!file_remove(path_join(arena, path, names[i]), error))
            return false;
    if (rmdir(path) != 0 && errno != ENOENT)
        return file_fail(error, errno, "remove the folder", path);
    return folder_sync(path_folder(arena, path), error);
}

bool folder_remove_empty(const char *path, Error *error)
{
    if (rmdir(path) == 0 || errno == ENOTEMPTY || errno == EEXIST || errno == ENOENT)
        return true;
    return file_fail(error, errno, "remove", path);
}

bool folder_sync(const char *path, Error *error)
{
    int folder CLEANUP(file_close) = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (folder < 0)
        return file_fail(error, errno, "open the folder", path);
    if (fsync(folder) != 0)
        return file_fail(error, errno, "write the folder", path);
    return true;
}

static void close_folder(DIR **folder)
{
    if (*folder != NULL)
        closedir(*folder);
    *folder = NULL;
}

static int by_bytes(const void *left, const void *right)
{
    return strcmp(*(const char *const *) left, *(const char *const *) right);
}

bool folder_list(Arena *arena, const char *path, const char *const **names, size_t *count,
                 Error *error)
{
    DIR *folder CLEANUP(close_folder) = opendir(path);
    const struct dirent *entry;
    Words found = {0};

    if (folder == NULL)
        return file_fail(error, errno, "read the folder", path);
    while (errno = 0, (entry = readdir(folder)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            list_add(arena, &found, arena_copy(arena, entry->d_name));
    if (errno != 0)
        return file_fail(error, errno, "read the folder", path);
    if (found.count > 0)
        qsort(found.items, found.count, sizeof *found.items, by_bytes);
    *count = found.count;
    list_add(arena, &found, NULL);
    *names = found.items;
    return true;
}

const char *path_join(Arena *arena, const char *folder, const char *name)
{
    size_t length = strlen(folder);
    const char *separator = length > 0 && folder[length - 1] == '/' ? "" : "/";
    return arena_format(arena, "%s%s%s", folder, separator, name);
}

const char *path_folder(Arena *arena, const char *path)
{
    size_t length = strlen(path);

    while (length > 1 && path[length - 1] == '/')
        length--;
    while (length > 0 && path[length - 1] != '/')
        length--;
    while (length > 1 && path[length - 1] == '/')
        length--;
    return length == 0 ? "." : arena_copy_span(arena, path, length);
}
