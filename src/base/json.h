/*
 * json.h - JSON that the program prints and stores.
 *
 * A Document is an object, an array or a single value.  Only the outermost one
 * is released; a child belongs to its parent from the moment it is added, and
 * what the document_add_/document_set_ functions return is borrowed.  Keys keep
 * their order.  Text that is not UTF-8 is repaired (U+FFFD), never refused;
 * a real that is not finite becomes null.  Running out of memory ends the
 * program, as in an arena.  The names start with document_, because json_
 * belongs to the library beneath.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"

typedef struct json_t Document;

Document *document_object(void);
Document *document_array(void);
Document *document_copy(const Document *document); /* a new one, all the way down */
void document_release(Document **document);

/* Into an object; a key that is there already gets the new value.  NULL text is null. */
void document_set_text(Document *object, const char *key, const char *text);
void document_set_span(Document *object, const char *key, const char *text, size_t length);
void document_set_number(Document *object, const char *key, int64_t number);
void document_set_real(Document *object, const char *key, double real);
void document_set_boolean(Document *object, const char *key, bool boolean);
void document_set_null(Document *object, const char *key);
void document_set(Document *object, const char *key, Document *child);
Document *document_set_object(Document *object, const char *key); /* a new, empty child */
Document *document_set_array(Document *object, const char *key);

/* At the end of an array. */
void document_add_text(Document *array, const char *text);
void document_add(Document *array, Document *child);
Document *document_add_object(Document *array);

/* indent 0 gives one line, DOCUMENT_COMPACT one without blanks, as "jq -c" does.  Reals are the
 * shortest text that reads back the same. */
enum { DOCUMENT_COMPACT = -1 };
const char *document_dump(Arena *arena, const Document *document, int indent);

/* Indented by two, with a line end.  Write errors show when the stream is flushed. */
void document_print(const Document *document, FILE *stream);

/* OUTCOME_FILE_ERROR with line and column; refuses a key twice and zero characters. */
bool document_parse(const char *text, size_t length, Document **document, Error *error);

/*
 * Typed reading by key.  Absent, null and of another type all fail, as
 * OUTCOME_FILE_ERROR that names the key.  What is returned is borrowed.
 */
bool document_get_text(const Document *object, const char *key, const char **text, Error *error);
bool document_get_number(const Document *object, const char *key, int64_t *number, Error *error);
bool document_get_real(const Document *object, const char *key, double *real, Error *error);
bool document_get_boolean(const Document *object, const char *key, bool *boolean, Error *error);
bool document_get_array(const Document *object, const char *key, const Document **array,
                        Error *error);
bool document_get_object(const Document *object, const char *key, const Document **child,
                         Error *error);

/* What may be absent: NULL when it is absent or null. */
const Document *document_find(const Document *object, const char *key);

/* Elements of an array or members of an object; 0 for anything else. */
size_t document_count(const Document *document);
const Document *document_at(const Document *array, size_t index);

/* The members of an object in their order; NULL behind the last. */
const char *document_key_at(const Document *object, size_t index);

/* What a value is; the getters return NULL, 0 or false for another type. */
bool document_is_null(const Document *value);
bool document_is_object(const Document *value);
bool document_is_array(const Document *value);
bool document_is_text(const Document *value);
const char *document_text(const Document *value);
int64_t document_number(const Document *value);
bool document_boolean(const Document *value);

#endif
