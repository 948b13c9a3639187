#include "cli/table_cells.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/terminal.h"
#include "base/text.h"

/* 1234.5 as "1,234.50", 0.0123 as "0.0123". */
static const char *money(Arena *arena, double amount)
{
    double size = fabs(amount);

    if (!isfinite(amount) || size >= 9e15)
        return text_real(arena, amount);
    char *digits = arena_format(arena, "%.*f", size < 1 && size != 0 ? 4 : 2, size);
    char *point = strchr(digits, '.');
    int64_t whole = 0;
    for (const char *at = digits; at < point; at++)
        whole = whole * 10 + (*at - '0');
    return arena_format(arena, "%s%s%s", amount < 0 ? "-" : "", text_count(arena, whole), point);
}

static const char *number_shown(Arena *arena, const Column *column, int64_t number)
{
    switch (column->type) {
        case COLUMN_COUNT:
            return text_count(arena, number);
        case COLUMN_BYTES:
            return text_bytes(arena, number);
        case COLUMN_DURATION:
            return text_duration(arena, number);
        case COLUMN_TIME:
            return arena_copy_span(arena, clock_format_utc(arena, number),
                                   strlen("2026-11-21 03:00:00"));
        case COLUMN_MONEY:
            return money(arena, (double) number);
        case COLUMN_TEXT:
        case COLUMN_NUMBER:
        case COLUMN_REAL:
        case COLUMN_BOOLEAN:
            break;
    }
    return arena_format(arena, "%" PRId64, number);
}

const char *cell_shown(Arena *arena, const Column *column, const Cell *cell)
{
    switch (cell->kind) {
        case CELL_NULL:
            return "-";
        case CELL_TEXT:
            return terminal_safe(arena, cell->text);
        case CELL_NUMBER:
            return number_shown(arena, column, cell->number);
        case CELL_REAL:
            return column->type == COLUMN_MONEY ? money(arena, cell->real)
                                                : text_real(arena, cell->real);
        case CELL_BOOLEAN:
            return cell->boolean ? "yes" : "no";
    }
    return "";
}

const char *cell_plain(Arena *arena, const Column *column, const Cell *cell)
{
    switch (cell->kind) {
        case CELL_NULL:
            return NULL;
        case CELL_TEXT:
            return cell->text;
        case CELL_NUMBER:
            if (column->type == COLUMN_TIME)
                return clock_format_utc(arena, cell->number);
            return arena_format(arena, "%" PRId64, cell->number);
        case CELL_REAL:
            return text_real(arena, cell->real);
        case CELL_BOOLEAN:
            return cell->boolean ? "true" : "false";
    }
    return NULL;
}

const char *column_title(Arena *arena, const Column *column)
{
    if (column->title != NULL)
        return column->title;

    char *title = arena_copy(arena, column->name);
    for (char *at = title; *at != '\0'; at++)
        if (*at == '_')
            *at = ' ';
    return title;
}

bool column_is_to_the_right(const Column *column)
{
    return column->type != COLUMN_TEXT && column->type != COLUMN_TIME &&
           column->type != COLUMN_BOOLEAN;
}

/* "2026-11-21T03:00:00.5Z", with the fraction that clock_format_iso leaves out. */
static const char *time_for_json(Arena *arena, int64_t instant)
{
    char *text = arena_format(arena, "%sZ", clock_format_utc(arena, instant));

    *strchr(text, ' ') = 'T';
    return text;
}

Document *table_row_document(const Table *table, const Cell row[])
{
    Document *object = document_object();

    for (size_t at = 0; at < table->column_count; at++) {
        const Column *column = &table->columns[at];
        const Cell *cell = &row[at];
        switch (cell->kind) {
            case CELL_NULL:
                document_set_null(object, column->name);
                break;
            case CELL_TEXT:
                document_set_text(object, column->name, cell->text);
                break;
            case CELL_NUMBER:
                if (column->type == COLUMN_TIME)
                    document_set_text(object, column->name,
                                      time_for_json(table->arena, cell->number));
                else
                    document_set_number(object, column->name, cell->number);
                break;
            case CELL_REAL:
                document_set_real(object, column->name, cell->real);
                break;
            case CELL_BOOLEAN:
                document_set_boolean(object, column->name, cell->boolean);
                break;
        }
    }
    return object;
}
