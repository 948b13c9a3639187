#include "base/list.h"

#include <stdint.h>

enum { FIRST_CAPACITY = 8 };

void *list_room(Arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;

    size_t larger = *capacity == 0 ? FIRST_CAPACITY : *capacity * 2;
    if (larger > PTRDIFF_MAX / size)
        arena_exhausted();
    items = arena_grow(arena, items, count * size, larger * size);
    *capacity = larger;
    return items;
}
