/* Arrays as PostgreSQL writes them: {a,"b c",NULL}, {{1,2},{3,4}}, [0:1]={a,b}, {}. */
#include <stdlib.h>
#include <string.h>

#include "server/encode_value.h"

enum { DIMENSIONS_MAX = 6, NOT_KNOWN = -1 };

typedef struct {
    int32_t lower;
    int32_t length; /* NOT_KNOWN: nothing has announced it yet */
} Dimension;

typedef struct {
    const char *at;
    const ValueType *element;
    bool is_strict;
    EncodeScratch *scratch;
    Text *out;
    int dimension_count;
    Dimension dimensions[DIMENSIONS_MAX];
    bool has_nulls;
} Array;

static bool take(Array *array, char wanted)
{
    if (*array->at != wanted)
        return false;
    array->at++;
    return true;
}

/* The beginning. */

static bool take_bound(Array *array, int64_t *bound)
{
    char *end;

    if (*array->at != '-' && (*array->at < '0' || *array->at > '9'))
        return false;
    *bound = strtol(array->at, &end, 10);
    array->at = end;
    return *bound >= INT32_MIN && *bound <= INT32_MAX;
}

/* "[0:1][1:3]=", written when a dimension does not begin at 1; *count is how many there are. */
static bool take_bounds(Array *array, int *count)
{
    int64_t lower, upper;

    for (*count = 0; take(array, '['); (*count)++) {
        if (*count == DIMENSIONS_MAX || !take_bound(array, &lower) || !take(array, ':') ||
            !take_bound(array, &upper) || !take(array, ']') || upper < lower ||
            upper - lower >= INT32_MAX)
            return false;
        array->dimensions[*count] = (Dimension){(int32_t) lower, (int32_t) (upper - lower + 1)};
    }
    return *count == 0 || take(array, '=');
}

static bool begin(Array *array, const char *text)
{
    int announced;

    for (int at = 0; at < DIMENSIONS_MAX; at++)
        array->dimensions[at] = (Dimension){1, NOT_KNOWN};
    array->at = text;
    if (!take_bounds(array, &announced))
        return false;
    array->dimension_count = (int) strspn(array->at, "{");
    return array->dimension_count >= 1 && array->dimension_count <= DIMENSIONS_MAX &&
           (announced == 0 || announced == array->dimension_count);
}

/* The elements. */

static bool take_quoted(Array *array, Text *value)
{
    while (!take(array, '"')) {
        take(array, '\\');
        if (*array->at == '\0')
            return false;
        size_t plain = strcspn(array->at + 1, "\\\"") + 1;
        text_add_span(value, array->at, plain);
        array->at += plain;
    }
    return true;
}

/* What would be misread is always quoted. */
static bool take_bare(Array *array, Text *value)
{
    size_t length = strcspn(array->at, ",{}\"\\ \t\n\r\v\f");

    text_add_span(value, array->at, length);
    array->at += length;
    return length > 0;
}

static bool take_element(Array *array)
{
    Text *value = array->scratch->element;
    bool is_quoted = *array->at == '"';

    text_clear(value);
    if (take(array, '"') ? !take_quoted(array, value) : !take_bare(array, value))
        return false;
    bool is_null = !is_quoted && strcmp(text_value(value), "NULL") == 0;
    array->has_nulls |= is_null;
    return encode_field(array->element, is_null ? NULL : text_value(value), text_length(value),
                        array->is_strict, array->scratch, array->out);
}

/* Every part of a dimension has as many elements as the first one. */
static bool check_length(Array *array, int depth, int32_t length)
{
    Dimension *dimension = &array->dimensions[depth];

    if (dimension->length == NOT_KNOWN)
        dimension->length = length;
    return dimension->length == length;
}

static bool take_dimension(Array *array, int depth)
{
    int32_t length = 0;

    if (!take(array, '{'))
        return false;
    do {
        if (depth + 1 < array->dimension_count ? !take_dimension(array, depth + 1)
                                               : !take_element(array))
            return false;
        length++;
    } while (take(array, ','));
    return take(array, '}') && check_length(array, depth, length);
}

/* Until the end only the number of dimensions is known. */
static size_t leave_header(Array *array)
{
    size_t place = leave_int32(array->out);

    fill_int32(array->out, place, array->dimension_count);
    add_int32(array->out, 0);
    add_int32(array->out, (int32_t) array->element->oid);
    for (int at = 0; at < array->dimension_count; at++)
        add_int64(array->out, 0);
    return place;
}

static void fill_header(Array *array, size_t place)
{
    const size_t word = sizeof(int32_t);

    fill_int32(array->out, place + word, array->has_nulls);
    place += 3 * word;
    for (int at = 0; at < array->dimension_count; at++, place += 2 * word) {
        fill_int32(array->out, place, array->dimensions[at].length);
        fill_int32(array->out, place + word, array->dimensions[at].lower);
    }
}

static bool add_empty(const ValueType *element, Text *out)
{
    add_int32(out, 0);
    add_int32(out, 0);
    add_int32(out, (int32_t) element->oid);
    return true;
}

bool encode_array(const ValueType *element, const char *text, bool is_strict,
                  EncodeScratch *scratch, Text *out)
{
    Array array = {.element = element, .is_strict = is_strict, .scratch = scratch, .out = out};

    if (strcmp(text, "{}") == 0)
        return add_empty(element, out);
    if (!begin(&array, text))
        return false;
    size_t place = leave_header(&array);
    if (!take_dimension(&array, 0) || *array.at != '\0')
        return false;
    fill_header(&array, place);
    return true;
}
