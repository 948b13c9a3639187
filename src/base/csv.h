/*
 * csv.h - rows of CSV, written and read as PostgreSQL's COPY does.
 *
 * NULL is an empty field without quotes, the empty string is "".  The names
 * start with sheet_, because csv_ belongs to the library beneath.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"

typedef enum {
    SHEET_QUOTE_ALL,    /* every value, as COPY ... (FORCE_QUOTE *) */
    SHEET_QUOTE_NEEDED, /* what must be: for people and spreadsheets; COPY reads it too */
} SheetQuoting;

/*
 * Appends one row with its "\n".  lengths may be NULL when every value ends
 * with a zero byte.  A NULL value is NULL.
 */
void sheet_add_row(Text *text, const char *const values[], const size_t lengths[], size_t count,
                   SheetQuoting quoting);

/* The same straight to a stream; OUTCOME_FILE_ERROR when it cannot be written. */
bool sheet_write_row(FILE *stream, const char *const values[], const size_t lengths[], size_t count,
                     SheetQuoting quoting, Error *error);

/*
 * Where the next such byte is that stands outside of quotes, or size: a comma ends a field of a
 * row, a line end the row.  *is_quoted, false at first, tells the next call where this one left
 * off.
 */
size_t sheet_find(const char *data, size_t size, char wanted, bool *is_quoted);

/* Appends the value of a field that stands between two of those, quotes and all; one of no bytes is
 * NULL.  For rows as the server wrote them, also those of a draft of ours; other files are for a
 * reader, which looks for damage. */
void sheet_unquote(Text *text, const char *field, size_t length);

/* A row as it was read; everything in it is gone when the callback returns. */
typedef struct {
    const char *const *values; /* each ends with a zero byte; NULL is NULL */
    const size_t *lengths;
    size_t count;
    int64_t number; /* 0 is the header, 1 the first row of data */
} SheetRow;

/* Whether its values are these, which end with NULL. */
bool sheet_row_is(const SheetRow *row, const char *const *values);

/* false, with the error filled, stops the reading. */
typedef bool SheetRowFunction(const SheetRow *row, void *context, Error *error);

typedef struct SheetReader SheetReader;

/*
 * Reads what COPY writes, with or without forced quotes, line ends "\n" or
 * "\r\n".  The first row is the header; every other one must have as many
 * fields, and an empty line is a row whose only column is NULL.  Refused, as
 * OUTCOME_FILE_ERROR that names the file and the row: misplaced or missing
 * quotes, a zero byte, a carriage return on its own, another number of fields,
 * no header at all.  Bytes that are not UTF-8 pass unchanged.
 *
 * name is for messages and is not copied.  Memory: the largest row, twice.
 */
SheetReader *sheet_reader_new(const char *name, SheetRowFunction *on_header,
                              SheetRowFunction *on_row, void *context);

/* Chunks of any size, then the end.  After a failure only release is left. */
bool sheet_reader_feed(SheetReader *reader, const char *data, size_t size, Error *error);
bool sheet_reader_finish(SheetReader *reader, Error *error);

/* Rows of data so far, without the header. */
int64_t sheet_reader_rows(const SheetReader *reader);

void sheet_reader_release(SheetReader **reader);

#endif
