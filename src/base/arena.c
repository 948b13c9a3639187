#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One malloc per allocation keeps every buffer visible to the sanitizers. */
typedef struct Block {
    struct Block *older;
    struct Block *newer;
    max_align_t memory[];
} Block;

struct Arena {
    Block *newest;
};

_Noreturn void arena_exhausted(void)
{
    fputs("litellm-dba: out of memory\n", stderr);
    exit(EXIT_FAILURE);
}

static void link_block(Arena *arena, Block *block)
{
    block->older = arena->newest;
    block->newer = NULL;
    if (arena->newest != NULL)
        arena->newest->newer = block;
    arena->newest = block;
}

/* A block that realloc may have moved: its neighbours still know the old address. */
static void relink_block(Arena *arena, Block *block)
{
    if (block->older != NULL)
        block->older->newer = block;
    if (block->newer != NULL)
        block->newer->older = block;
    else
        arena->newest = block;
}

Arena *arena_new(void)
{
    Arena *arena = calloc(1, sizeof *arena);

    if (arena == NULL)
        arena_exhausted();
    return arena;
}

void arena_release(Arena **arena)
{
    if (*arena == NULL)
        return;

    for (Block *block = (*arena)->newest, *older; block != NULL; block = older) {
        older = block->older;
        free(block);
    }
    free(*arena);
    *arena = NULL;
}

void *arena_alloc(Arena *arena, size_t size)
{
    if (size > PTRDIFF_MAX - sizeof(Block))
        arena_exhausted();

    Block *block = calloc(1, sizeof *block + size);
    if (block == NULL)
        arena_exhausted();
    link_block(arena, block);
    return block->memory;
}

void *arena_alloc_array(Arena *arena, size_t size, size_t count)
{
    if (size != 0 && count > PTRDIFF_MAX / size)
        arena_exhausted();
    return arena_alloc(arena, size * count);
}

void *arena_grow(Arena *arena, void *memory, size_t old_size, size_t new_size)
{
    if (memory == NULL)
        return arena_alloc(arena, new_size);
    if (new_size > PTRDIFF_MAX - sizeof(Block))
        arena_exhausted();

    void *start = (char *) memory - offsetof(Block, memory);
    Block *block = realloc(start, sizeof *block + new_size);
    if (block == NULL)
        arena_exhausted();
    relink_block(arena, block);
    if (new_size > old_size)
        memset((char *) block->memory + old_size, 0, new_size - old_size);
    return block->memory;
}

char *arena_copy(Arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_copy_span(arena, text, strlen(text));
}

char *arena_copy_span(Arena *arena, const char *text, size_t length)
{
    if (text == NULL)
        return NULL;

    char *copy = arena_alloc(arena, length + 1);
    memcpy(copy, text, length);
    return copy;
}

char *arena_format(Arena *arena, const char *format, ...)
{
    va_list arguments, again;

    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0)
        arena_exhausted();
    char *text = arena_alloc(arena, (size_t) length + 1);
    vsnprintf(text, (size_t) length + 1, format, again);
    va_end(again);
    va_end(arguments);
    return text;
}
