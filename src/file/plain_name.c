#include "file/plain_name.h"

#include <string.h>

enum { LONGEST = 200 };

static bool is_plain(char character)
{
    return strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-=",
                  character) != NULL &&
           character != '\0';
}

const char *plain_name(Arena *arena, const char *text)
{
    char *copy = arena_copy(arena, text);

    for (char *at = copy; *at != '\0'; at++)
        if (!is_plain(*at))
            *at = '_';
    return copy;
}

bool plain_name_is_safe(const char *name)
{
    if (name[0] == '\0' || name[0] == '.' || name[0] == '-' || strlen(name) > LONGEST)
        return false;
    for (; *name != '\0'; name++)
        if (!is_plain(*name))
            return false;
    return true;
}
