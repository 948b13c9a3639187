/*
 * table.h - rows, described once and shown as a table, as JSON or as CSV.
 *
 *     static const Column COLUMNS[] = {
 *         {"class", NULL, COLUMN_TEXT},
 *         {"count", NULL, COLUMN_COUNT},
 *     };
 *     Table *table = table_new(arena, COLUMNS, 2);
 *     table_add(table, cell_text(class->name), cell_number(count));
 *     table_print(table, FORMAT_TABLE, stdout);
 *
 * The table copies what it is given.  Text is made safe for terminals whenever
 * it is shown as a table.
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/json.h"

typedef enum { FORMAT_TABLE, FORMAT_JSON, FORMAT_CSV } TableFormat;

/* What a column holds; numbers are shown to the right.  JSON and CSV get them unadorned. */
typedef enum {
    COLUMN_TEXT,
    COLUMN_NUMBER,   /* digits as they are */
    COLUMN_COUNT,    /* 1,234,567 */
    COLUMN_BYTES,    /* 1.2 GB */
    COLUMN_DURATION, /* milliseconds: 2 h 5 min */
    COLUMN_TIME,     /* an instant of base/clock, or text as PostgreSQL writes it */
    COLUMN_REAL,
    COLUMN_MONEY,   /* two decimals, four when it is less than one */
    COLUMN_BOOLEAN, /* yes, no */
} ColumnType;

typedef struct {
    const char *name;  /* the JSON key and the CSV heading: oldest_log */
    const char *title; /* the heading people see; NULL: the name with blanks */
    ColumnType type;
} Column;

typedef enum { CELL_NULL, CELL_TEXT, CELL_NUMBER, CELL_REAL, CELL_BOOLEAN } CellKind;

typedef struct {
    const char *text;
    int64_t number;
    double real;
    CellKind kind;
    bool boolean;
} Cell;

Cell cell_null(void);
Cell cell_text(const char *text); /* NULL is NULL */
Cell cell_number(int64_t number);
Cell cell_some(int64_t number); /* 0 is NULL */
Cell cell_real(double real);
Cell cell_boolean(bool boolean);

typedef struct Table Table;

/* The columns are not copied. */
Table *table_new(Arena *arena, const Column columns[], size_t count);

/* One cell for each column. */
void table_add_row(Table *table, const Cell cells[], size_t count);

/* clang-format off */
#define table_add(table, ...) \
    table_add_row((table), (const Cell[]){__VA_ARGS__}, \
                  sizeof((const Cell[]){__VA_ARGS__}) / sizeof(Cell))
/* clang-format on */

/*
 * A row as PostgreSQL's text format gives it (true is "t"); what does not fit
 * its column's type stays text.
 */
void table_add_texts(Table *table, const char *const values[], size_t count);

size_t table_rows(const Table *table);

/*
 * FORMAT_TABLE: aligned, cut to the width only when the stream is a terminal;
 * without rows only the headings.  FORMAT_JSON: an array of objects.
 * FORMAT_CSV: headings, then rows.  Write errors show in output_finish.
 */
void table_print(const Table *table, TableFormat format, FILE *stream);

/* Every row as a list of "name  value"; in JSON the object itself (null without a row). */
void table_print_record(const Table *table, TableFormat format, FILE *stream);

/* The rows as JSON, for a larger document.  The caller releases or adds it. */
Document *table_document(const Table *table);

#endif
