/*
 * parse FILE... - a bare parse with libcsv, as fast as the library can: what verify is held against.
 */
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_BYTES = 256 * 1024 };

static size_t fields, rows;

static void field(void *data, size_t size, void *context)
{
    (void) data;
    (void) size;
    (void) context;
    fields++;
}

static void row(int end, void *context)
{
    (void) end;
    (void) context;
    rows++;
}

int main(int argc, char *argv[])
{
    char *block = malloc(BLOCK_BYTES);

    for (int at = 1; at < argc; at++) {
        struct csv_parser parser;
        FILE *file = fopen(argv[at], "r");
        size_t size;

        if (block == NULL || file == NULL ||
            csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL) != 0)
            return 1;
        while ((size = fread(block, 1, BLOCK_BYTES, file)) > 0)
            if (csv_parse(&parser, block, size, field, row, NULL) != size)
                return 1;
        csv_fini(&parser, field, row, NULL);
        csv_free(&parser);
        fclose(file);
    }
    free(block);
    printf("%zu rows, %zu fields\n", rows, fields);
    return 0;
}
