/*
 * mapping.h - a struct as a JSON object, described once.
 *
 *     static const Mapping COLUMN[] = {
 *         MAP_TEXT(SetColumn, name, "name"),
 *         MAP_BOOLEAN(SetColumn, not_null, "not_null"),
 *         NO_MORE_MAPPINGS,
 *     };
 *
 * Writing and reading follow the same table, so they cannot disagree.  A member whose type is not
 * the one of its macro does not compile.
 */
#ifndef BASE_MAPPING_H
#define BASE_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"

typedef enum {
    MAPPED_TEXT,     /* const char *, never NULL */
    MAPPED_OPTIONAL, /* const char *; NULL is null */
    MAPPED_NUMBER,   /* int64_t */
    MAPPED_BOOLEAN,  /* bool */
    MAPPED_WORDS,    /* const char *const *, ending with NULL; NULL itself is null */
    MAPPED_PART,     /* a struct in the struct */
    MAPPED_POINTER,  /* const Struct *; NULL is null */
    MAPPED_LIST,     /* const Struct * and a size_t that counts them */
} MappedKind;

typedef struct Mapping Mapping;

struct Mapping {
    const char *key; /* NULL ends the table */
    MappedKind kind;
    size_t offset;
    size_t count_offset;    /* of MAPPED_LIST */
    size_t size;            /* of the struct, for the last three */
    const Mapping *members; /* of the struct */
};

/* Sets the members in the object, in the order of the table. */
void mapping_write(Document *object, const Mapping *mapping, const void *record);

/* Fills the struct; all that it points to is the arena's.  What may be NULL may also be absent;
 * members that the table does not know are passed over.  OUTCOME_FILE_ERROR names the key. */
bool mapping_read(Arena *arena, const Document *object, const Mapping *mapping, void *record,
                  Error *error);

/* clang-format off */
#define MAPPED(type, field, field_type) \
    (offsetof(type, field) + 0 * sizeof(&((type *) 0)->field == (field_type *) 0))
#define MAP_TEXT(type, field, key_) \
    {.key = (key_), .kind = MAPPED_TEXT, .offset = MAPPED(type, field, const char *)}
#define MAP_OPTIONAL(type, field, key_) \
    {.key = (key_), .kind = MAPPED_OPTIONAL, .offset = MAPPED(type, field, const char *)}
#define MAP_NUMBER(type, field, key_) \
    {.key = (key_), .kind = MAPPED_NUMBER, .offset = MAPPED(type, field, int64_t)}
#define MAP_BOOLEAN(type, field, key_) \
    {.key = (key_), .kind = MAPPED_BOOLEAN, .offset = MAPPED(type, field, bool)}
#define MAP_WORDS(type, field, key_) \
    {.key = (key_), .kind = MAPPED_WORDS, .offset = MAPPED(type, field, const char *const *)}
#define MAP_PART(type, field, part_type, key_, members_) \
    {.key = (key_), .kind = MAPPED_PART, .offset = MAPPED(type, field, part_type), \
     .size = sizeof(part_type), .members = (members_)}
#define MAP_POINTER(type, field, part_type, key_, members_) \
    {.key = (key_), .kind = MAPPED_POINTER, .offset = MAPPED(type, field, const part_type *), \
     .size = sizeof(part_type), .members = (members_)}
#define MAP_LIST(type, field, count_, part_type, key_, members_) \
    {.key = (key_), .kind = MAPPED_LIST, .offset = MAPPED(type, field, const part_type *), \
     .count_offset = MAPPED(type, count_, size_t), \
     .size = sizeof(part_type), .members = (members_)}
#define NO_MORE_MAPPINGS {.key = NULL}
/* clang-format on */

#endif
