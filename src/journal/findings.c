#include "journal/findings.h"

#include <inttypes.h>

static const char *const DAMAGE_NAMES[] = {
    [JOURNAL_CHANGED] = "changed",
    [JOURNAL_REMOVED] = "removed",
    [JOURNAL_INSERTED] = "inserted",
    [JOURNAL_UNPROTECTED] = "unprotected",
};

const char *journal_damage_name(JournalDamage what)
{
    return DAMAGE_NAMES[what];
}

void findings_add(Arena *arena, JournalFindings *findings, JournalDamage what, int64_t sequence,
                  int64_t operation, const char *text)
{
    list_add(arena, findings, ((JournalFinding){sequence, operation, what, text}));
}

void findings_add_removed(Arena *arena, JournalFindings *findings, int64_t first, int64_t last,
                          const char *where)
{
    const char *text = first == last
                           ? arena_format(arena, "event %" PRId64 " is missing%s", first, where)
                           : arena_format(arena, "events %" PRId64 " to %" PRId64 " are missing%s",
                                          first, last, where);

    findings_add(arena, findings, JOURNAL_REMOVED, first, 0, text);
}
