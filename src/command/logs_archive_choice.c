#include "command/logs_archive_choice.h"

#include <string.h>

#include "base/clock.h"

/* clang-format off */
static const Option OPTIONS[] = {
    NUMBER(ArchiveChoiceOptions, run, 0, "OPERATION", 1, INT64_MAX, "only what this operation archived"),
    TEXT(ArchiveChoiceOptions, day, 0, "DAY", "only this day in UTC, as in 2026-11-01"),
    TEXT(ArchiveChoiceOptions, since, 0, "WHEN", "from this day or instant in UTC on"),
    TEXT(ArchiveChoiceOptions, until, 0, "WHEN", "only before this day or instant"),
    WORDS(ArchiveChoiceOptions, request_id, 0, "ID", "only this request"),
    WORDS(ArchiveChoiceOptions, user, 0, "ID", "only of this user, by user_id"),
    WORDS(ArchiveChoiceOptions, team, 0, "ID", "only of this team, by team_id"),
    WORDS(ArchiveChoiceOptions, key, 0, "HASH", "only with this key, by its hash"),
    WORDS(ArchiveChoiceOptions, model, 0, "MODEL", "only of this model"),
    NO_MORE_OPTIONS,
};
/* clang-format on */

static const ArchiveChoiceOptions DEFAULTS = {0};

const OptionGroup ARCHIVE_CHOICE_OPTIONS = {
    .title = "Which rows; several ids add up",
    .options = OPTIONS,
    .defaults = &DEFAULTS,
    .size = sizeof(ArchiveChoiceOptions),
};

enum { DAY_LENGTH = 10 };

static const int64_t DAY_US = INT64_C(86400) * 1000 * 1000;

/* A day alone is its first instant. */
static bool read_instant(Arena *arena, const char *text, int64_t *instant, Error *error)
{
    const char *whole =
        strlen(text) == DAY_LENGTH ? arena_format(arena, "%s 00:00:00", text) : text;

    if (clock_parse_utc(whole, instant, error))
        return true;
    fail(error, OUTCOME_USAGE, "\"%s\" is neither a day nor an instant", text);
    return fail_hint(error, "Write 2026-11-01, or 2026-11-01T12:00:00Z; times are in UTC.");
}

static bool read_bound(Arena *arena, const char *text, const char **bound, Error *error)
{
    int64_t instant;

    if (text == NULL)
        return true;
    if (!read_instant(arena, text, &instant, error))
        return false;
    *bound = clock_format_utc(arena, instant);
    return true;
}

static bool read_day(Arena *arena, const char *day, ArchiveChoice *choice, Error *error)
{
    int64_t instant;

    if (!read_instant(arena, day, &instant, error))
        return false;
    if (instant % DAY_US != 0) {
        fail(error, OUTCOME_USAGE, "\"%s\" is not a day", day);
        return fail_hint(error, "Write 2026-11-01; for a part of a day: --since and --until.");
    }
    choice->since = clock_format_utc(arena, instant);
    choice->until = clock_format_utc(arena, instant + DAY_US);
    return true;
}

bool archive_choice(Arena *arena, const ArchiveChoiceOptions *options, ArchiveChoice *choice,
                    Error *error)
{
    *choice = (ArchiveChoice){
        .run = options->run,
        .request_ids = options->request_id,
        .users = options->user,
        .teams = options->team,
        .keys = options->key,
        .models = options->model,
    };
    if (options->day != NULL && (options->since != NULL || options->until != NULL)) {
        fail(error, OUTCOME_USAGE, "--day says it all");
        return fail_hint(error, "Leave --since and --until out, or --day.");
    }
    if (options->day != NULL)
        return read_day(arena, options->day, choice, error);
    return read_bound(arena, options->since, &choice->since, error) &&
           read_bound(arena, options->until, &choice->until, error);
}

bool archive_choice_is_made(const ArchiveChoiceOptions *options)
{
    return options->run > 0 || options->day != NULL || options->since != NULL ||
           options->until != NULL ||
           options->request_id.count + options->user.count + options->team.count +
                   options->key.count + options->model.count >
               0;
}
