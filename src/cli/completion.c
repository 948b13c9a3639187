#include "cli/completion.h"

#include <ctype.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/completion_parts.h"

const char *const COMPLETION_SHELLS[] = {"bash", "zsh", "fish", NULL};

bool completion_print(const Program *program, const char *shell, FILE *stream, Error *error)
{
    if (strcmp(shell, "bash") == 0) {
        completion_bash(program, stream);
    } else if (strcmp(shell, "zsh") == 0) {
        completion_zsh(program, stream);
    } else if (strcmp(shell, "fish") == 0) {
        completion_fish(program, stream);
    } else {
        fail(error, OUTCOME_USAGE, "there is no completion for \"%s\"", shell);
        return fail_hint(error, "Choose one of: bash, zsh, fish.");
    }
    return true;
}

typedef struct {
    Arena *arena;
    Stops stops;
} Collection;

/* Words a shell could take for something else are left out. */
static bool is_harmless(const char *word)
{
    return *word != '\0' && word[strspn(word, "abcdefghijklmnopqrstuvwxyz"
                                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                              "0123456789_-.@/+")] == '\0';
}

static Words operand_words(Arena *arena, const Command *command)
{
    Words words = {0};

    if (command->operand_words == NULL)
        return words;
    for (const char *const *word = command->operand_words(arena); *word != NULL; word++)
        if (is_harmless(*word))
            list_add(arena, &words, *word);
    return words;
}

static void add_stop(const Command *const path[], size_t length, void *context)
{
    Collection *collection = context;
    Arena *arena = collection->arena;
    const Command *command = path[length - 1];

    list_add(arena, &collection->stops,
             ((Stop){command_path_name(arena, path, length, false), command,
                     command_options(arena, command), operand_words(arena, command)}));
}

Stops completion_stops(Arena *arena, const Program *program)
{
    Collection collection = {.arena = arena};

    command_visit(program->root, add_stop, &collection);
    return collection.stops;
}

static void add_once(Arena *arena, Words *words, const char *word)
{
    for (size_t at = 0; at < words->count; at++)
        if (strcmp(words->items[at], word) == 0)
            return;
    list_add(arena, words, word);
}

Words completion_valued(Arena *arena, const Stops *stops)
{
    Words words = {0};

    for (size_t at = 0; at < stops->count; at++) {
        const OptionPlaces *places = &stops->items[at].places;
        for (size_t place = 0; place < places->count; place++) {
            const Option *option = places->items[place].option;
            if (option->kind == OPTION_SWITCH)
                continue;
            add_once(arena, &words, option_long_name(arena, option));
            if (option->letter != 0)
                add_once(arena, &words, arena_format(arena, "-%c", option->letter));
        }
    }
    return words;
}

const char *completion_function(Arena *arena, const Program *program)
{
    char *name = arena_format(arena, "_%s", program->name);

    for (char *at = name; *at != '\0'; at++)
        if (!isalnum((unsigned char) *at))
            *at = '_';
    return name;
}

const char *completion_quote(Arena *arena, const char *text, bool is_fish)
{
    Text *quoted = text_new(arena);

    for (; *text != '\0'; text++) {
        if (*text == '\'')
            text_add(quoted, is_fish ? "\\'" : "'\\''");
        else if (*text == '\\' && is_fish)
            text_add(quoted, "\\\\");
        else
            text_add_char(quoted, *text);
    }
    return text_value(quoted);
}
