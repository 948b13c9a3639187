#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/csv.h"
#include "base/terminal.h"
#include "base/text.h"
#include "cli/table_cells.h"

enum { GAP = 2, NARROWEST_CUT = 8 };

/* Every cell as it will be shown, the headings first, and how wide the columns are. */
typedef struct {
    Arena *arena;
    const Table *table;
    FILE *stream;
    const char ***lines;
    size_t line_count;
    size_t *widths;
} Layout;

static Layout make_layout(Arena *arena, const Table *table, FILE *stream)
{
    size_t columns = table->column_count;
    Layout layout = {arena, table, stream, NULL, table->rows.count + 1, NULL};

    layout.lines = arena_array(arena, const char **, layout.line_count);
    layout.widths = arena_array(arena, size_t, columns);
    for (size_t line = 0; line < layout.line_count; line++) {
        layout.lines[line] = arena_array(arena, const char *, columns);
        for (size_t at = 0; at < columns; at++) {
            const Column *column = &table->columns[at];
            const char *text = line == 0
                                   ? column_title(arena, column)
                                   : cell_shown(arena, column, &table->rows.items[line - 1][at]);
            size_t width = terminal_width(text);
            layout.lines[line][at] = text;
            if (width > layout.widths[at])
                layout.widths[at] = width;
        }
    }
    return layout;
}

/* The widest column of text that may still give way, or the number of columns. */
static size_t widest_text(const Layout *layout)
{
    size_t widest = layout->table->column_count;

    for (size_t at = 0; at < layout->table->column_count; at++)
        if (layout->table->columns[at].type == COLUMN_TEXT && layout->widths[at] > NARROWEST_CUT &&
            (widest == layout->table->column_count || layout->widths[at] > layout->widths[widest]))
            widest = at;
    return widest;
}

static void fit_terminal(Layout *layout)
{
    size_t columns = layout->table->column_count;
    size_t room = terminal_columns(layout->stream);
    size_t total = GAP * (columns == 0 ? 0 : columns - 1);

    for (size_t at = 0; at < columns; at++)
        total += layout->widths[at];
    for (size_t widest; total > room && (widest = widest_text(layout)) < columns; total--)
        layout->widths[widest]--;
}

static void put_line(const Layout *layout, const char *const cells[])
{
    size_t pending = 0; /* blanks owed to what follows, so that no line ends with some */

    for (size_t at = 0; at < layout->table->column_count; at++) {
        const char *text = terminal_cut(layout->arena, cells[at], layout->widths[at]);
        size_t padding = layout->widths[at] - terminal_width(text);
        bool is_to_the_right = column_is_to_the_right(&layout->table->columns[at]);
        if (is_to_the_right)
            pending += padding;
        if (*text != '\0') {
            fprintf(layout->stream, "%*s%s", (int) pending, "", text);
            pending = 0;
        }
        pending += GAP + (is_to_the_right ? 0 : padding);
    }
    fputc('\n', layout->stream);
}

static void print_aligned(const Table *table, FILE *stream)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Layout layout = make_layout(arena, table, stream);

    if (terminal_is(stream))
        fit_terminal(&layout);
    for (size_t line = 0; line < layout.line_count; line++)
        put_line(&layout, layout.lines[line]);
}

/* Values as they are, but for a terminal: a name in a row must not command it. */
static void put_csv(Arena *arena, const char *values[], size_t count, FILE *stream)
{
    Text *text = text_new(arena);

    for (size_t at = 0; terminal_is(stream) && at < count; at++)
        if (values[at] != NULL)
            values[at] = terminal_safe(arena, values[at]);
    sheet_add_row(text, values, NULL, count, SHEET_QUOTE_NEEDED);
    fwrite(text_value(text), 1, text_length(text), stream);
}

static void print_csv(const Table *table, FILE *stream)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    size_t count = table->column_count;
    const char **values = arena_array(arena, const char *, count);

    for (size_t at = 0; at < count; at++)
        values[at] = table->columns[at].name;
    put_csv(arena, values, count, stream);
    for (size_t row = 0; row < table->rows.count; row++) {
        for (size_t at = 0; at < count; at++)
            values[at] = cell_plain(arena, &table->columns[at], &table->rows.items[row][at]);
        put_csv(arena, values, count, stream);
    }
}

Document *table_document(const Table *table)
{
    Document *rows = document_array();

    for (size_t row = 0; row < table->rows.count; row++)
        document_add(rows, table_row_document(table, table->rows.items[row]));
    return rows;
}

void table_print(const Table *table, TableFormat format, FILE *stream)
{
    Document *document CLEANUP(document_release) = NULL;

    switch (format) {
        case FORMAT_TABLE:
            print_aligned(table, stream);
            return;
        case FORMAT_CSV:
            print_csv(table, stream);
            return;
        case FORMAT_JSON:
            document = table_document(table);
            document_print(document, stream);
            return;
    }
}

static void print_records(const Table *table, FILE *stream)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    size_t title_width = 0;
    size_t room = terminal_is(stream) ? terminal_columns(stream) : SIZE_MAX;

    for (size_t at = 0; at < table->column_count; at++) {
        size_t width = terminal_width(column_title(arena, &table->columns[at]));
        title_width = width > title_width ? width : title_width;
    }
    room = room > title_width + GAP + NARROWEST_CUT ? room - title_width - GAP : NARROWEST_CUT;
    for (size_t row = 0; row < table->rows.count; row++) {
        if (row > 0)
            fputc('\n', stream);
        for (size_t at = 0; at < table->column_count; at++) {
            const Column *column = &table->columns[at];
            const char *title = column_title(arena, column);
            const char *value = cell_shown(arena, column, &table->rows.items[row][at]);
            fprintf(stream, "%s%*s%s\n", title, (int) (title_width + GAP - terminal_width(title)),
                    "", terminal_cut(arena, value, room));
        }
    }
}

void table_print_record(const Table *table, TableFormat format, FILE *stream)
{
    Document *document CLEANUP(document_release) = NULL;

    switch (format) {
        case FORMAT_TABLE:
            print_records(table, stream);
            return;
        case FORMAT_CSV:
            print_csv(table, stream);
            return;
        case FORMAT_JSON:
            if (table->rows.count == 0) {
                fputs("null\n", stream);
                return;
            }
            document = table_row_document(table, table->rows.items[0]);
            document_print(document, stream);
            return;
    }
}
