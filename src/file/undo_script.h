/*
 * undo_script.h - the psql script that takes an operation back.
 *
 * Made of the templates in sql/undo, in the reverse order of the operation's work.  Only
 * names are filled in: :"table", :"columns", :"key", :"column", :"schema" and :file.
 */
#ifndef FILE_UNDO_SCRIPT_H
#define FILE_UNDO_SCRIPT_H

#include "base/arena.h"
#include "file/kit.h"

const char *undo_script(Arena *arena, const Kit *kit);

#endif
