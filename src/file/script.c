#include "file/script.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

static void add_quoted(Text *text, const char *name, char quote)
{
    text_add_char(text, quote);
    for (; *name != '\0'; name++) {
        if (*name == quote)
            text_add_char(text, quote);
        text_add_char(text, *name);
    }
    text_add_char(text, quote);
}

const char *script_name(Arena *arena, const char *name)
{
    Text *text = text_new(arena);

    add_quoted(text, name, '"');
    return text_value(text);
}

const char *script_names(Arena *arena, const char *const *names)
{
    Text *text = text_new(arena);

    for (size_t i = 0; names[i] != NULL; i++) {
        text_add(text, i > 0 ? ", " : "");
        add_quoted(text, names[i], '"');
    }
    return text_value(text);
}

const char *script_word(Arena *arena, const char *word)
{
    Text *text = text_new(arena);

    text_add_char(text, '\'');
    for (; *word != '\0'; word++) {
        if (*word == '\'' || *word == '\\')
            text_add_char(text, *word);
        text_add_char(text, *word);
    }
    text_add_char(text, '\'');
    return text_value(text);
}

const char *script_source(Arena *arena, const char *path)
{
    bool is_encrypted = text_ends_with(path, ".age");
    bool is_compressed = text_ends_with(path, ".zst") || text_ends_with(path, ".zst.age");

    if (!is_encrypted && !is_compressed)
        return script_word(arena, path);

    const char *command = !is_encrypted
                              ? arena_format(arena, "zstd -dcq %s", path)
                              : arena_format(arena, "age -d -i \"$LITELLM_DBA_IDENTITY\" %s%s",
                                             path, is_compressed ? " | zstd -dcq" : "");
    return arena_format(arena, "PROGRAM %s", script_word(arena, command));
}

const char *script_comment(Arena *arena, const char *text)
{
    char *line = arena_copy(arena, text == NULL ? "?" : text);

    for (char *at = line; *at != '\0'; at++)
        if (iscntrl((unsigned char) *at))
            *at = ' ';
    return line;
}

static const Filling *filling_at(const char *at, const Filling *fillings)
{
    for (; fillings->placeholder != NULL; fillings++)
        if (text_starts_with(at, fillings->placeholder))
            return fillings;
    return NULL;
}

void script_add(Text *script, const SqlText *template, const Filling *fillings)
{
    const char *at = template->text;

    while (*at != '\0') {
        const Filling *filling = *at == ':' ? filling_at(at, fillings) : NULL;
        assert(filling != NULL || at[0] != ':' || at[1] != '"');
        if (filling != NULL) {
            text_add(script, filling->text);
            at += strlen(filling->placeholder);
        } else {
            text_add_char(script, *at++);
        }
    }
}
