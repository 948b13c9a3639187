/*
 * script.h - a script for psql, made of the templates under sql/.
 *
 * Only names, file names and numbers are filled in, quoted here.
 */
#ifndef FILE_SCRIPT_H
#define FILE_SCRIPT_H

#include "base/arena.h"
#include "base/sql.h"
#include "base/text.h"

/* What a placeholder becomes; the last one has no name. */
typedef struct {
    const char *placeholder; /* as it stands in the template: :"table" */
    const char *text;
} Filling;

/* A :"placeholder" that is not filled asserts. */
void script_add(Text *script, const SqlText *template, const Filling *fillings);

/* "LiteLLM_X", and "a", "b" of a list that ends with NULL. */
const char *script_name(Arena *arena, const char *name);
const char *script_names(Arena *arena, const char *const *names);

/* 'it''s': a word of a meta-command, where a backslash escapes. */
const char *script_word(Arena *arena, const char *text);

/* What \copy reads from: the file, or the programs that unpack it as its name tells.  Names of our
 * files are plain (see plain_name.h), so a shell takes them as they are. */
const char *script_source(Arena *arena, const char *path);

/* On one line: what a comment can hold without ending. */
const char *script_comment(Arena *arena, const char *text);

#endif
