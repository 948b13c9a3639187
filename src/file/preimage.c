#include "file/preimage.h"

#include <stdio.h>
#include <string.h>

#include "base/list.h"
#include "base/text.h"
#include "file/checksum.h"
#include "file/file.h"
#include "file/part.h"
#include "file/plain_name.h"

typedef LIST(PreimageFile) PreimageFiles;

static const char AFTER[] = "_after";

static const char *const KIND_NAMES[] = {
    [PREIMAGE_DELETED] = "deleted",     [PREIMAGE_INSERTED] = "inserted",
    [PREIMAGE_EDITED] = "edited",       [PREIMAGE_ADDED] = "added",
    [PREIMAGE_REWRITTEN] = "rewritten",
};

const char *preimage_kind_name(PreimageKind kind)
{
    return KIND_NAMES[kind];
}

bool preimage_is_edit(PreimageKind kind)
{
    return kind == PREIMAGE_EDITED || kind == PREIMAGE_ADDED;
}

static size_t count_words(const char *const *words)
{
    size_t count = 0;

    while (words[count] != NULL)
        count++;
    return count;
}

static void add_words(Arena *arena, Words *to, const char *const *words, const char *ending)
{
    for (; *words != NULL; words++)
        list_add(arena, to, arena_format(arena, "%s%s", *words, ending));
}

const char *const *preimage_rewritten(Arena *arena, const char *const *key,
                                      const char *const *edited)
{
    Words columns = {0};

    add_words(arena, &columns, key, "");
    add_words(arena, &columns, edited, "");
    add_words(arena, &columns, edited, AFTER);
    list_add(arena, &columns, NULL);
    return columns.items;
}

const char *const *preimage_edited(Arena *arena, const PreimageFile *file)
{
    size_t keys = count_words(file->key), count = (count_words(file->columns) - keys) / 2;
    Words edited = {0};

    for (size_t at = 0; at < count; at++)
        list_add(arena, &edited, file->columns[keys + at]);
    list_add(arena, &edited, NULL);
    return edited.items;
}

const char *const *preimage_after(Arena *arena, const PreimageFile *file)
{
    return file->columns + count_words(file->key) + count_words(preimage_edited(arena, file));
}

static bool same_words(const char *const *left, const char *const *right)
{
    while (*left != NULL && *right != NULL && strcmp(*left, *right) == 0)
        left++, right++;
    return *left == NULL && *right == NULL;
}

/* The columns are those that somebody made with preimage_rewritten; the key alone when no rows are
 * kept. */
static bool is_rewrite(Arena *arena, const PreimageFile *file)
{
    return count_words(file->columns) >= count_words(file->key) &&
           same_words(file->columns,
                      preimage_rewritten(arena, file->key, preimage_edited(arena, file)));
}

const char *preimage_file_name(Arena *arena, size_t step, const char *what, const char *table,
                               PreimageKind kind)
{
    return arena_format(arena, "%02zu-%.60s.%.100s.%s.csv", step, plain_name(arena, what),
                        plain_name(arena, table), preimage_kind_name(kind));
}

const char *preimage_path(Arena *arena, const char *state, const char *folder,
                          const PreimageFile *file)
{
    if (file->place == NULL)
        return part_path(arena, folder, file->name);

    const char *final = path_join(arena, path_join(arena, state, file->place), file->name);
    const char *draft = arena_format(arena, "%s.part", final);
    return file->length > 0 || (!file_exists(final) && file_exists(draft)) ? draft : final;
}

bool preimage_verify(const char *path, const PreimageFile *file, Error *error)
{
    PartFacts facts = {.rows = file->rows, .bytes = file->bytes, .sha256 = file->sha256};

    if (file->place != NULL)
        return checksum_verify(path, file->bytes, file->sha256, error);
    return part_verify(path, &facts, error);
}

/* "sets/20261121T030000Z-3f9c": names as safe as those of files, one below the other. */
bool preimage_is_place(Arena *arena, const char *place)
{
    for (;;) {
        size_t length = strcspn(place, "/");
        if (!plain_name_is_safe(arena_copy_span(arena, place, length)))
            return false;
        if (place[length] == '\0')
            return true;
        place += length + 1;
    }
}

static void set_words(Document *object, const char *key, const char *const *words)
{
    Document *array = document_set_array(object, key);

    for (; *words != NULL; words++)
        document_add_text(array, *words);
}

Document *preimage_to_document(const PreimageFile *files, size_t count)
{
    Document *array = document_array();

    for (const PreimageFile *file = files; file < files + count; file++) {
        Document *object = document_add_object(array);
        document_set_text(object, "name", file->name);
        if (file->place != NULL)
            document_set_text(object, "place", file->place);
        document_set_text(object, "kind", preimage_kind_name(file->kind));
        document_set_text(object, "table", file->table);
        set_words(object, "columns", file->columns);
        set_words(object, "key", file->key);
        if (preimage_is_edit(file->kind))
            document_set_text(object, "edited_column", file->edited_column);
        document_set_number(object, "rows", file->rows);
        document_set_number(object, "bytes", file->bytes);
        document_set_text(object, "sha256", file->sha256);
    }
    return array;
}

static bool copy_text(Arena *arena, const Document *object, const char *key, const char **text,
                      Error *error)
{
    const char *borrowed;

    if (!document_get_text(object, key, &borrowed, error))
        return false;
    *text = arena_copy(arena, borrowed);
    return true;
}

static bool copy_words(Arena *arena, const Document *object, const char *key,
                       const char *const **words, Error *error)
{
    const Document *array;
    Words found = {0};

    if (!document_get_array(object, key, &array, error))
        return false;
    for (size_t i = 0; i < document_count(array); i++) {
        const char *word = document_text(document_at(array, i));
        if (word == NULL)
            return fail(error, OUTCOME_FILE_ERROR, "\"%s\" holds something that is no text", key);
        list_add(arena, &found, arena_copy(arena, word));
    }
    list_add(arena, &found, NULL);
    *words = found.items;
    return true;
}

static bool read_kind(const Document *object, PreimageKind *kind, Error *error)
{
    const char *name;

    if (!document_get_text(object, "kind", &name, error))
        return false;
    for (size_t i = 0; i < sizeof KIND_NAMES / sizeof *KIND_NAMES; i++)
        if (strcmp(name, KIND_NAMES[i]) == 0) {
            *kind = (PreimageKind) i;
            return true;
        }
    return fail(error, OUTCOME_FILE_ERROR, "\"%s\" is no kind of pre-image", name);
}

/* What no later step could make sense of. */
static bool check(Arena *arena, const PreimageFile *file, Error *error)
{
    if (file->place != NULL && !preimage_is_place(arena, file->place))
        return fail(error, OUTCOME_FILE_ERROR, "\"%s\" is not a place of pre-images", file->place);
    if (!plain_name_is_safe(file->name))
        return fail(error, OUTCOME_FILE_ERROR, "\"%s\" is not the name of a pre-image", file->name);
    if (file->columns[0] == NULL || (file->key[0] == NULL && file->kind != PREIMAGE_DELETED))
        return fail(error, OUTCOME_FILE_ERROR, "the pre-image \"%s\" has no columns or no key",
                    file->name);
    if (file->kind == PREIMAGE_REWRITTEN && !is_rewrite(arena, file))
        return fail(error, OUTCOME_FILE_ERROR,
                    "the columns of \"%s\" are not those of rewritten rows", file->name);
    if (file->rows < 0 || file->bytes < 0)
        return fail(error, OUTCOME_FILE_ERROR, "the pre-image \"%s\" has a negative size",
                    file->name);
    return true;
}

static bool read_file(Arena *arena, const Document *object, PreimageFile *file, Error *error)
{
    *file = (PreimageFile){0};
    return copy_text(arena, object, "name", &file->name, error) &&
           (document_find(object, "place") == NULL ||
            copy_text(arena, object, "place", &file->place, error)) &&
           read_kind(object, &file->kind, error) &&
           copy_text(arena, object, "table", &file->table, error) &&
           copy_words(arena, object, "columns", &file->columns, error) &&
           copy_words(arena, object, "key", &file->key, error) &&
           (!preimage_is_edit(file->kind) ||
            copy_text(arena, object, "edited_column", &file->edited_column, error)) &&
           document_get_number(object, "rows", &file->rows, error) &&
           document_get_number(object, "bytes", &file->bytes, error) &&
           copy_text(arena, object, "sha256", &file->sha256, error) && check(arena, file, error);
}

bool preimage_from_document(Arena *arena, const Document *array, const PreimageFile **files,
                            size_t *count, Error *error)
{
    PreimageFiles found = {0};

    if (!document_is_array(array))
        return fail(error, OUTCOME_FILE_ERROR, "the list of pre-images is no list");
    for (size_t i = 0; i < document_count(array); i++) {
        PreimageFile file;
        if (!read_file(arena, document_at(array, i), &file, error))
            return false;
        list_add(arena, &found, file);
    }
    *files = found.items;
    *count = found.count;
    return true;
}
