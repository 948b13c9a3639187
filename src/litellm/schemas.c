#include "litellm/schemas.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "litellm/known_schemas.h"

typedef LIST(SchemaColumn) Columns;

const char *drift_kind_name(DriftKind kind)
{
    static const char *const NAMES[] = {
        [DRIFT_TABLE_MISSING] = "missing table",   [DRIFT_TABLE_ADDITIONAL] = "additional table",
        [DRIFT_COLUMN_MISSING] = "missing column", [DRIFT_COLUMN_ADDITIONAL] = "additional column",
        [DRIFT_COLUMN_TYPE] = "other type",
    };

    return NAMES[kind];
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);

    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

bool schema_counts(const char *table)
{
    return strncmp(table, "LiteLLM_", strlen("LiteLLM_")) == 0 && !ends_with(table, "_legacy") &&
           !ends_with(table, "_partitioned");
}

const char *schema_type(const char *type)
{
    const char *point = strstr(type, ".\"");

    return point != NULL ? point + 1 : type;
}

static int compare(const char *table, const char *column, const char *other_table,
                   const char *other_column)
{
    int order = strcmp(table, other_table);

    return order != 0 ? order : strcmp(column, other_column);
}

static int by_table_and_column(const void *left, const void *right)
{
    const SchemaColumn *a = left, *b = right;

    return compare(a->table, a->column, b->table, b->column);
}

/* What counts of a live schema, sorted, types without schema. */
static Columns counted(Arena *arena, const LiveSchema *live)
{
    Columns columns = {0};

    for (size_t i = 0; i < live->column_count; i++) {
        SchemaColumn column = live->columns[i];

        column.type = schema_type(column.type);
        if (schema_counts(column.table))
            list_add(arena, &columns, column);
    }
    if (columns.count > 0)
        qsort(columns.items, columns.count, sizeof *columns.items, by_table_and_column);
    return columns;
}

const char *schema_fingerprint(Arena *arena, const LiveSchema *live)
{
    Columns columns = counted(arena, live);
    Digest *digest = digest_new();
    const char *hex;

    for (size_t i = 0; i < columns.count; i++) {
        const SchemaColumn *column = &columns.items[i];
        const char *line =
            arena_format(arena, "%s.%s:%s\n", column->table, column->column, column->type);

        digest_add(digest, line, strlen(line));
    }
    hex = digest_hex(digest, arena);
    digest_release(&digest);
    return hex;
}

bool schema_knows(const char *table, const char *column)
{
    size_t low = 0, high = KNOWN_COLUMN_COUNT;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const KnownColumn *known = &KNOWN_COLUMNS[middle];
        int order = column == NULL ? strcmp(table, known->table)
                                   : compare(table, column, known->table, known->column);

        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

static Columns columns_of_version(Arena *arena, size_t version)
{
    Columns columns = {0};

    for (size_t i = 0; i < KNOWN_COLUMN_COUNT; i++) {
        const KnownColumn *known = &KNOWN_COLUMNS[i];

        if ((known->versions & 1U << version) != 0)
            list_add(arena, &columns, (SchemaColumn){known->table, known->column, known->type});
    }
    return columns;
}

static bool has_table(const Columns *columns, const char *table)
{
    for (size_t i = 0; i < columns->count; i++)
        if (strcmp(columns->items[i].table, table) == 0)
            return true;
    return false;
}

/* Notes a column that only one side has; a table that the other side lacks is noted once. */
static void note_lonely(Arena *arena, NearestSchema *result, const SchemaColumn *column,
                        const Columns *other, bool is_live)
{
    SchemaDrift drift = {.table = column->table};
    const SchemaDrift *last =
        result->drift.count > 0 ? &result->drift.items[result->drift.count - 1] : NULL;

    if (!has_table(other, column->table)) {
        drift.kind = is_live ? DRIFT_TABLE_ADDITIONAL : DRIFT_TABLE_MISSING;
        if (last != NULL && last->kind == drift.kind && strcmp(last->table, drift.table) == 0)
            return;
    } else {
        drift.kind = is_live ? DRIFT_COLUMN_ADDITIONAL : DRIFT_COLUMN_MISSING;
        drift.column = column->column;
        drift.type = is_live ? column->type : NULL;
        drift.known_type = is_live ? NULL : column->type;
    }
    list_add(arena, &result->drift, drift);
}

/* Walks both sorted lists at once; the number of differing columns is the distance. */
static size_t compare_schemas(Arena *arena, const Columns *live, const Columns *known,
                              NearestSchema *result)
{
    size_t a = 0, b = 0, distance = 0;

    while (a < live->count || b < known->count) {
        const SchemaColumn *mine = a < live->count ? &live->items[a] : NULL;
        const SchemaColumn *theirs = b < known->count ? &known->items[b] : NULL;
        int order = mine == NULL ? 1 : theirs == NULL ? -1 : by_table_and_column(mine, theirs);

        if (order != 0) {
            note_lonely(arena, result, order < 0 ? mine : theirs, order < 0 ? known : live,
                        order < 0);
        } else if (strcmp(mine->type, theirs->type) != 0) {
            list_add(arena, &result->drift,
                     (SchemaDrift){DRIFT_COLUMN_TYPE, mine->table, mine->column, mine->type,
                                   theirs->type});
        }
        if (order != 0 || strcmp(mine->type, theirs->type) != 0)
            distance++;
        a += order <= 0;
        b += order >= 0;
    }
    return distance;
}

NearestSchema schema_nearest(Arena *arena, const LiveSchema *live)
{
    Columns columns = counted(arena, live);
    NearestSchema nearest = {0};
    size_t least = (size_t) -1;
    bool is_alike = false;

    for (size_t version = KNOWN_VERSION_COUNT; version-- > 0;) {
        const KnownVersion *known = &KNOWN_VERSIONS[version];
        Columns theirs = columns_of_version(arena, version);
        NearestSchema candidate = {.version = known->name, .date = known->date};
        size_t distance = compare_schemas(arena, &columns, &theirs, &candidate);
        bool alike = known->spend_logs_partitioned == live->spend_logs_partitioned;

        if (distance < least || (distance == least && alike && !is_alike)) {
            nearest = candidate;
            least = distance;
            is_alike = alike;
        }
    }
    return nearest;
}
