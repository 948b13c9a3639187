/* "Did you mean": how far two words are apart. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Longer words are not what anybody mistyped. */
enum { LONGEST = 64 };

static size_t least(size_t a, size_t b, size_t c)
{
    size_t smaller = a < b ? a : b;

    return smaller < c ? smaller : c;
}

/* Optimal string alignment: three rows of the table of distances are enough. */
size_t text_distance(const char *from, const char *to)
{
    size_t from_length = strlen(from);
    size_t to_length = strlen(to);
    if (from_length > LONGEST || to_length > LONGEST)
        return from_length > to_length ? from_length : to_length;

    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t at = 0; at <= to_length; at++)
        above[at] = at;

    for (size_t i = 1; i <= from_length; i++) {
        row[0] = i;
        for (size_t j = 1; j <= to_length; j++) {
            size_t change = above[j - 1] + (from[i - 1] != to[j - 1]);
            row[j] = least(above[j] + 1, row[j - 1] + 1, change);
            if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] &&
                before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
        }
        size_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[to_length];
}

const char *text_nearest(const char *word, const char *const candidates[], size_t count)
{
    const char *nearest = NULL;
    size_t length = strlen(word);
    size_t best = length / 3 + 1; /* one edit for short words, a third of a long one */

    for (size_t at = 0; at < count; at++) {
        size_t distance = text_distance(word, candidates[at]);
        if (distance == 0)
            return candidates[at];
        if (distance < length && (distance < best || (distance == best && nearest == NULL))) {
            best = distance;
            nearest = candidates[at];
        }
    }
    return nearest;
}
