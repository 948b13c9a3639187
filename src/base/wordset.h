/*
 * wordset.h - words without order, each once: is this one among them?
 */
#ifndef BASE_WORDSET_H
#define BASE_WORDSET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

typedef struct WordSet WordSet;

/* It and its words live in the arena. */
WordSet *wordset_new(Arena *arena);

/* Copies the word; false when it was there already. */
bool wordset_add(WordSet *set, const char *word, size_t length);
bool wordset_has(const WordSet *set, const char *word, size_t length);

/* Words are numbered from 0 in the order in which they came: the number of this one, which is added
 * when it is new. */
size_t wordset_number(WordSet *set, const char *word, size_t length);

/* In that order. */
size_t wordset_count(const WordSet *set);
const char *wordset_at(const WordSet *set, size_t at);

#endif
