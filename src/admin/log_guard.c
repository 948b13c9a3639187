#include "admin/log_guard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "build/sql.h"
#include "server/query.h"
#include "server/transaction.h"

/* Sums of doubles differ with their order, and LiteLLM adds up in another one. */
static const double TOLERANCE = 1e-6;

/* A day's requests are read once, and are about to be deleted. */
enum { READ_TIMEOUT_MS = 30 * 60 * 1000 };

bool log_guard_has_totals(const Session *session)
{
    return catalog_has(session->catalog, "LiteLLM_DailyUserSpend.api_requests") &&
           catalog_has(session->catalog, "LiteLLM_DailyTeamSpend");
}

/* What a daily table lacks of its owners' requests; nothing when it has more. */
typedef struct {
    int64_t requests;
    double spend;
} Lack;

static Lack lack_of(const Rows *rows, const char *requests, const char *spend,
                    const char *daily_requests, const char *daily_spend)
{
    int64_t count = rows_number(rows, 0, requests) - rows_number(rows, 0, daily_requests);
    double money = rows_real(rows, 0, spend);
    double missing = money - rows_real(rows, 0, daily_spend);
    bool is_missing = missing > TOLERANCE * (1 + fabs(money));

    return (Lack){count > 0 ? count : 0, is_missing ? missing : 0};
}

static Lack larger(Lack left, Lack right)
{
    return (Lack){left.requests > right.requests ? left.requests : right.requests,
                  left.spend > right.spend ? left.spend : right.spend};
}

static bool is_nothing(Lack lack)
{
    return lack.requests == 0 && lack.spend == 0;
}

/* By the table of everything, where there is one, or by those of the owners. */
static Lack judge(const Rows *rows, bool has_ledger)
{
    Lack of_all = lack_of(rows, "requests", "spend", "daily_requests", "daily_spend");
    Lack of_users =
        lack_of(rows, "user_requests", "user_spend", "daily_user_requests", "daily_user_spend");
    Lack of_teams =
        lack_of(rows, "team_requests", "team_spend", "daily_team_requests", "daily_team_spend");
    Lack of_owners = larger(of_users, of_teams);

    if (!has_ledger) {
        of_owners.requests += rows_number(rows, 0, "stray_requests");
        of_owners.spend += rows_real(rows, 0, "stray_spend");
    }
    return is_nothing(of_all) ? of_all : of_owners;
}

bool log_guard_day(Session *session, Arena *arena, const LogDay *day, bool has_ledger,
                   bool *is_covered, UncoveredDay *found, Error *error)
{
    Arena *own CLEANUP(arena_release) = arena_new();
    StatementContext context = {.catalog = session->catalog};
    Statement statement = statement_make(own, &SQL_SERVER_LOGS_COVERAGE, &context);
    TransactionOptions options = {
        .kind = TRANSACTION_READ,
        .statement_timeout_ms = READ_TIMEOUT_MS,
    };
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!transaction_begin(session->server, &options, error))
        return false;
    bool is_read =
        query(session->server, &statement,
              SQL_VALUES({"from", day->from}, {"to", day->to}, {"day", day->day}), &rows, error);
    transaction_rollback(session->server);
    if (!is_read)
        return false;

    Lack lack = judge(rows, has_ledger);
    *is_covered = is_nothing(lack);
    *found = (UncoveredDay){
        .day = arena_copy(arena, day->day),
        .requests = rows_number(rows, 0, "requests"),
        .missing_requests = lack.requests,
        .missing_spend = lack.spend,
    };
    return true;
}

static const struct {
    const char *unit;
    int64_t milliseconds;
} UNITS[] = {
    {"s", 1000},      {"m", 60000},       {"h", 3600000},     {"d", 86400000},
    {"w", 604800000}, {"mo", 2592000000}, {"y", 31536000000},
};

int64_t log_guard_duration(const char *text)
{
    char *unit;
    long long count = strtoll(text, &unit, 10);

    if (count <= 0 || unit == text || count > 1000000)
        return 0;
    for (size_t at = 0; at < sizeof UNITS / sizeof *UNITS; at++)
        if (strcmp(unit, UNITS[at].unit) == 0)
            return count * UNITS[at].milliseconds;
    return 0;
}

/* What LiteLLM calls 30 days ends on the first of the next month, as its months do, and so it may
 * have begun 31 days ago. */
static int64_t window_of(const char *length)
{
    static const int64_t DAY_MS = 86400000;
    int64_t found = log_guard_duration(length);
    bool is_months = text_equal(length, "30d") || strchr(length, 'o') != NULL;

    return is_months ? found / (30 * DAY_MS) * (31 * DAY_MS) : found;
}

bool log_guard_longest_window(Session *session, const char **window, int64_t *milliseconds,
                              Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    StatementContext context = {.catalog = session->catalog};
    Statement statement = statement_make(arena, &SQL_SERVER_LOGS_BUDGET_WINDOWS, &context);
    Rows *rows CLEANUP(rows_release) = NULL;

    *window = NULL;
    *milliseconds = 0;
    if (!query(session->server, &statement, SQL_NO_VALUES, &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++) {
        const char *length = rows_text(rows, row, "length");
        int64_t found = window_of(length);
        if (found > *milliseconds) {
            *milliseconds = found;
            *window = arena_copy(session->arena, length);
        }
    }
    return true;
}
