#include "server/partition_bounds.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"

/* Takes the word off the front. */
static bool take(const char **text, const char *word)
{
    size_t length = strlen(word);

    if (strncmp(*text, word, length) != 0)
        return false;
    *text += length;
    return true;
}

/* '2026-11-01 00:00:00' or the same with +00; no other zone, for ours is UTC. */
static bool take_instant(Arena *arena, const char **text, const char **instant, int64_t *instant_us)
{
    size_t length;

    if (!take(text, "'"))
        return false;
    length = strcspn(*text, "'");
    char *found = arena_copy_span(arena, *text, length);
    *text += length;
    if (!take(text, "'"))
        return false;
    if (text_ends_with(found, "+00"))
        found[length - strlen("+00")] = '\0';
    if (strpbrk(found, "TZ") != NULL || !clock_parse_utc(found, instant_us, &(Error){0}))
        return false;
    *instant = clock_format_utc(arena, *instant_us);
    return true;
}

static bool take_bound(Arena *arena, const char **text, const char *unbounded, const char **instant,
                       int64_t *instant_us)
{
    return take(text, "(") &&
           (take(text, unbounded) || take_instant(arena, text, instant, instant_us)) &&
           take(text, ")");
}

bool partition_bounds_parse(Arena *arena, const char *text, PartitionBounds *bounds)
{
    PartitionBounds found = {0};

    if (text_equal(text, "DEFAULT")) {
        *bounds = (PartitionBounds){.is_default = true};
        return true;
    }
    if (text == NULL || !take(&text, "FOR VALUES FROM ") ||
        !take_bound(arena, &text, "MINVALUE", &found.from, &found.from_us) ||
        !take(&text, " TO ") || !take_bound(arena, &text, "MAXVALUE", &found.to, &found.to_us) ||
        *text != '\0')
        return false;
    if (found.from != NULL && found.to != NULL && found.from_us >= found.to_us)
        return false;
    *bounds = found;
    return true;
}
