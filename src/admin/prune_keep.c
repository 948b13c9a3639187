#include "admin/prune_keep.h"

#include "admin/log_guard.h"
#include "admin/prune_partitions.h"
#include "base/text.h"

/* Its totals lack something of the day: money that would be known nowhere any more. */
static bool is_uncovered(Prune *prune, const LogDay *day, PrunedTable *pruned, bool *is_uncovered,
                         Error *error)
{
    Session *session = prune->session;
    bool has_ledger = !prune->request->no_ledger, is_covered;
    UncoveredDay found;

    *is_uncovered = false;
    if (prune->request->allow_uncovered || !log_guard_has_totals(session))
        return true;
    if (!log_guard_day(session, session->arena, day, has_ledger, &is_covered, &found, error))
        return false;
    *is_uncovered = !is_covered;
    if (!is_covered)
        list_add(session->arena, &pruned->uncovered, found);
    return true;
}

static bool keeps_requests(Prune *prune, const LogDay *day, PrunedTable *pruned, bool *keeps,
                           Error *error)
{
    Arena *arena = prune->session->arena;

    *keeps = prune_partitions_keep(prune, day);
    if (!*keeps && !is_uncovered(prune, day, pruned, keeps, error))
        return false;
    if (*keeps)
        list_add(arena, &prune->kept_days, arena_copy(arena, day->day));
    return true;
}

static bool is_kept_day(const Prune *prune, const LogDay *day)
{
    for (size_t at = 0; at < prune->kept_days.count; at++)
        if (text_equal(prune->kept_days.items[at], day->day))
            return true;
    return false;
}

bool prune_keeps_day(Prune *prune, const LogTable *table, const LogDay *day, PrunedTable *pruned,
                     bool *keeps, Error *error)
{
    bool is_log = text_equal(table->table->name, SPEND_LOGS);

    *keeps = text_equal(table->growth->index_of, SPEND_LOGS) && is_kept_day(prune, day);
    if (is_log && !keeps_requests(prune, day, pruned, keeps, error))
        return false;
    pruned->days_kept += *keeps;
    return true;
}
