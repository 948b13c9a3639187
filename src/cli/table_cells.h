/*
 * table_cells.h - what is inside a Table, and a cell as text.  For cli/table*.c alone.
 */
#ifndef CLI_TABLE_CELLS_H
#define CLI_TABLE_CELLS_H

#include "base/list.h"
#include "cli/table.h"

struct Table {
    Arena *arena;
    const Column *columns;
    size_t column_count;
    LIST(Cell *) rows;
};

/* For people: safe for a terminal, "-" for NULL. */
const char *cell_shown(Arena *arena, const Column *column, const Cell *cell);

/* For programs: unadorned; NULL for NULL. */
const char *cell_plain(Arena *arena, const Column *column, const Cell *cell);

/* The heading people see. */
const char *column_title(Arena *arena, const Column *column);

bool column_is_to_the_right(const Column *column);

/* One row as a JSON object. */
Document *table_row_document(const Table *table, const Cell row[]);

#endif
