#include "cli/tree.h"

#include <ctype.h>
#include <string.h>

const Command *command_child(const Command *command, const char *name)
{
    for (const Command *const *at = command->subcommands; at != NULL && *at != NULL; at++)
        if (strcmp((*at)->name, name) == 0)
            return *at;
    return NULL;
}

static void add_options(Arena *arena, OptionPlaces *places, const Option *options,
                        const OptionGroup *group, size_t base)
{
    for (const Option *option = options; option != NULL && option->name != NULL; option++)
        list_add(arena, places, ((OptionPlace){option, group, base + option->offset}));
}

OptionPlaces command_options(Arena *arena, const Command *command)
{
    OptionPlaces places = {0};
    size_t most = sizeof command->groups / sizeof *command->groups;

    add_options(arena, &places, command->options, NULL, 0);
    for (size_t at = 0; at < most && command->groups[at].group != NULL; at++) {
        const Inclusion *inclusion = &command->groups[at];
        add_options(arena, &places, inclusion->group->options, inclusion->group, inclusion->offset);
    }
    return places;
}

const char *option_long_name(Arena *arena, const Option *option)
{
    char *name = arena_format(arena, "--%s", option->name);

    for (char *at = name; *at != '\0'; at++)
        if (*at == '_')
            *at = '-';
    return name;
}

const char *option_variable(Arena *arena, const Program *program, const Option *option)
{
    char *name = arena_format(arena, "%s_%s", program->name, option->name);

    for (char *at = name; *at != '\0'; at++)
        if (*at == '-')
            *at = '_';
        else
            *at = (char) toupper((unsigned char) *at);
    return name;
}

const char *option_label(Arena *arena, const Option *option)
{
    Text *text = text_new(arena);

    if (option->letter != 0)
        text_addf(text, "-%c, ", option->letter);
    else
        text_add(text, "    ");
    text_add(text, option_long_name(arena, option));
    if (option->value != NULL)
        text_addf(text, " %s", option->value);
    return text_value(text);
}

const char *option_explanation(Arena *arena, const Program *program, const Option *option)
{
    Text *text = text_new(arena);

    text_add(text, option->summary);
    if (option->kind == OPTION_CHOICE) {
        const char *separator = ": ";
        for (const char *const *choice = option->choices; *choice != NULL; choice++) {
            text_addf(text, "%s%s", separator, *choice);
            separator = ", ";
        }
    }
    if (option->kind == OPTION_WORDS)
        text_add(text, " (may be repeated)");
    if (option->from_environment)
        text_addf(text, " [%s]", option_variable(arena, program, option));
    return text_value(text);
}

void command_operand_bounds(const Command *command, size_t *minimum, size_t *maximum)
{
    const char *at = command->operands == NULL ? "" : command->operands;

    *minimum = 0;
    *maximum = 0;
    while (*at != '\0') {
        size_t length = strcspn(at, " ");
        bool is_optional = at[0] == '[';
        if (length > 0 && !is_optional)
            (*minimum)++;
        size_t end = is_optional && length > 0 ? length - 1 : length;
        if (end >= 3 && strncmp(at + end - 3, "...", 3) == 0)
            *maximum = SIZE_MAX;
        else if (length > 0 && *maximum != SIZE_MAX)
            (*maximum)++;
        at += length;
        at += strspn(at, " ");
    }
}

const char *command_path_name(Arena *arena, const Command *const path[], size_t length,
                              bool with_root)
{
    Text *text = text_new(arena);

    for (size_t at = with_root ? 0 : 1; at < length; at++) {
        if (text_length(text) > 0)
            text_add_char(text, ' ');
        text_add(text, path[at]->name);
    }
    return text_value(text);
}

static void visit_below(const Command *path[], size_t length, CommandVisitor *visit, void *context)
{
    const Command *command = path[length - 1];

    visit(path, length, context);
    if (length == COMMAND_DEPTH)
        return;
    for (const Command *const *at = command->subcommands; at != NULL && *at != NULL; at++) {
        path[length] = *at;
        visit_below(path, length + 1, visit, context);
    }
}

void command_visit(const Command *root, CommandVisitor *visit, void *context)
{
    const Command *path[COMMAND_DEPTH] = {root};

    visit_below(path, 1, visit, context);
}
