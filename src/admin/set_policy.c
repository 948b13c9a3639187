#include "admin/set_policy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/text.h"
#include "litellm/growing_tables.h"

/* Clocks of two machines differ a little. */
enum { CLOCK_SLACK_US = 5 * 60 * 1000 * 1000, US_PER_MS = 1000, US_PER_S = 1000 * 1000 };

/* A set while it is judged. */
typedef struct {
    const SetEntry *entry;
    const char *group; /* sets that are counted together */
    int64_t created;
    bool counts;
    Text *reasons;
} Candidate;

typedef struct {
    Arena *arena;
    const SetPolicy *policy;
    int64_t now;
    Candidate *candidates; /* newest first */
    size_t count;
} Judging;

/* What is counted together. */

static bool is_partial(const Set *set)
{
    for (size_t at = 0; at < set->absence_count; at++)
        if (strcmp(set->absences[at].why, "not chosen") == 0 ||
            strcmp(set->absences[at].why, "excluded") == 0)
            return true;
    return false;
}

static bool has_logs(const Set *set)
{
    for (size_t at = 0; at < set->table_count; at++)
        if (growing_table_is_log(set->tables[at].name))
            return true;
    return false;
}

static const char *kind_of(Arena *arena, const Set *set)
{
    Text *tables = text_new(arena);

    if (set->is_masked)
        return "masked";
    if (!is_partial(set))
        return has_logs(set) ? "with logs" : "all but logs";
    for (size_t at = 0; at < set->table_count; at++)
        text_addf(tables, "%s\n", set->tables[at].name);
    return text_value(tables);
}

static const char *group_of(Arena *arena, const Set *set)
{
    return arena_format(arena, "%s\n%s\n%s\n%s", set->source.system_identifier,
                        set->source.database, set->source.schema, kind_of(arena, set));
}

/* Reasons. */

static void keep(Candidate *candidate, const char *reason)
{
    text_addf(candidate->reasons, "%s%s", text_length(candidate->reasons) > 0 ? ", " : "", reason);
}

static bool is_first_of_group(const Judging *judging, size_t at)
{
    for (size_t before = 0; before < at; before++)
        if (judging->candidates[before].counts &&
            strcmp(judging->candidates[before].group, judging->candidates[at].group) == 0)
            return false;
    return true;
}

/* Sets of equal buckets are of one day, week ... : the beginning of the time, or the week. */
typedef struct {
    const char *name;
    size_t length; /* of "2026-11-21", "2026-11", "2026"; 0: "2026-W47" */
    int64_t wanted;
} CalendarRule;

static const char *bucket_of(Arena *arena, const Candidate *candidate, const CalendarRule *rule)
{
    time_t seconds = (time_t) (candidate->created / US_PER_S);
    struct tm parts;
    char week[32];

    if (rule->length > 0)
        return arena_copy_span(arena, candidate->entry->set.created, rule->length);
    gmtime_r(&seconds, &parts);
    return strftime(week, sizeof week, "%G-W%V", &parts) == 0 ? "" : arena_copy(arena, week);
}

/* How many buckets of the group came before, and whether this one is new. */
static int64_t buckets_before(const Judging *judging, size_t at, const CalendarRule *rule,
                              bool *is_new)
{
    const Candidate *candidate = &judging->candidates[at];
    const char *own = bucket_of(judging->arena, candidate, rule), *last = "";
    int64_t count = 0;

    *is_new = true;
    for (size_t before = 0; before < at; before++) {
        const Candidate *other = &judging->candidates[before];
        if (!other->counts || strcmp(other->group, candidate->group) != 0)
            continue;
        const char *bucket = bucket_of(judging->arena, other, rule);
        count += strcmp(bucket, last) != 0;
        last = bucket;
        *is_new &= strcmp(bucket, own) != 0;
    }
    return count;
}

static void keep_by_calendar(const Judging *judging, size_t at)
{
    const SetPolicy *policy = judging->policy;
    const CalendarRule rules[] = {
        {"daily", strlen("2026-11-21"), policy->daily},
        {"weekly", 0, policy->weekly},
        {"monthly", strlen("2026-11"), policy->monthly},
        {"yearly", strlen("2026"), policy->yearly},
    };
    Candidate *candidate = &judging->candidates[at];

    for (size_t rule = 0; rule < sizeof rules / sizeof *rules; rule++) {
        bool is_new;
        int64_t before = buckets_before(judging, at, &rules[rule], &is_new);
        if (is_new && before < rules[rule].wanted)
            keep(candidate, arena_format(judging->arena, "%s %s", rules[rule].name,
                                         bucket_of(judging->arena, candidate, &rules[rule])));
    }
}

static void keep_by_age(const Judging *judging, size_t at)
{
    Candidate *candidate = &judging->candidates[at];
    const SetPolicy *policy = judging->policy;
    int64_t newer = 0;

    for (size_t before = 0; before < at; before++)
        newer += judging->candidates[before].counts &&
                 strcmp(judging->candidates[before].group, candidate->group) == 0;
    if (newer < policy->last)
        keep(candidate, arena_format(judging->arena, "last %" PRId64, newer + 1));
    if (policy->within_ms > 0 && judging->now - candidate->created <= policy->within_ms * US_PER_MS)
        keep(candidate, arena_format(judging->arena, "within %s",
                                     text_duration(judging->arena, policy->within_ms)));
}

static const char *rehearsed_at(const Set *set)
{
    return set->rehearsed == NULL ? NULL : set->rehearsed->at;
}

static const char *verified_at(const Set *set)
{
    return set->verified == NULL ? NULL : set->verified->at;
}

/* The newest set of each group that was checked so never goes. */
static void keep_newest(const Judging *judging, size_t at, const char *(*checked)(const Set *set),
                        const char *reason)
{
    Candidate *candidate = &judging->candidates[at];

    if (checked(&candidate->entry->set) == NULL)
        return;
    for (size_t before = 0; before < at; before++) {
        const Candidate *other = &judging->candidates[before];
        if (other->counts && strcmp(other->group, candidate->group) == 0 &&
            checked(&other->entry->set) != NULL)
            return;
    }
    keep(candidate, reason);
}

static void judge(const Judging *judging, size_t at)
{
    Candidate *candidate = &judging->candidates[at];
    const Set *set = &candidate->entry->set;

    if (candidate->entry->damage != NULL) {
        keep(candidate, "damaged: it cannot be judged");
        return;
    }
    if (set->pin != NULL)
        keep(candidate, set->pin->why == NULL
                            ? "pinned"
                            : arena_format(judging->arena, "pinned: %s", set->pin->why));
    if (!candidate->counts) {
        keep(candidate, "dated in the future");
        return;
    }
    keep_by_age(judging, at);
    keep_by_calendar(judging, at);
    if (is_first_of_group(judging, at))
        keep(candidate, "the newest");
    keep_newest(judging, at, verified_at, "the newest verified");
    keep_newest(judging, at, rehearsed_at, "the newest rehearsed");
}

static Candidate candidate_of(Arena *arena, const SetEntry *entry, int64_t now)
{
    Candidate candidate = {.entry = entry, .reasons = text_new(arena)};
    Error ignored;

    if (entry->damage != NULL)
        return candidate;
    candidate.group = group_of(arena, &entry->set);
    /* One whose time cannot be read is as good as one from the future. */
    candidate.counts = clock_parse_utc(entry->set.created, &candidate.created, &ignored) &&
                       candidate.created <= now + CLOCK_SLACK_US;
    return candidate;
}

static bool require_rule(const SetPolicy *policy, Error *error)
{
    if (policy->last + policy->daily + policy->weekly + policy->monthly + policy->yearly +
            policy->within_ms >
        0)
        return true;
    fail(error, OUTCOME_USAGE, "there is no rule that says what to keep");
    return fail_hint(error, "For example --keep-within 30d --keep-monthly 12.");
}

bool set_policy_apply(Arena *arena, const SetPolicy *policy, const SetEntries *entries, int64_t now,
                      SetFate **fates, size_t *count, Error *error)
{
    Judging judging = {.arena = arena, .policy = policy, .now = now};

    if (!require_rule(policy, error))
        return false;
    judging.candidates = arena_array(arena, Candidate, entries->count);
    for (size_t at = 0; at < entries->count; at++)
        if (!entries->items[at].is_unfinished)
            judging.candidates[judging.count++] = candidate_of(arena, &entries->items[at], now);
    *fates = arena_array(arena, SetFate, judging.count);
    *count = judging.count;
    for (size_t at = 0; at < judging.count; at++) {
        judge(&judging, at);
        const Text *reasons = judging.candidates[at].reasons;
        (*fates)[at] = (SetFate){judging.candidates[at].entry,
                                 text_length(reasons) > 0 ? text_value(reasons) : NULL};
    }
    return true;
}
