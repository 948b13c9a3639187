#include "cli/option_value.h"

#include <stdlib.h>
#include <string.h>

#include "base/parse.h"

void *options_new(Arena *arena, const Command *command)
{
    char *options = arena_alloc(arena, command->options_size);
    size_t most = sizeof command->groups / sizeof *command->groups;

    if (command->defaults != NULL)
        memcpy(options, command->defaults, command->options_size);
    for (size_t at = 0; at < most && command->groups[at].group != NULL; at++) {
        const Inclusion *inclusion = &command->groups[at];
        memcpy(options + inclusion->offset, inclusion->group->defaults, inclusion->group->size);
    }
    return options;
}

/* Puts "--max-rows: " before the message that is there, keeping the hint. */
static bool blame(Error *error, const char *source)
{
    Error inner = *error;

    fail(error, inner.outcome, "%s: %s", source, inner.message);
    return fail_hint(error, "%s", inner.hint);
}

static bool set_number(const Option *option, const char *value, const char *source, int64_t *field,
                       Error *error)
{
    bool has_bounds = option->minimum != 0 || option->maximum != 0;
    int64_t maximum = has_bounds ? option->maximum : INT64_MAX;

    return parse_number(value, option->minimum, maximum, field, error) || blame(error, source);
}

static bool set_duration(const Option *option, const char *value, const char *source,
                         int64_t *field, Error *error)
{
    int64_t duration;

    if (!parse_duration(value, &duration, error))
        return blame(error, source);
    if (duration < option->minimum || (option->maximum != 0 && duration > option->maximum))
        return fail(error, OUTCOME_USAGE, "%s: \"%s\" is out of range", source, value);
    *field = duration;
    return true;
}

static bool set_choice(Arena *arena, const Option *option, const char *value, const char *source,
                       const char **field, Error *error)
{
    size_t count = 0;

    for (; option->choices[count] != NULL; count++)
        if (strcmp(option->choices[count], value) == 0) {
            *field = option->choices[count];
            return true;
        }
    fail(error, OUTCOME_USAGE, "%s: \"%s\" is not one of the choices", source, value);
    return fail_hint(error, "Choose one of: %s.", text_join(arena, option->choices, count, ", "));
}

bool option_set(Arena *arena, const Option *option, const char *value, const char *source,
                void *field, Error *error)
{
    switch (option->kind) {
        case OPTION_SWITCH:
            *(bool *) field = true;
            return true;
        case OPTION_NUMBER:
            return set_number(option, value, source, field, error);
        case OPTION_TEXT:
            *(const char **) field = value;
            return true;
        case OPTION_DURATION:
            return set_duration(option, value, source, field, error);
        case OPTION_SIZE:
            return parse_size(value, field, error) || blame(error, source);
        case OPTION_REAL:
            return parse_real(value, field, error) || blame(error, source);
        case OPTION_CHOICE:
            return set_choice(arena, option, value, source, field, error);
        case OPTION_WORDS:
            list_add(arena, (Words *) field, value);
            return true;
    }
    return fail(error, OUTCOME_USAGE, "%s cannot be set", source);
}

/* A switch in the environment says yes with these, no with anything else. */
static bool is_yes(const char *value)
{
    return strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "yes") == 0;
}

bool options_from_environment(const Program *program, Arena *arena, const OptionPlaces *places,
                              void *options, Error *error)
{
    for (size_t at = 0; at < places->count; at++) {
        const OptionPlace *place = &places->items[at];
        if (!place->option->from_environment)
            continue;
        const char *variable = option_variable(arena, program, place->option);
        const char *value = getenv(variable);
        if (value == NULL || *value == '\0')
            continue;
        if (place->option->kind == OPTION_SWITCH && !is_yes(value))
            continue;
        if (!option_set(arena, place->option, value, variable, (char *) options + place->offset,
                        error))
            return false;
    }
    return true;
}
