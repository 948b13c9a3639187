#include "base/wordset.h"

#include <stdint.h>
#include <string.h>

#include "base/list.h"

typedef struct {
    uint64_t hash;
    size_t length;
    const char *text;
} Word;

/* Words stand in a list; the table holds their numbers, counted from 1, where their hash says or
 * the next places behind. */
struct WordSet {
    Arena *arena;
    LIST(Word) words;
    size_t *table;
    size_t size; /* of the table: a power of two */
};

enum { FIRST_SIZE = 64 };

WordSet *wordset_new(Arena *arena)
{
    WordSet *set = arena_alloc(arena, sizeof *set);

    set->arena = arena;
    set->size = FIRST_SIZE;
    set->table = arena_array(arena, size_t, set->size);
    return set;
}

static const uint64_t ODD = UINT64_C(0x9e3779b97f4a7c15); /* 2^64 / the golden ratio */

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * ODD;
    return hash ^ hash >> 32;
}

/* Eight bytes at a time; the low bits are those that count. */
static uint64_t hash_of(const char *word, size_t length)
{
    uint64_t hash = length, value;

    for (; length >= sizeof value; word += sizeof value, length -= sizeof value) {
        memcpy(&value, word, sizeof value);
        hash = mix(hash, value);
    }
    value = 0;
    memcpy(&value, word, length);
    return mix(hash, value);
}

static bool is_same(const Word *word, uint64_t hash, const char *text, size_t length)
{
    return word->hash == hash && word->length == length && memcmp(word->text, text, length) == 0;
}

/* Where the word is, or would be. */
static size_t place_of(const WordSet *set, uint64_t hash, const char *text, size_t length)
{
    size_t place = hash & (set->size - 1);

    while (set->table[place] != 0 &&
           !is_same(&set->words.items[set->table[place] - 1], hash, text, length))
        place = (place + 1) & (set->size - 1);
    return place;
}

static void grow(WordSet *set)
{
    set->size *= 2;
    set->table = arena_array(set->arena, size_t, set->size);
    for (size_t at = 0; at < set->words.count; at++) {
        const Word *word = &set->words.items[at];
        set->table[place_of(set, word->hash, word->text, word->length)] = at + 1;
    }
}

size_t wordset_number(WordSet *set, const char *word, size_t length)
{
    uint64_t hash = hash_of(word, length);
    size_t place = place_of(set, hash, word, length);

    if (set->table[place] != 0)
        return set->table[place] - 1;
    list_add(set->arena, &set->words,
             ((Word){hash, length, arena_copy_span(set->arena, word, length)}));
    set->table[place] = set->words.count;
    if (set->words.count * 2 > set->size)
        grow(set);
    return set->words.count - 1;
}

bool wordset_add(WordSet *set, const char *word, size_t length)
{
    size_t count = set->words.count;

    return wordset_number(set, word, length) == count;
}

bool wordset_has(const WordSet *set, const char *word, size_t length)
{
    return set->table[place_of(set, hash_of(word, length), word, length)] != 0;
}

size_t wordset_count(const WordSet *set)
{
    return set->words.count;
}

const char *wordset_at(const WordSet *set, size_t at)
{
    return set->words.items[at].text;
}
