#include "command/listing.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "base/csv.h"
#include "base/json.h"
#include "base/terminal.h"

Listing listing_start(Arena *arena, TableFormat format, const Column columns[], size_t count)
{
    Listing listing = {.format = format, .columns = columns, .column_count = count};

    if (format == FORMAT_TABLE || terminal_is(stdout))
        listing.table = table_new(arena, columns, count);
    return listing;
}

static bool put_headings(const Listing *listing, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char **names = arena_array(arena, const char *, listing->column_count);

    for (size_t at = 0; at < listing->column_count; at++)
        names[at] = listing->columns[at].name;
    return sheet_write_row(stdout, names, NULL, listing->column_count, SHEET_QUOTE_NEEDED, error);
}

static void put_object(const Listing *listing, const StreamRow *row)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Table *table = table_new(arena, listing->columns, listing->column_count);

    table_add_texts(table, row->values, listing->column_count);
    Document *rows CLEANUP(document_release) = table_document(table);
    printf("%s%s", listing->rows == 0 ? "\n" : ",\n",
           document_dump(arena, document_at(rows, 0), 0));
}

bool listing_add(void *context, const StreamRow *row, bool is_header, Error *error)
{
    Listing *listing = context;

    if (listing->table != NULL) {
        if (!is_header)
            table_add_texts(listing->table, row->values, listing->column_count);
        return true;
    }
    if (is_header && listing->format == FORMAT_CSV)
        return put_headings(listing, error);
    if (is_header) {
        putchar('[');
        return true;
    }
    if (listing->format == FORMAT_CSV)
        return sheet_write_row(stdout, row->values, NULL, listing->column_count, SHEET_QUOTE_NEEDED,
                               error);
    put_object(listing, row);
    listing->rows++;
    return true;
}

void listing_end(Listing *listing)
{
    if (listing->table != NULL)
        table_print(listing->table, listing->format, stdout);
    else if (listing->format == FORMAT_JSON)
        puts(listing->rows == 0 ? "]" : "\n]");
}
