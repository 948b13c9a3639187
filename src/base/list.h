/*
 * list.h - growing arrays of one type, in an arena.
 *
 *     typedef LIST(Reference) References;
 *
 *     References references = {0};
 *     list_add(arena, &references, (Reference){.table = name});
 *     qsort(references.items, references.count, sizeof *references.items, by_table);
 *
 * A zeroed list is an empty one.  Adding may move the items.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stddef.h>

#include "base/arena.h"

/* clang-format off */
#define LIST(type) struct { type *items; size_t count; size_t capacity; }

/* Appends one item; the item's type is checked as in any assignment. */
#define list_add(arena, list, ...) \
    ((void) ((list)->items = list_room((arena), (list)->items, (list)->count, \
                                       &(list)->capacity, sizeof *(list)->items), \
             (list)->items[(list)->count] = (__VA_ARGS__), (list)->count++))
/* clang-format on */

/* Room for one more item behind count items; what list_add is made of. */
void *list_room(Arena *arena, void *items, size_t count, size_t *capacity, size_t size);

#endif
