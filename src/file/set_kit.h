/*
 * set_kit.h - what lets a person bring a set back with psql alone.
 */
#ifndef FILE_SET_KIT_H
#define FILE_SET_KIT_H

#include "base/arena.h"
#include "file/set.h"

/* load.sql: every file into its table, in one transaction. */
const char *set_kit_script(Arena *arena, const Set *set);

const char *set_kit_readme(Arena *arena, const Set *set);

#endif
