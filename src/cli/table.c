#include "cli/table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/parse.h"
#include "base/text.h"
#include "cli/table_cells.h"

Cell cell_null(void)
{
    return (Cell){.kind = CELL_NULL};
}

Cell cell_text(const char *text)
{
    return text == NULL ? cell_null() : (Cell){.kind = CELL_TEXT, .text = text};
}

Cell cell_some(int64_t number)
{
    return number == 0 ? cell_null() : cell_number(number);
}

Cell cell_number(int64_t number)
{
    return (Cell){.kind = CELL_NUMBER, .number = number};
}

Cell cell_real(double real)
{
    return (Cell){.kind = CELL_REAL, .real = real};
}

Cell cell_boolean(bool boolean)
{
    return (Cell){.kind = CELL_BOOLEAN, .boolean = boolean};
}

Table *table_new(Arena *arena, const Column columns[], size_t count)
{
    Table *table = arena_alloc(arena, sizeof *table);

    table->arena = arena;
    table->columns = columns;
    table->column_count = count;
    return table;
}

/* Sessions are UTC, so "+00" says nothing new. */
static Cell read_time(Arena *arena, const char *text)
{
    size_t length = strlen(text);
    int64_t instant;
    Error ignored;

    if (text_ends_with(text, "+00"))
        text = arena_copy_span(arena, text, length - 3);
    return clock_parse_utc(text, &instant, &ignored) ? cell_number(instant) : cell_text(text);
}

void table_add_row(Table *table, const Cell cells[], size_t count)
{
    assert(count == table->column_count);

    Cell *row = arena_array(table->arena, Cell, count);
    for (size_t at = 0; at < count; at++) {
        row[at] = cells[at];
        if (row[at].kind != CELL_TEXT)
            continue;
        row[at].text = arena_copy(table->arena, row[at].text);
        if (table->columns[at].type == COLUMN_TIME)
            row[at] = read_time(table->arena, row[at].text);
    }
    list_add(table->arena, &table->rows, row);
}

static Cell read_real(const char *text)
{
    char *end;
    double real = strtod(text, &end);

    return end != text && *end == '\0' ? cell_real(real) : cell_text(text);
}

static Cell read_boolean(const char *text)
{
    if (strcmp(text, "t") == 0 || strcmp(text, "true") == 0)
        return cell_boolean(true);
    if (strcmp(text, "f") == 0 || strcmp(text, "false") == 0)
        return cell_boolean(false);
    return cell_text(text);
}

static Cell read_number(const char *text)
{
    int64_t number;
    Error ignored;

    return parse_number(text, INT64_MIN, INT64_MAX, &number, &ignored) ? cell_number(number)
                                                                       : cell_text(text);
}

static Cell read_cell(const Column *column, const char *text)
{
    if (text == NULL)
        return cell_null();
    switch (column->type) {
        case COLUMN_NUMBER:
        case COLUMN_COUNT:
        case COLUMN_BYTES:
        case COLUMN_DURATION:
            return read_number(text);
        case COLUMN_REAL:
        case COLUMN_MONEY:
            return read_real(text);
        case COLUMN_BOOLEAN:
            return read_boolean(text);
        case COLUMN_TEXT:
        case COLUMN_TIME:
            break;
    }
    return cell_text(text);
}

void table_add_texts(Table *table, const char *const values[], size_t count)
{
    assert(count == table->column_count);

    Cell *row = arena_array(table->arena, Cell, count);
    for (size_t at = 0; at < count; at++)
        row[at] = read_cell(&table->columns[at], values[at]);
    table_add_row(table, row, count);
}

size_t table_rows(const Table *table)
{
    return table->rows.count;
}
