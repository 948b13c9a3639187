#include <errno.h>
#include <string.h>

#include <csv.h>

#include "base/cleanup.h"
#include "base/csv.h"

/* Blanks at the ends are quoted too: many readers trim them otherwise. */
static bool needs_quotes(const char *value, size_t length)
{
    if (length == 0 || value[0] == ' ' || value[length - 1] == ' ')
        return true;
    if (length == 2 && memcmp(value, "\\.", 2) == 0) /* end of data, to older PostgreSQL */
        return true;
    for (size_t at = 0; at < length; at++)
        if (strchr(",\"\r\n\t", value[at]) != NULL)
            return true;
    return false;
}

static void add_value(Text *text, const char *value, size_t length, SheetQuoting quoting)
{
    if (quoting == SHEET_QUOTE_NEEDED && !needs_quotes(value, length)) {
        text_add_span(text, value, length);
        return;
    }
    size_t most = 2 * length + 2; /* every character a quote */
    text_used(text, csv_write2(text_reserve(text, most), most, value, length, CSV_QUOTE));
}

void sheet_add_row(Text *text, const char *const values[], const size_t lengths[], size_t count,
                   SheetQuoting quoting)
{
    for (size_t at = 0; at < count; at++) {
        if (at > 0)
            text_add_char(text, ',');
        if (values[at] != NULL)
            add_value(text, values[at], lengths != NULL ? lengths[at] : strlen(values[at]),
                      quoting);
    }
    text_add_char(text, '\n');
}

bool sheet_write_row(FILE *stream, const char *const values[], const size_t lengths[], size_t count,
                     SheetQuoting quoting, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Text *text = text_new(arena);

    sheet_add_row(text, values, lengths, count, quoting);
    if (fwrite(text_value(text), 1, text_length(text), stream) != text_length(text))
        return fail_errno(error, OUTCOME_FILE_ERROR, errno, "could not write a row of CSV");
    return true;
}
