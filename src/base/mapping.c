#include "base/mapping.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"

/* Fields are reached by copying, so that no pointer is read as another type than it has. */
static const void *pointer_at(const char *record, size_t offset)
{
    const void *pointer;

    memcpy(&pointer, record + offset, sizeof pointer);
    return pointer;
}

static void put_pointer(char *record, size_t offset, const void *pointer)
{
    memcpy(record + offset, &pointer, sizeof pointer);
}

static size_t count_at(const char *record, size_t offset)
{
    size_t count;

    memcpy(&count, record + offset, sizeof count);
    return count;
}

/* Writing. */

static void write_words(Document *object, const char *key, const char *const *words)
{
    if (words == NULL) {
        document_set_null(object, key);
        return;
    }
    Document *array = document_set_array(object, key);
    for (; *words != NULL; words++)
        document_add_text(array, *words);
}

static void write_list(Document *object, const Mapping *mapping, const char *record)
{
    Document *array = document_set_array(object, mapping->key);
    const char *items = pointer_at(record, mapping->offset);
    size_t count = count_at(record, mapping->count_offset);

    for (size_t at = 0; at < count; at++)
        mapping_write(document_add_object(array), mapping->members, items + at * mapping->size);
}

static void write_pointer(Document *object, const Mapping *mapping, const void *pointed)
{
    if (pointed == NULL)
        document_set_null(object, mapping->key);
    else
        mapping_write(document_set_object(object, mapping->key), mapping->members, pointed);
}

static void write_member(Document *object, const Mapping *mapping, const char *record)
{
    const char *at = record + mapping->offset;
    int64_t number;
    bool boolean;

    switch (mapping->kind) {
        case MAPPED_TEXT:
        case MAPPED_OPTIONAL:
            assert(mapping->kind == MAPPED_OPTIONAL || pointer_at(record, mapping->offset) != NULL);
            document_set_text(object, mapping->key, pointer_at(record, mapping->offset));
            break;
        case MAPPED_NUMBER:
            memcpy(&number, at, sizeof number);
            document_set_number(object, mapping->key, number);
            break;
        case MAPPED_BOOLEAN:
            memcpy(&boolean, at, sizeof boolean);
            document_set_boolean(object, mapping->key, boolean);
            break;
        case MAPPED_WORDS:
            write_words(object, mapping->key, pointer_at(record, mapping->offset));
            break;
        case MAPPED_PART:
            mapping_write(document_set_object(object, mapping->key), mapping->members, at);
            break;
        case MAPPED_POINTER:
            write_pointer(object, mapping, pointer_at(record, mapping->offset));
            break;
        case MAPPED_LIST:
            write_list(object, mapping, record);
            break;
    }
}

void mapping_write(Document *object, const Mapping *mapping, const void *record)
{
    for (; mapping->key != NULL; mapping++)
        write_member(object, mapping, record);
}

/* Reading. */

static bool fail_member(const char *key, const char *wanted, Error *error)
{
    return fail(error, OUTCOME_FILE_ERROR, "the JSON member \"%s\" is not %s", key, wanted);
}

static bool read_text(Arena *arena, const Document *object, const Mapping *mapping, char *record,
                      Error *error)
{
    const char *text = NULL;

    if ((mapping->kind == MAPPED_TEXT || document_find(object, mapping->key) != NULL) &&
        !document_get_text(object, mapping->key, &text, error))
        return false;
    put_pointer(record, mapping->offset, arena_copy(arena, text));
    return true;
}

static bool read_words(Arena *arena, const Document *object, const Mapping *mapping, char *record,
                       Error *error)
{
    const Document *array = document_find(object, mapping->key);
    Words words = {0};

    if (array == NULL)
        return true;
    if (!document_is_array(array))
        return fail_member(mapping->key, "a list", error);
    for (size_t at = 0; at < document_count(array); at++) {
        if (!document_is_text(document_at(array, at)))
            return fail_member(mapping->key, "a list of texts", error);
        list_add(arena, &words, arena_copy(arena, document_text(document_at(array, at))));
    }
    list_add(arena, &words, NULL);
    put_pointer(record, mapping->offset, words.items);
    return true;
}

static bool read_pointer(Arena *arena, const Document *object, const Mapping *mapping, char *record,
                         Error *error)
{
    const Document *child = NULL;
    void *pointed = arena_alloc(arena, mapping->size);

    if (document_find(object, mapping->key) == NULL)
        return true;
    put_pointer(record, mapping->offset, pointed);
    return document_get_object(object, mapping->key, &child, error) &&
           mapping_read(arena, child, mapping->members, pointed, error);
}

static bool read_list(Arena *arena, const Document *object, const Mapping *mapping, char *record,
                      Error *error)
{
    const Document *array = NULL;

    if (!document_get_array(object, mapping->key, &array, error))
        return false;

    size_t count = document_count(array);
    char *items = arena_alloc_array(arena, mapping->size, count);
    for (size_t at = 0; at < count; at++)
        if (!mapping_read(arena, document_at(array, at), mapping->members,
                          items + at * mapping->size, error))
            return false;
    put_pointer(record, mapping->offset, items);
    memcpy(record + mapping->count_offset, &count, sizeof count);
    return true;
}

static bool read_part(Arena *arena, const Document *object, const Mapping *mapping, char *record,
                      Error *error)
{
    const Document *child = NULL;

    return document_get_object(object, mapping->key, &child, error) &&
           mapping_read(arena, child, mapping->members, record + mapping->offset, error);
}

static bool read_member(Arena *arena, const Document *object, const Mapping *mapping, char *record,
                        Error *error)
{
    int64_t number = 0;
    bool boolean = false;

    switch (mapping->kind) {
        case MAPPED_NUMBER:
            if (!document_get_number(object, mapping->key, &number, error))
                return false;
            memcpy(record + mapping->offset, &number, sizeof number);
            return true;
        case MAPPED_BOOLEAN:
            if (!document_get_boolean(object, mapping->key, &boolean, error))
                return false;
            memcpy(record + mapping->offset, &boolean, sizeof boolean);
            return true;
        case MAPPED_WORDS:
            return read_words(arena, object, mapping, record, error);
        case MAPPED_PART:
            return read_part(arena, object, mapping, record, error);
        case MAPPED_POINTER:
            return read_pointer(arena, object, mapping, record, error);
        case MAPPED_LIST:
            return read_list(arena, object, mapping, record, error);
        case MAPPED_TEXT:
        case MAPPED_OPTIONAL:
        default:
            return read_text(arena, object, mapping, record, error);
    }
}

bool mapping_read(Arena *arena, const Document *object, const Mapping *mapping, void *record,
                  Error *error)
{
    if (!document_is_object(object))
        return fail(error, OUTCOME_FILE_ERROR, "a JSON object was expected");
    for (; mapping->key != NULL; mapping++)
        if (!read_member(arena, object, mapping, record, error))
            return false;
    return true;
}
