#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/catalog.h"

static bool is_among(const Words *tables, const char *table)
{
    for (size_t at = 0; at < tables->count; at++)
        if (strcmp(tables->items[at], table) == 0)
            return true;
    return false;
}

/* Whether a parent of the table is still to come. */
static bool must_wait(const Catalog *catalog, const Words *waiting, const char *table)
{
    for (size_t at = 0; at < catalog->foreign_key_count; at++) {
        const CatalogForeignKey *key = &catalog->foreign_keys[at];
        if (strcmp(key->table, table) == 0 && strcmp(key->parent_table, table) != 0 &&
            is_among(waiting, key->parent_table))
            return true;
    }
    return false;
}

static const char *take_out(Words *words, size_t at)
{
    const char *word = words->items[at];

    words->count--;
    memmove(&words->items[at], &words->items[at + 1], (words->count - at) * sizeof *words->items);
    return word;
}

static int by_bytes(const void *left, const void *right)
{
    return strcmp(*(const char *const *) left, *(const char *const *) right);
}

const char *const *catalog_parents_first(const Catalog *catalog, Arena *arena,
                                         const char *const *tables)
{
    Words waiting = {0}, ordered = {0};

    for (; *tables != NULL; tables++)
        list_add(arena, &waiting, *tables);
    if (waiting.count > 0)
        qsort(waiting.items, waiting.count, sizeof *waiting.items, by_bytes);
    while (waiting.count > 0) {
        size_t next = 0;
        while (next < waiting.count && must_wait(catalog, &waiting, waiting.items[next]))
            next++;
        list_add(arena, &ordered, take_out(&waiting, next < waiting.count ? next : 0));
    }
    list_add(arena, &ordered, NULL);
    return ordered.items;
}
