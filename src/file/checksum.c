#include "file/checksum.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "file/file.h"

enum { BUFFER_BYTES = 256 * 1024 };

bool checksum_file(Arena *arena, const char *path, int64_t *bytes, const char **sha256,
                   Error *error)
{
    Arena *own CLEANUP(arena_release) = arena_new();
    Digest *digest CLEANUP(digest_release) = digest_new();
    char *buffer = arena_alloc(own, BUFFER_BYTES);
    int file CLEANUP(file_close) = file_open(path, O_RDONLY | O_NONBLOCK);
    int64_t size = 0;

    if (file < 0)
        return file_fail(error, errno, "read", path);
    for (;;) {
        ssize_t count = read(file, buffer, BUFFER_BYTES);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return file_fail(error, errno, "read", path);
        if (count == 0)
            break;
        digest_add(digest, buffer, (size_t) count);
        size += count;
    }
    *bytes = size;
    *sha256 = digest_hex(digest, arena);
    return true;
}

bool checksum_hint(Error *error)
{
    if (error->hint[0] != '\0')
        return false;
    return fail_hint(error, "The file was changed or damaged since. Take it from a copy of the "
                            "state folder.");
}

static void fail_differs(Error *error, const char *path)
{
    fail(error, OUTCOME_FILE_ERROR, "\"%s\" is not the file that was written", path);
    checksum_hint(error);
}

bool checksum_same_number(const char *path, const char *what, int64_t found, int64_t expected,
                          Error *error)
{
    if (found == expected)
        return true;
    fail_differs(error, path);
    return fail_detail(error, "it has %" PRId64 " %s instead of %" PRId64, found, what, expected);
}

bool checksum_same(const char *path, const char *found, const char *expected, Error *error)
{
    if (expected == NULL || strcmp(found, expected) == 0)
        return true;
    fail_differs(error, path);
    return fail_detail(error, "its SHA-256 is %s instead of %s", found, expected);
}

bool checksum_verify(const char *path, int64_t bytes, const char *sha256, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    int64_t found_bytes = 0;
    const char *found = "";

    if (!checksum_file(arena, path, &found_bytes, &found, error))
        return checksum_hint(error);
    return checksum_same_number(path, "bytes", found_bytes, bytes, error) &&
           checksum_same(path, found, sha256, error);
}
