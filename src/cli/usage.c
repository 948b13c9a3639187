#include "cli/usage.h"

#include <string.h>

#include "cli/options.h"
#include "cli/tree.h"

/* A word as a message may repeat it: a URL or connection string can hold a password. */
static const char *quotable(Arena *arena, const char *word)
{
    const char *rest = strstr(word, "://");

    if (rest != NULL)
        return arena_format(arena, "%.*s...", (int) (rest + 3 - word), word);
    return strstr(word, "password") != NULL ? "..." : word;
}

bool usage_hint(Arena *arena, const Command *const path[], size_t length, const char *guess,
                Error *error)
{
    const char *name = command_path_name(arena, path, length, true);

    if (guess != NULL)
        return fail_hint(error, "Did you mean \"%s\"?  Try \"%s --help\".", guess, name);
    return fail_hint(error, "Try \"%s --help\".", name);
}

bool usage_unknown_option(const Program *program, Arena *arena, const Command *const path[],
                          size_t length, const char *given, Error *error)
{
    OptionPlaces places = command_options(arena, path[length - 1]);
    Words names = {0};

    for (size_t at = 0; at < places.count; at++)
        list_add(arena, &names, option_long_name(arena, places.items[at].option));
    const char *guess = given[1] == '-' ? text_nearest(given, names.items, names.count) : NULL;
    for (size_t at = 0; at < names.count && guess == NULL && strlen(given) > 3; at++)
        if (text_starts_with(names.items[at], given))
            guess = names.items[at];
    if (length == 1)
        fail(error, OUTCOME_USAGE, "there is no option %s", given);
    else
        fail(error, OUTCOME_USAGE, "%s %s has no option %s", program->name,
             command_path_name(arena, path, length, false), given);
    return usage_hint(arena, path, length, guess, error);
}

bool usage_unknown_command(Arena *arena, const Command *const path[], size_t length,
                           const char *word, Error *error)
{
    const Command *command = path[length - 1];
    Words names = {0};

    for (const Command *const *at = command->subcommands; at != NULL && *at != NULL; at++)
        list_add(arena, &names, (*at)->name);
    const char *guess = text_nearest(word, names.items, names.count);
    if (length == 1)
        fail(error, OUTCOME_USAGE, "there is no command \"%s\"", quotable(arena, word));
    else
        fail(error, OUTCOME_USAGE, "%s has no command \"%s\"",
             command_path_name(arena, path, length, false), quotable(arena, word));
    return usage_hint(arena, path, length, guess, error);
}

static bool fail_incomplete(const Call *call, Error *error)
{
    if (call->path_length == 1)
        fail(error, OUTCOME_USAGE, "a command is needed");
    else
        fail(error, OUTCOME_USAGE, "%s needs a command", call->name);
    return usage_hint(call->arena, call->path, call->path_length, NULL, error);
}

static bool check_operands(const Call *call, const Command *command, Error *error)
{
    size_t minimum, maximum;

    command_operand_bounds(command, &minimum, &maximum);
    if (call->operand_count < minimum)
        fail(error, OUTCOME_USAGE, "%s needs %s", call->name, command->operands);
    else if (call->operand_count > maximum)
        fail(error, OUTCOME_USAGE, "\"%s\" is one operand too many for %s",
             quotable(call->arena, call->operands[maximum]), call->name);
    else
        return true;
    return usage_hint(call->arena, call->path, call->path_length, NULL, error);
}

static bool check_together(const Call *call, Error *error)
{
    const CommonOptions *common = common_options(call);

    if (common->json && common->csv) {
        fail(error, OUTCOME_USAGE, "--json and --csv cannot be used together");
        return fail_hint(error, "Choose one of them.");
    }
    if (common->quiet && common->verbose) {
        fail(error, OUTCOME_USAGE, "--quiet and --verbose cannot be used together");
        return fail_hint(error, "Choose one of them.");
    }
    return true;
}

bool usage_check(const Call *call, Error *error)
{
    const Command *command = call->path[call->path_length - 1];

    if (command->run == NULL && call->operand_count > 0)
        return usage_unknown_command(call->arena, call->path, call->path_length, call->operands[0],
                                     error);
    if (command->run == NULL)
        return fail_incomplete(call, error);
    return check_operands(call, command, error) && check_together(call, error);
}
