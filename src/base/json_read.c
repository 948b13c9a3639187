#include <string.h>

#include <jansson.h>

#include "base/json.h"

bool document_parse(const char *text, size_t length, Document **document, Error *error)
{
    json_error_t problem;
    json_t *parsed = json_loadb(text, length, JSON_REJECT_DUPLICATES, &problem);

    if (parsed == NULL) {
        fail(error, OUTCOME_FILE_ERROR, "this is not valid JSON");
        return fail_detail(error, "line %d, column %d: %s", problem.line, problem.column,
                           problem.text);
    }
    *document = parsed;
    return true;
}

const Document *document_find(const Document *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    return json_is_null(value) ? NULL : value;
}

static bool fail_key(const char *key, const char *wanted, Error *error)
{
    return fail(error, OUTCOME_FILE_ERROR, "the JSON member \"%s\" is missing or not %s", key,
                wanted);
}

bool document_get_text(const Document *object, const char *key, const char **text, Error *error)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_string(value))
        return fail_key(key, "text", error);
    *text = json_string_value(value);
    return true;
}

bool document_get_number(const Document *object, const char *key, int64_t *number, Error *error)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_integer(value))
        return fail_key(key, "a whole number", error);
    *number = json_integer_value(value);
    return true;
}

bool document_get_real(const Document *object, const char *key, double *real, Error *error)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_number(value))
        return fail_key(key, "a number", error);
    *real = json_number_value(value);
    return true;
}

bool document_get_boolean(const Document *object, const char *key, bool *boolean, Error *error)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_boolean(value))
        return fail_key(key, "true or false", error);
    *boolean = json_is_true(value);
    return true;
}

bool document_get_array(const Document *object, const char *key, const Document **array,
                        Error *error)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_array(value))
        return fail_key(key, "an array", error);
    *array = value;
    return true;
}

bool document_get_object(const Document *object, const char *key, const Document **child,
                         Error *error)
{
    const json_t *value = json_object_get(object, key);

    if (!json_is_object(value))
        return fail_key(key, "an object", error);
    *child = value;
    return true;
}

size_t document_count(const Document *document)
{
    return json_is_array(document) ? json_array_size(document) : json_object_size(document);
}

const Document *document_at(const Document *array, size_t index)
{
    return json_array_get(array, index);
}

const char *document_key_at(const Document *object, size_t index)
{
    json_t *members = (json_t *) (uintptr_t) object; /* the library's iterators know no const */
    void *at = json_object_iter(members);

    for (; at != NULL && index > 0; index--)
        at = json_object_iter_next(members, at);
    return at == NULL ? NULL : json_object_iter_key(at);
}

bool document_is_null(const Document *value)
{
    return json_is_null(value);
}

bool document_is_object(const Document *value)
{
    return json_is_object(value);
}

bool document_is_array(const Document *value)
{
    return json_is_array(value);
}

bool document_is_text(const Document *value)
{
    return json_is_string(value);
}

const char *document_text(const Document *value)
{
    return json_string_value(value);
}

int64_t document_number(const Document *value)
{
    return json_integer_value(value);
}

bool document_boolean(const Document *value)
{
    return json_is_true(value);
}
