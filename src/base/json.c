#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/cleanup.h"
#include "base/utf8.h"

/* The library gives NULL only when memory is gone, for all that is asked of it here. */
static json_t *made(json_t *value)
{
    if (value == NULL)
        arena_exhausted();
    return value;
}

static json_t *new_span(const char *text, size_t length)
{
    if (text == NULL)
        return json_null();
    if (utf8_is_valid(text, length))
        return made(json_stringn_nocheck(text, length));

    Arena *arena CLEANUP(arena_release) = arena_new();
    size_t repaired_length;
    const char *repaired = utf8_repair(arena, text, length, &repaired_length);
    return made(json_stringn_nocheck(repaired, repaired_length));
}

static json_t *new_text(const char *text)
{
    return new_span(text, text == NULL ? 0 : strlen(text));
}

static json_t *new_real(double real)
{
    json_t *value = json_real(real);

    return value != NULL ? value : json_null();
}

Document *document_object(void)
{
    return made(json_object());
}

Document *document_array(void)
{
    return made(json_array());
}

Document *document_copy(const Document *document)
{
    return made(json_deep_copy(document));
}

void document_release(Document **document)
{
    json_decref(*document);
    *document = NULL;
}

void document_set(Document *object, const char *key, Document *child)
{
    Arena *arena CLEANUP(arena_release) = NULL;
    size_t length = strlen(key);

    if (!utf8_is_valid(key, length)) {
        arena = arena_new();
        key = utf8_repair(arena, key, length, &length);
    }
    if (json_object_set_new_nocheck(object, key, child) != 0)
        arena_exhausted();
}

void document_set_text(Document *object, const char *key, const char *text)
{
    document_set(object, key, new_text(text));
}

void document_set_span(Document *object, const char *key, const char *text, size_t length)
{
    document_set(object, key, new_span(text, length));
}

void document_set_number(Document *object, const char *key, int64_t number)
{
    document_set(object, key, made(json_integer(number)));
}

void document_set_real(Document *object, const char *key, double real)
{
    document_set(object, key, new_real(real));
}

void document_set_boolean(Document *object, const char *key, bool boolean)
{
    document_set(object, key, json_boolean(boolean));
}

void document_set_null(Document *object, const char *key)
{
    document_set(object, key, json_null());
}

Document *document_set_object(Document *object, const char *key)
{
    Document *child = document_object();

    document_set(object, key, child);
    return child;
}

Document *document_set_array(Document *object, const char *key)
{
    Document *child = document_array();

    document_set(object, key, child);
    return child;
}

void document_add(Document *array, Document *child)
{
    if (json_array_append_new(array, child) != 0)
        arena_exhausted();
}

void document_add_text(Document *array, const char *text)
{
    document_add(array, new_text(text));
}

Document *document_add_object(Document *array)
{
    Document *child = document_object();

    document_add(array, child);
    return child;
}
