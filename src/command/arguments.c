#include "command/arguments.h"

#include <stddef.h>

#include "server/url.h"

char **arguments_take(Arena *arena, int argc, char *argv[])
{
    char **copies = arena_array(arena, char *, (size_t) argc + 1);

    for (int at = 0; at < argc; at++) {
        copies[at] = arena_copy(arena, argv[at]);
        url_hide_password(argv[at]);
    }
    return copies;
}
