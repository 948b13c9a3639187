#include "cli/help.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/terminal.h"
#include "cli/options.h"
#include "cli/tree.h"

enum { NARROWEST = 80, WIDEST = 100, WIDEST_LABEL = 30 };

typedef struct {
    const Program *program;
    Arena *arena;
    FILE *stream;
    size_t width;
} Page;

/* Words of text from column indent on, broken at the width; the cursor is at column at. */
static void put_wrapped(const Page *page, const char *text, size_t indent, size_t at)
{
    bool is_first = true;

    while (*text != '\0') {
        size_t length = strcspn(text, " \n");
        size_t width = terminal_width(arena_copy_span(page->arena, text, length));
        if (!is_first && at + 1 + width > page->width) {
            fputc('\n', page->stream);
            at = 0;
            is_first = true;
        }
        if (at < indent) {
            fprintf(page->stream, "%*s", (int) (indent - at), "");
            at = indent;
        }
        if (!is_first) {
            fputc(' ', page->stream);
            at++;
        }
        fwrite(text, 1, length, page->stream);
        at += width;
        is_first = false;
        text += length;
        text += strspn(text, " \n");
    }
    fputc('\n', page->stream);
}

static void put_paragraphs(const Page *page, const char *text)
{
    while (text != NULL && *text != '\0') {
        const char *end = strstr(text, "\n\n");
        size_t length = end == NULL ? strlen(text) : (size_t) (end - text);
        fputc('\n', page->stream);
        put_wrapped(page, arena_copy_span(page->arena, text, length), 0, 0);
        text += length;
        text += strspn(text, "\n");
    }
}

/* A label, and its explanation in a column of its own. */
static void put_entry(const Page *page, const char *label, const char *text, size_t label_width)
{
    size_t width = 2 + terminal_width(label);

    fprintf(page->stream, "  %s", label);
    if (width > label_width + 2) {
        fputc('\n', page->stream);
        width = 0;
    }
    put_wrapped(page, text, label_width + 4, width);
}

static void put_usage(const Page *page, const Command *const path[], size_t length)
{
    const Command *command = path[length - 1];
    const char *name = command_path_name(page->arena, path, length, true);
    const char *lead = "Usage:";

    if (command->run != NULL) {
        fprintf(page->stream, "%s %s [OPTION...]%s%s\n", lead, name,
                command->operands == NULL ? "" : " ",
                command->operands == NULL ? "" : command->operands);
        lead = "      ";
    }
    if (command->subcommands != NULL)
        fprintf(page->stream, "%s %s [OPTION...] COMMAND ...\n", lead, name);
}

static void put_commands(const Page *page, const Command *command)
{
    size_t label_width = 0;

    if (command->subcommands == NULL)
        return;
    for (const Command *const *at = command->subcommands; *at != NULL; at++)
        if (strlen((*at)->name) > label_width)
            label_width = strlen((*at)->name);
    fputs("\nCommands:\n", page->stream);
    for (const Command *const *at = command->subcommands; *at != NULL; at++)
        put_entry(page, (*at)->name, (*at)->summary, label_width);
}

static size_t widest_label(const Page *page, const OptionPlaces *places)
{
    size_t widest = 0;

    for (size_t at = 0; at < places->count; at++) {
        size_t width = terminal_width(option_label(page->arena, places->items[at].option));
        if (width > widest && width <= WIDEST_LABEL)
            widest = width;
    }
    return widest;
}

static void put_group(const Page *page, const OptionPlaces *places, const OptionGroup *group,
                      size_t label_width)
{
    bool is_first = true;

    for (size_t at = 0; at < places->count; at++) {
        const Option *option = places->items[at].option;
        if (places->items[at].group != group)
            continue;
        if (is_first)
            fprintf(page->stream, "\n%s:\n", group == NULL ? "Options" : group->title);
        is_first = false;
        put_entry(page, option_label(page->arena, option),
                  option_explanation(page->arena, page->program, option), label_width);
    }
}

/* From what is special to the command to what every command has. */
static void put_options(const Page *page, const Command *command)
{
    OptionPlaces places = command_options(page->arena, command);
    size_t label_width = widest_label(page, &places);
    size_t most = sizeof command->groups / sizeof *command->groups;

    put_group(page, &places, NULL, label_width);
    for (size_t at = 0; at < most && command->groups[at].group != NULL; at++)
        if (command->groups[at].group != &COMMON_OPTIONS)
            put_group(page, &places, command->groups[at].group, label_width);
    put_group(page, &places, &COMMON_OPTIONS, label_width);
}

static void put_examples(const Page *page, const Command *command)
{
    const Example *example = command->examples;

    if (example == NULL || example->line == NULL)
        return;
    fputs("\nExamples:\n", page->stream);
    for (; example->line != NULL; example++) {
        fprintf(page->stream, "  %s\n", example->line);
        put_wrapped(page, example->shows, 6, 0);
    }
}

void help_print(const Program *program, const Command *const path[], size_t length, FILE *stream)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const Command *command = path[length - 1];
    Page page = {program, arena, stream, NARROWEST};

    if (terminal_is(stream)) {
        size_t columns = terminal_columns(stream);
        page.width = columns < NARROWEST ? NARROWEST : columns > WIDEST ? WIDEST : columns;
    }
    fprintf(stream, "%s - %s\n\n", command_path_name(arena, path, length, true), command->summary);
    put_usage(&page, path, length);
    put_paragraphs(&page, command->description);
    put_commands(&page, command);
    put_options(&page, command);
    put_examples(&page, command);
}

void version_print(const Program *program, FILE *stream)
{
    fprintf(stream, "%s %s\n%s\n", program->name, program->version, program->licence);
}
