#include "file/checksum.h"

#include <errno.h>
#include <fcntl.h>
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
