#include "command/logs_age.h"

#include "base/clock.h"
#include "cli/options.h"

static const char *const STATUSES[] = {"success", "failure", NULL};

/* clang-format off */
static const Option AGE[] = {
    DURATION(AgeOptions, older_than, 0, "TIME", "rows that are older, as in 90d"),
    TEXT(AgeOptions, before, 0, "INSTANT", "rows before an instant in UTC, as in 2026-11-01T00:00:00Z"),
    NO_MORE_OPTIONS,
};

static const Option CHOICE[] = {
    WORDS(ChoiceOptions, team, 0, "TEAM", "only requests of this team, by its id or alias"),
    WORDS(ChoiceOptions, user, 0, "USER", "only requests of this user, by user_id or e-mail"),
    WORDS(ChoiceOptions, key, 0, "KEY", "only requests with this key, by its alias or hash"),
    WORDS(ChoiceOptions, model, 0, "MODEL", "only requests to this model"),
    CHOICE(ChoiceOptions, status, 0, "STATUS", STATUSES, "only requests that ended so"),
    NO_MORE_OPTIONS,
};
/* clang-format on */

static const AgeOptions AGE_DEFAULTS = {.older_than = NOT_GIVEN};
static const ChoiceOptions CHOICE_DEFAULTS = {0};

const OptionGroup AGE_OPTIONS = {
    .title = "Which rows",
    .options = AGE,
    .defaults = &AGE_DEFAULTS,
    .size = sizeof(AgeOptions),
};

const OptionGroup CHOICE_OPTIONS = {
    .title = "Whose requests; several add up",
    .options = CHOICE,
    .defaults = &CHOICE_DEFAULTS,
    .size = sizeof(ChoiceOptions),
};

bool age_cutoff(const AgeOptions *options, int64_t now, int64_t *before, Error *error)
{
    bool has_age = options->older_than != NOT_GIVEN;

    if (has_age == (options->before != NULL)) {
        fail(error, OUTCOME_USAGE, "how old a row must be is %s",
             has_age ? "said twice" : "not said");
        return fail_hint(error, "Give --older-than 90d, or --before 2026-11-01T00:00:00Z.");
    }
    if (has_age)
        *before = now - options->older_than * 1000;
    else if (!clock_parse_utc(options->before, before, error))
        return false;
    if (*before <= now)
        return true;
    fail(error, OUTCOME_USAGE, "the cutoff lies in the future");
    return fail_hint(error, "Times are in UTC.");
}

LogChoice choice_of(const ChoiceOptions *options)
{
    return (LogChoice){
        .teams = options->team,
        .users = options->user,
        .keys = options->key,
        .models = options->model,
        .status = options->status,
    };
}
