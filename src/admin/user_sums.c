#include "admin/user_sums.h"

#include "base/cleanup.h"
#include "build/sql.h"
#include "server/query.h"

/* What is added up, and by what. Without measures it is every number of the table that counts
 * something; those end with NULL. */
typedef struct {
    const char *table;
    const char *column;
    const char *by[4];
    const char *measures[2];
} Account;

static const Account ACCOUNTS[] = {
    {"LiteLLM_UserTable", "user_id", {NULL}, {"spend"}},
    {"LiteLLM_VerificationToken", "user_id", {"token", "team_id"}, {"spend"}},
    {"LiteLLM_TeamMembership", "user_id", {"team_id"}, {NULL}},
    {"LiteLLM_OrganizationMembership", "user_id", {"organization_id"}, {NULL}},
    {"LiteLLM_DailyUserSpend", "user_id", {"api_key", "date", "model"}, {NULL}},
    {"LiteLLM_AutoRouterUserSession", "user_id", {"api_key"}, {NULL}},
    {"LiteLLM_BudgetWindowSpend", "entity_id", {"entity_type", "window_duration"}, {NULL}},
};

enum { ACCOUNT_COUNT = sizeof ACCOUNTS / sizeof *ACCOUNTS };

static bool is_number(const CatalogColumn *column)
{
    return text_equal(column->type, "double precision") || text_equal(column->type, "bigint") ||
           text_equal(column->type, "integer");
}

/* Ends with NULL. */
static const char *const *measures_of(const Session *session, const Account *account)
{
    const CatalogTable *table = catalog_table(session->catalog, account->table);
    LIST(const char *) names = {0};

    if (account->measures[0] != NULL)
        return account->measures;
    for (size_t at = 0; at < table->column_count; at++)
        if (is_number(&table->columns[at]))
            list_add(session->arena, &names, table->columns[at].name);
    list_add(session->arena, &names, NULL);
    return names.items;
}

static bool add_up(const UserMove *move, const Account *account, const char *before, Rows **rows,
                   Error *error)
{
    Session *session = move->session;
    const char *const *measures = measures_of(session, account);
    const SqlNames names[] = {
        SQL_NAME("table", account->table),
        SQL_NAME("column", account->column),
        {"measures", measures},
        {"by", account->by},
        {0},
    };
    const SqlText *sql =
        account->by[0] == NULL ? &SQL_SERVER_USER_MOVE_TOTAL : &SQL_SERVER_USER_MOVE_SUMS;
    Statement statement = statement_make(
        session->arena, sql, &(StatementContext){.catalog = session->catalog, .names = names});

    return query(session->server, &statement,
                 SQL_VALUES({"users", move->everybody},
                            {"names", query_text_array(session->arena, measures)},
                            {"before", before}),
                 rows, error);
}

bool user_sums_take(const UserMove *move, UserSums *sums, Error *error)
{
    for (size_t at = 0; at < ACCOUNT_COUNT; at++) {
        Rows *rows CLEANUP(rows_release) = NULL;
        UserSum sum = {.table = ACCOUNTS[at].table};

        if (catalog_table(move->session->catalog, sum.table) != NULL) {
            if (!add_up(move, &ACCOUNTS[at], NULL, &rows, error))
                return false;
            sum.sums = arena_copy(move->session->arena, rows_text(rows, 0, "sums"));
        }
        list_add(move->session->arena, sums, sum);
    }
    return true;
}

static bool refuse(const UserSum *sum, const char *difference, Error *error)
{
    fail(error, OUTCOME_REFUSED, "the sums of \"%s\" would not be what they were", sum->table);
    fail_detail(error, "%s.", difference);
    return fail_hint(error, "Nothing was changed. If the user is busy, somebody else's requests "
                            "were counted meanwhile: try again.");
}

bool user_sums_compare(const UserMove *move, const UserSums *before, Error *error)
{
    for (size_t at = 0; at < ACCOUNT_COUNT; at++) {
        Rows *rows CLEANUP(rows_release) = NULL;

        if (before->items[at].sums == NULL)
            continue;
        if (!add_up(move, &ACCOUNTS[at], before->items[at].sums, &rows, error))
            return false;
        if (!rows_is_null(rows, 0, "difference"))
            return refuse(&before->items[at], rows_text(rows, 0, "difference"), error);
    }
    return true;
}
