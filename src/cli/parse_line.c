/*
 * A line is read twice.  The first walk finds the command among the options;
 * for that it needs to know which options take a value, wherever in the tree
 * they are declared.  Then getopt_long reads what is left with the table of the
 * command that was found.
 */
#include "cli/parse_line.h"

#include <getopt.h>
#include <string.h>

#include "cli/options.h"
#include "cli/option_value.h"
#include "cli/tree.h"
#include "cli/usage.h"

typedef LIST(char *) Arguments;

typedef struct {
    const Program *program;
    Arena *arena;
    const Command **path;
    size_t path_length;
    Arguments rest; /* the line without the words of the command; the program's name first */
    Words given;    /* the options as they were written: "--max-rows", "-q" */
    Wish wish;
    const char *first_operand; /* after it no word names a command */
} Walk;

static const Command *current(const Walk *walk)
{
    return walk->path[walk->path_length - 1];
}

/* An option by "--max-rows" or "-q" in one command's table. */
static const OptionPlace *find_place(Arena *arena, const OptionPlaces *places, const char *given)
{
    for (size_t at = 0; at < places->count; at++) {
        const Option *option = places->items[at].option;
        if (given[1] == '-' ? strcmp(option_long_name(arena, option), given) == 0
                            : option->letter != 0 && option->letter == given[1])
            return &places->items[at];
    }
    return NULL;
}

typedef struct {
    Arena *arena;
    const char *given;
    const Option *option;
} Search;

static void search_command(const Command *const path[], size_t length, void *context)
{
    Search *search = context;

    if (search->option != NULL)
        return;
    OptionPlaces places = command_options(search->arena, path[length - 1]);
    const OptionPlace *place = find_place(search->arena, &places, search->given);
    if (place != NULL)
        search->option = place->option;
}

/* Nearest first: the command so far and what is below it, then the whole program. */
static const Option *find_option(const Walk *walk, const char *given)
{
    Search search = {walk->arena, given, NULL};

    command_visit(current(walk), search_command, &search);
    if (search.option == NULL)
        command_visit(walk->program->root, search_command, &search);
    return search.option;
}

static bool takes_value(const Option *option)
{
    return option != NULL && option->kind != OPTION_SWITCH;
}

/* NULL: there is no such option anywhere. */
static const Option *note_option(Walk *walk, const char *given)
{
    const Option *option = find_option(walk, given);

    list_add(walk->arena, &walk->given, given);
    if (option == NULL)
        return NULL;
    if (strcmp(option->name, "help") == 0)
        walk->wish = WISH_HELP;
    else if (strcmp(option->name, "version") == 0)
        walk->wish = WISH_VERSION;
    return option;
}

/* true when the next word is the option's value. */
static bool walk_option(Walk *walk, const char *word)
{
    if (word[1] == '-') {
        size_t length = strcspn(word, "=");
        const Option *option = note_option(walk, arena_copy_span(walk->arena, word, length));
        return takes_value(option) && word[length] == '\0';
    }
    for (const char *letter = word + 1; *letter != '\0'; letter++) {
        const Option *option = note_option(walk, arena_format(walk->arena, "-%c", *letter));
        if (option == NULL)
            return false;
        if (takes_value(option))
            return letter[1] == '\0';
    }
    return false;
}

/* "help orphans" is "orphans --help".  true when the word belongs to the command. */
static bool walk_word(Walk *walk, const char *word)
{
    if (walk->first_operand != NULL)
        return false;

    const Command *child = command_child(current(walk), word);
    if (child == NULL && walk->path_length == 1 && strcmp(word, "help") == 0) {
        walk->wish = WISH_HELP;
        return true;
    }
    if (child == NULL || walk->path_length == COMMAND_DEPTH) {
        walk->first_operand = word;
        return false;
    }
    walk->path[walk->path_length++] = child;
    return true;
}

static void walk_line(Walk *walk, int argc, char *const argv[])
{
    bool is_value = false;
    bool are_options_over = false;

    list_add(walk->arena, &walk->rest, argv[0]);
    for (int at = 1; at < argc; at++) {
        char *word = argv[at];
        if (are_options_over || is_value) {
            is_value = false;
        } else if (strcmp(word, "--") == 0) {
            are_options_over = true;
        } else if (word[0] == '-' && word[1] != '\0') {
            is_value = walk_option(walk, word);
        } else if (walk_word(walk, word)) {
            continue;
        }
        list_add(walk->arena, &walk->rest, word);
    }
}

/* Everything that was written must be an option of this command, by its full name. */
static bool check_given(const Walk *walk, const OptionPlaces *places, Error *error)
{
    for (size_t at = 0; at < walk->given.count; at++)
        if (find_place(walk->arena, places, walk->given.items[at]) == NULL)
            return usage_unknown_option(walk->program, walk->arena, walk->path, walk->path_length,
                                        walk->given.items[at], error);
    return true;
}

/* getopt_long's tables, made from ours.  Long options are known by their index. */
enum { FIRST_LONG = 256 };

typedef struct {
    const char *letters;
    const struct option *names;
} GetoptTables;

static GetoptTables make_tables(Arena *arena, const OptionPlaces *places)
{
    Text *letters = text_new(arena);
    struct option *names = arena_array(arena, struct option, places->count + 1);

    text_add(letters, "-:"); /* operands in their place; a missing value is our message */
    for (size_t at = 0; at < places->count; at++) {
        const Option *option = places->items[at].option;
        names[at] =
            (struct option){.name = option_long_name(arena, option) + 2,
                            .has_arg = takes_value(option) ? required_argument : no_argument,
                            .val = FIRST_LONG + (int) at};
        if (option->letter != 0)
            text_addf(letters, "%c%s", option->letter, takes_value(option) ? ":" : "");
    }
    return (GetoptTables){text_value(letters), names};
}

static const OptionPlace *place_of(const OptionPlaces *places, int code)
{
    if (code >= FIRST_LONG && (size_t) (code - FIRST_LONG) < places->count)
        return &places->items[code - FIRST_LONG];
    for (size_t at = 0; at < places->count; at++)
        if (places->items[at].option->letter == code)
            return &places->items[at];
    return NULL;
}

static bool fail_getopt(const Walk *walk, const OptionPlaces *places, int code, Error *error)
{
    const OptionPlace *place = place_of(places, optopt);
    const char *name = place == NULL ? "an option" : option_long_name(walk->arena, place->option);

    if (code == ':' && place != NULL)
        fail(error, OUTCOME_USAGE, "%s needs a value: %s", name, place->option->value);
    else
        fail(error, OUTCOME_USAGE, "%s takes no value", name);
    return usage_hint(walk->arena, walk->path, walk->path_length, NULL, error);
}

/* Fills options from the line, and operands with what is not an option. */
static bool read_line(const Walk *walk, const OptionPlaces *places, void *options, Words *operands,
                      Error *error)
{
    GetoptTables tables = make_tables(walk->arena, places);
    int count = (int) walk->rest.count;
    char **rest = arena_array(walk->arena, char *, walk->rest.count + 1);
    int code;

    memcpy(rest, walk->rest.items, walk->rest.count * sizeof *rest);
    optind = 0; /* glibc: start over */
    opterr = 0;
    while ((code = getopt_long(count, rest, tables.letters, tables.names, NULL)) != -1) {
        if (code == '?' || code == ':')
            return fail_getopt(walk, places, code, error);
        const OptionPlace *place = place_of(places, code);
        if (code == 1)
            list_add(walk->arena, operands, optarg);
        else if (place == NULL || !option_set(walk->arena, place->option, optarg,
                                              option_long_name(walk->arena, place->option),
                                              (char *) options + place->offset, error))
            return false;
    }
    for (int at = optind; at < count; at++)
        list_add(walk->arena, operands, rest[at]);
    return true;
}

static bool finish_call(const Walk *walk, void *options, const Words *operands, int argc,
                        char *const argv[], Call *call, Error *error)
{
    const char **words = arena_array(walk->arena, const char *, (size_t) argc + 1);

    for (int at = 0; at < argc; at++)
        words[at] = argv[at];
    *call = (Call){
        .arena = walk->arena,
        .options = options,
        .operands = operands->items,
        .operand_count = operands->count,
        .name = command_path_name(walk->arena, walk->path, walk->path_length, false),
        .words = words,
        .path = walk->path,
        .path_length = walk->path_length,
    };
    return walk->wish != WISH_RUN || usage_check(call, error);
}

bool parse_line(const Program *program, Arena *arena, int argc, char *const argv[], Call *call,
                Wish *wish, Error *error)
{
    Walk walk = {.program = program, .arena = arena, .wish = WISH_RUN};
    Words operands = {0};

    walk.path = arena_array(arena, const Command *, COMMAND_DEPTH);
    walk.path[walk.path_length++] = program->root;
    walk_line(&walk, argc, argv);

    const Command *command = current(&walk);
    void *options = options_new(arena, command);
    *wish = walk.wish;
    if (walk.wish == WISH_RUN) {
        OptionPlaces places = command_options(arena, command);
        if (!check_given(&walk, &places, error) ||
            !options_from_environment(program, arena, &places, options, error) ||
            !read_line(&walk, &places, options, &operands, error))
            return false;
    } else if (walk.first_operand != NULL && command->run == NULL) {
        /* "litellm-dba orphan --help": there is no such command to explain. */
        return usage_unknown_command(arena, walk.path, walk.path_length, walk.first_operand, error);
    }
    return finish_call(&walk, options, &operands, argc, argv, call, error);
}
