#include "server/type.h"

#include <string.h>

static const struct {
    unsigned int oid;
    unsigned int array_oid;
    const char *name;
    const char *array_name;
    const char *formatted; /* when format_type writes something else */
} TYPES[] = {
    {16, 1000, "bool", "bool[]", "boolean"},
    {17, 1001, "bytea", "bytea[]", NULL},
    {18, 1002, "char", "char[]", "\"char\""},
    {19, 1003, "name", "name[]", NULL},
    {20, 1016, "int8", "int8[]", "bigint"},
    {21, 1005, "int2", "int2[]", "smallint"},
    {23, 1007, "int4", "int4[]", "integer"},
    {25, 1009, "text", "text[]", NULL},
    {26, 1028, "oid", "oid[]", NULL},
    {27, 1010, "tid", "tid[]", NULL},
    {28, 1011, "xid", "xid[]", NULL},
    {114, 199, "json", "json[]", NULL},
    {700, 1021, "float4", "float4[]", "real"},
    {701, 1022, "float8", "float8[]", "double precision"},
    {869, 1041, "inet", "inet[]", NULL},
    {1042, 1014, "bpchar", "bpchar[]", "character"},
    {1043, 1015, "varchar", "varchar[]", "character varying"},
    {1082, 1182, "date", "date[]", NULL},
    {1114, 1115, "timestamp", "timestamp[]", "timestamp without time zone"},
    {1184, 1185, "timestamptz", "timestamptz[]", "timestamp with time zone"},
    {1186, 1187, "interval", "interval[]", NULL},
    {1700, 1231, "numeric", "numeric[]", NULL},
    {2205, 2210, "regclass", "regclass[]", NULL},
    {2206, 2211, "regtype", "regtype[]", NULL},
    {2249, 2287, "record", "record[]", NULL},
    {2278, 0, "void", NULL, NULL},
    {2950, 2951, "uuid", "uuid[]", NULL},
    {3220, 3221, "pg_lsn", "pg_lsn[]", NULL},
    {3802, 3807, "jsonb", "jsonb[]", NULL},
    {5069, 271, "xid8", "xid8[]", NULL},
};

enum { TYPE_COUNT = sizeof TYPES / sizeof *TYPES };

const char *type_short_name(unsigned int oid)
{
    for (size_t at = 0; at < TYPE_COUNT; at++) {
        if (TYPES[at].oid == oid)
            return TYPES[at].name;
        if (TYPES[at].array_oid == oid && oid != 0)
            return TYPES[at].array_name;
    }
    return NULL;
}

/* "timestamp(3) without time zone" without the "(3)", and without a final "[]". */
static char *plain(Arena *arena, const char *formatted, size_t length)
{
    char *result = arena_copy_span(arena, formatted, length);
    char *open = *result == '"' ? NULL : strchr(result, '(');
    char *close = open == NULL ? NULL : strchr(open, ')');

    if (close != NULL)
        memmove(open, close + 1, strlen(close + 1) + 1);
    return result;
}

const char *type_shorten(Arena *arena, const char *formatted)
{
    size_t length = strlen(formatted);
    bool is_array = length > 2 && strcmp(formatted + length - 2, "[]") == 0;
    const char *element = plain(arena, formatted, is_array ? length - 2 : length);

    for (size_t at = 0; at < TYPE_COUNT; at++) {
        const char *said = TYPES[at].formatted == NULL ? TYPES[at].name : TYPES[at].formatted;
        if (strcmp(said, element) == 0)
            return is_array ? TYPES[at].array_name : TYPES[at].name;
    }
    return is_array ? arena_format(arena, "%s[]", element) : element;
}
