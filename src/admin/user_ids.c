/* user_ids.c - the ids that a file lists. */
#include "admin/user_find.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/utf8.h"

enum { CHUNK = 64 * 1024, MOST_BYTES = 64 * 1024 * 1024 };

static const char BYTE_ORDER_MARK[] = "\xEF\xBB\xBF";
static const char BLANKS[] = " \t\r";

static void close_file(FILE **file)
{
    if (*file != NULL && *file != stdin)
        fclose(*file);
}

void user_add_id(Arena *arena, Words *ids, const char *id)
{
    for (size_t at = 0; at < ids->count; at++)
        if (strcmp(ids->items[at], id) == 0)
            return;
    list_add(arena, ids, id);
}

static bool check_text(const char *name, const char *text, size_t length, Error *error)
{
    if (memchr(text, '\0', length) != NULL || !utf8_is_valid(text, length)) {
        fail(error, OUTCOME_FILE_ERROR, "\"%s\" is not a text file", name);
        return fail_hint(error, "It must hold one id a line, in UTF-8.");
    }
    return true;
}

static void add_line(Arena *arena, Words *ids, const char *line, size_t length)
{
    const char *id =
        arena_copy_span(arena, line, length - (length > 0 && line[length - 1] == '\r'));

    if (id[strspn(id, BLANKS)] != '\0')
        user_add_id(arena, ids, id);
}

bool user_parse_ids(const char *name, const char *text, size_t length, Arena *arena, Words *ids,
                    Error *error)
{
    size_t mark = strlen(BYTE_ORDER_MARK);
    const char *end = text + length;

    if (length > 0 && !check_text(name, text, length, error))
        return false;
    if (length >= mark && memcmp(text, BYTE_ORDER_MARK, mark) == 0)
        text += mark;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t) (end - text));
        if (stop == NULL)
            stop = end;
        add_line(arena, ids, text, (size_t) (stop - text));
        text = stop + 1;
    }
    if (ids->count > 0)
        return true;
    fail(error, OUTCOME_USAGE, "no user is named in \"%s\"", name);
    return fail_hint(error, "It must hold one id a line.");
}

static bool read_all(const char *name, FILE *file, Text *text, Error *error)
{
    for (;;) {
        size_t size = fread(text_reserve(text, CHUNK), 1, CHUNK, file);
        text_used(text, size);
        if (size == 0)
            break;
        if (text_length(text) > MOST_BYTES)
            return fail(error, OUTCOME_FILE_ERROR, "\"%s\" is too large for a list of ids", name);
    }
    return !ferror(file) ||
           fail_errno(error, OUTCOME_FILE_ERROR, errno, "cannot read \"%s\"", name);
}

bool user_read_ids(const char *path, Arena *arena, Words *ids, Error *error)
{
    bool is_stdin = strcmp(path, "-") == 0;
    const char *name = is_stdin ? "stdin" : path;
    FILE *file CLEANUP(close_file) = is_stdin ? stdin : fopen(path, "rb");
    Text *text = text_new(arena);

    if (file == NULL)
        return fail_errno(error, OUTCOME_FILE_ERROR, errno, "cannot open \"%s\"", path);
    return read_all(name, file, text, error) &&
           user_parse_ids(name, text_value(text), text_length(text), arena, ids, error);
}
