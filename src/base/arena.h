/*
 * arena.h - memory that lives as long as one piece of work.
 *
 * What a function returns is allocated from the arena its caller passes, and
 * all of it goes at once when the arena is released.  Nothing is freed alone.
 * Running out of memory ends the program with a line on stderr and exit code 1:
 * the journal heals what that leaves, as after a kill.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_new(void);
void arena_release(Arena **arena);

/* Zeroed, aligned for any type. */
void *arena_alloc(Arena *arena, size_t size);

/* Zeroed; size times count may not overflow, that ends the program too. */
void *arena_alloc_array(Arena *arena, size_t size, size_t count);

/*
 * Makes memory from arena_alloc larger (or memory from NULL), keeping its
 * first old_size bytes and zeroing the rest.  The old address is dead.
 */
void *arena_grow(Arena *arena, void *memory, size_t old_size, size_t new_size);

/* What the arena does when memory runs out; for libraries that ran out of it. */
_Noreturn void arena_exhausted(void);

/* NULL stays NULL. */
char *arena_copy(Arena *arena, const char *text);
char *arena_copy_span(Arena *arena, const char *text, size_t length);
char *arena_format(Arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));

/* clang-format off */
#define arena_array(arena, type, count) \
    ((type *) arena_alloc_array((arena), sizeof(type), (count)))
/* clang-format on */

#endif
