#include "admin/log_path.h"

#include "server/query.h"

static bool fail_step(const char *text, Error *error)
{
    fail(error, OUTCOME_USAGE, "\"%s\" is no path in metadata", text);
    return fail_hint(error, "Write its keys with dots between them, as in "
                            "error_information.error_message; a dot that belongs to a key has a "
                            "backslash before it.");
}

static bool end_step(Arena *arena, Words *steps, Text *step)
{
    list_add(arena, steps, arena_copy_span(arena, text_value(step), text_length(step)));
    bool is_step = text_length(step) > 0;
    text_clear(step);
    return is_step;
}

bool log_path(Arena *arena, const char *text, const char **path, Error *error)
{
    Text *step = text_new(arena);
    Words steps = {0};

    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '.' && !end_step(arena, &steps, step))
            return fail_step(text, error);
        if (*at == '.')
            continue;
        if (*at == '\\' && at[1] != '.' && at[1] != '\\')
            return fail_step(text, error);
        at += *at == '\\';
        text_add_char(step, *at);
    }
    if (!end_step(arena, &steps, step))
        return fail_step(text, error);
    list_add(arena, &steps, NULL);
    *path = query_text_array(arena, steps.items);
    return true;
}

bool log_paths(Arena *arena, const Words *texts, const char **paths, Error *error)
{
    Words found = {0};

    for (size_t at = 0; at < texts->count; at++) {
        const char *path = NULL;
        if (!log_path(arena, texts->items[at], &path, error))
            return false;
        list_add(arena, &found, path);
    }
    list_add(arena, &found, NULL);
    *paths = texts->count == 0 ? NULL : query_text_array(arena, found.items);
    return true;
}
