#include "journal/protection.h"

#include <string.h>

#include "base/text.h"
#include "journal/internal.h"
#include "journal/schema.h"

static const SchemaObject *object_named(const SchemaObject *objects, size_t count,
                                        const SchemaObject *wanted)
{
    for (size_t at = 0; at < count; at++)
        if (strcmp(objects[at].type, wanted->type) == 0 &&
            strcmp(objects[at].name, wanted->name) == 0)
            return &objects[at];
    return NULL;
}

static void add(Arena *arena, JournalFindings *findings, const SchemaObject *object,
                const char *what)
{
    findings_add(arena, findings, JOURNAL_UNPROTECTED, 0, 0,
                 arena_format(arena, "the %s \"%s\" %s", object->type, object->name, what));
}

bool protection_check(Journal *journal, Arena *arena, JournalFindings *findings, Error *error)
{
    const SchemaObject *expected, *found;
    size_t expected_count, found_count;

    if (!schema_expected_objects(arena, &expected, &expected_count, error) ||
        !schema_objects(&journal->database, arena, &found, &found_count, error))
        return false;
    for (size_t at = 0; at < expected_count; at++) {
        const SchemaObject *same = object_named(found, found_count, &expected[at]);
        if (same == NULL)
            add(arena, findings, &expected[at], "is missing");
        else if (!text_equal(same->sql, expected[at].sql))
            add(arena, findings, same, "is not as it was made");
    }
    for (size_t at = 0; at < found_count; at++)
        if (object_named(expected, expected_count, &found[at]) == NULL)
            add(arena, findings, &found[at], "does not belong to the journal");
    return true;
}
