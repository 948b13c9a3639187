/*
 * encode.h - rows of a CSV file made ready for COPY ... FROM STDIN, without asking the server.
 *
 * The server spends a third of a COPY on reading CSV.  An encoder turns the texts of a row into
 * COPY's binary format by the types of the columns; a table with a column of a type that is not
 * known here gets COPY's text format instead.  On the way every value is parsed strictly, as
 * PostgreSQL writes it under the settings that transaction.h pins, so this is also the check that a
 * file holds what its columns can take.  No connection is needed.
 */
#ifndef SERVER_ENCODE_H
#define SERVER_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"

typedef struct {
    const char *name;
    const char *type; /* as type_shorten gives it: "jsonb", "text[]", "\"JobStatus\"" */
    bool is_enum;     /* travels as its label */
} EncoderColumn;

typedef struct {
    const char *file; /* for messages; not copied */
    const EncoderColumn *columns;
    size_t column_count;

    /* Also what only the server would notice: that text is UTF-8 and JSON is JSON. */
    bool is_strict;
} EncoderRequest;

typedef struct Encoder Encoder;

/* All of it is the arena's.  The columns are those of the file, in its order. */
Encoder *encoder_new(Arena *arena, const EncoderRequest *request);

/* false: COPY's text format. */
bool encoder_is_binary(const Encoder *encoder);

/* What goes before the first row and behind the last one; nothing in text format. */
void encoder_begin(Encoder *encoder, Text *out);
void encoder_end(Encoder *encoder, Text *out);

/* Appends one row.  OUTCOME_FILE_ERROR names file, row and column, and says what the value is not,
 * never the value: it may be a secret. */
bool encoder_add(Encoder *encoder, const SheetRow *row, Text *out, Error *error);

#endif
