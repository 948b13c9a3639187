#include "cli/man.h"

#include <ctype.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/utf8.h"
#include "cli/options.h"
#include "cli/tree.h"

typedef LIST(const OptionGroup *) Groups;

typedef struct {
    const Program *program;
    Arena *arena;
    FILE *stream;
    Groups groups; /* each shared table once */
} Page;

/* What roff would change or obey, written so that it stays; "-" stays the one that can be typed. */
static const char *escape(unsigned char character)
{
    switch (character) {
        case '\\':
            return "\\e";
        case '-':
            return "\\-";
        case '\'':
            return "\\(aq";
        case '`':
            return "\\(ga";
        case '^':
            return "\\(ha";
        case '~':
            return "\\(ti";
        case '"':
            return "\\(dq";
        default:
            return NULL;
    }
}

static void put(const Page *page, const char *text)
{
    size_t length = strlen(text);
    uint32_t character = 0;

    if (*text == '.')
        fputs("\\&", page->stream);
    for (size_t size; length > 0; text += size, length -= size) {
        size = utf8_read(text, length, &character);
        const char *escaped = escape((unsigned char) *text);
        if (size > 1) {
            fprintf(page->stream, "\\[u%04X]", (unsigned) character);
        } else if (escaped != NULL) {
            fputs(escaped, page->stream);
        } else {
            fputc(size == 0 ? '?' : *text, page->stream);
            if (*text == '\n' && text[1] == '.')
                fputs("\\&", page->stream);
        }
        if (size == 0)
            size = 1;
    }
}

static void put_line(const Page *page, const char *text)
{
    put(page, text);
    fputc('\n', page->stream);
}

static void put_bold(const Page *page, const char *text)
{
    fputs("\\fB", page->stream);
    put(page, text);
    fputs("\\fR", page->stream);
}

static void put_italic(const Page *page, const char *text)
{
    fputs("\\fI", page->stream);
    put(page, text);
    fputs("\\fR", page->stream);
}

/* A sentence: summaries have no full stop. */
static void put_sentence(const Page *page, const char *text)
{
    char *sentence = arena_format(page->arena, "%s.", text);

    sentence[0] = (char) toupper((unsigned char) sentence[0]);
    put_line(page, sentence);
}

static void put_paragraphs(const Page *page, const char *text, const char *separator)
{
    for (bool is_first = true; text != NULL && *text != '\0'; is_first = false) {
        const char *end = strstr(text, "\n\n");
        size_t length = end == NULL ? strlen(text) : (size_t) (end - text);
        if (!is_first)
            fprintf(page->stream, "%s\n", separator);
        put_line(page, arena_copy_span(page->arena, text, length));
        text += length;
        text += strspn(text, "\n");
    }
}

static void put_option(const Page *page, const Option *option)
{
    fputs(".TP\n", page->stream);
    if (option->letter != 0) {
        put_bold(page, arena_format(page->arena, "-%c", option->letter));
        fputs(", ", page->stream);
    }
    put_bold(page, option_long_name(page->arena, option));
    if (option->value != NULL) {
        fputc(' ', page->stream);
        put_italic(page, option->value);
    }
    fputc('\n', page->stream);
    put_line(page, option_explanation(page->arena, page->program, option));
}

static void put_options(const Page *page, const Option *options)
{
    for (const Option *option = options; option != NULL && option->name != NULL; option++)
        put_option(page, option);
}

static void put_command(const Command *const path[], size_t length, void *context)
{
    const Page *page = context;
    const Command *command = path[length - 1];

    if (command->run == NULL)
        return;
    fputs(".SS ", page->stream);
    put(page, command_path_name(page->arena, path, length, false));
    if (command->operands != NULL) {
        fputc(' ', page->stream);
        put_italic(page, command->operands);
    }
    fputc('\n', page->stream);
    put_sentence(page, command->summary);
    if (command->description != NULL)
        fputs(".PP\n", page->stream);
    put_paragraphs(page, command->description, ".PP");
    put_options(page, command->options);
    for (size_t at = 0; at < sizeof command->groups / sizeof *command->groups; at++)
        if (command->groups[at].group != NULL && command->groups[at].group != &COMMON_OPTIONS) {
            fputs(".PP\nSee also: ", page->stream);
            put(page, command->groups[at].group->title);
            fputs(".\n", page->stream);
        }
}

static void collect_groups(const Command *const path[], size_t length, void *context)
{
    Page *page = context;
    const Command *command = path[length - 1];

    for (size_t at = 0; at < sizeof command->groups / sizeof *command->groups; at++) {
        const OptionGroup *group = command->groups[at].group;
        bool is_known = group == NULL;
        for (size_t known = 0; known < page->groups.count && !is_known; known++)
            is_known = page->groups.items[known] == group;
        if (!is_known)
            list_add(page->arena, &page->groups, group);
    }
}

static void put_all_options(Page *page)
{
    fputs(".SH OPTIONS\n", page->stream);
    put_options(page, page->program->root->options);
    command_visit(page->program->root, collect_groups, page);
    for (size_t at = 0; at < page->groups.count; at++) {
        fputs(".SS ", page->stream);
        put_line(page, page->groups.items[at]->title);
        put_options(page, page->groups.items[at]->options);
    }
}

static void put_exit_codes(const Page *page)
{
    fputs(".SH EXIT STATUS\n", page->stream);
    for (int outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        fprintf(page->stream, ".TP\n\\fB%d\\fR (", outcome_exit_code((Outcome) outcome));
        put(page, outcome_name((Outcome) outcome));
        fputs(")\n", page->stream);
        put_sentence(page, outcome_summary((Outcome) outcome));
    }
}

static void put_entry(const Page *page, const char *label, const char *text)
{
    fputs(".TP\n", page->stream);
    put_bold(page, label);
    fputc('\n', page->stream);
    put_line(page, text);
}

static void put_variable(const Page *page, const Option *option)
{
    if (option->from_environment)
        put_entry(page, option_variable(page->arena, page->program, option),
                  arena_format(page->arena, "%s; the option %s counts more", option->summary,
                               option_long_name(page->arena, option)));
}

static void put_option_variables(const Command *const path[], size_t length, void *context)
{
    const Page *page = context;

    for (const Option *option = path[length - 1]->options; option != NULL && option->name != NULL;
         option++)
        put_variable(page, option);
}

static void put_environment(Page *page)
{
    fputs(".SH ENVIRONMENT\n", page->stream);
    command_visit(page->program->root, put_option_variables, page);
    for (size_t at = 0; at < page->groups.count; at++)
        for (const Option *option = page->groups.items[at]->options; option->name != NULL; option++)
            put_variable(page, option);
    for (const Note *note = page->program->variables; note != NULL && note->name != NULL; note++)
        put_entry(page, note->name, note->summary);
}

static void put_files(const Page *page)
{
    const Note *note = page->program->files;

    if (note == NULL || note->name == NULL)
        return;
    fputs(".SH FILES\n", page->stream);
    for (; note->name != NULL; note++)
        put_entry(page, note->name, note->summary);
}

static void put_examples(const Command *const path[], size_t length, void *context)
{
    const Page *page = context;

    for (const Example *example = path[length - 1]->examples;
         example != NULL && example->line != NULL; example++)
        put_entry(page, example->line, example->shows);
}

void man_print(const Program *program, FILE *stream)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Page page = {.program = program, .arena = arena, .stream = stream};
    char *title = arena_copy(arena, program->name);

    for (char *at = title; *at != '\0'; at++)
        *at = (char) toupper((unsigned char) *at);
    fprintf(stream, ".TH %s 1 \"\" \"%s %s\" \"User Commands\"\n.nh\n.ad l\n.SH NAME\n", title,
            program->name, program->version);
    put(&page, program->name);
    fputs(" \\- ", stream);
    put_line(&page, program->root->summary);
    fputs(".SH SYNOPSIS\n", stream);
    put_bold(&page, program->name);
    fputs(" [\\fIOPTION\\fR...] \\fICOMMAND\\fR [\\fISUBCOMMAND\\fR] [\\fIOPTION\\fR...]"
          " [\\fIOPERAND\\fR...]\n.SH DESCRIPTION\n",
          stream);
    put_paragraphs(&page, program->root->description, ".PP");
    fputs(".SH COMMANDS\n", stream);
    command_visit(program->root, put_command, &page);
    put_all_options(&page);
    put_exit_codes(&page);
    put_environment(&page);
    put_files(&page);
    fputs(".SH EXAMPLES\n", stream);
    command_visit(program->root, put_examples, &page);
}
