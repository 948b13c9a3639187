#include <inttypes.h>

#include "admin/log_path.h"
#include "admin/log_rewrite_kind.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "server/query.h"
#include "server/transaction.h"

enum {
    SAMPLED_PAGES = 16 * 1024, /* 128 MB: a second or two, even from a disk */
    LOOKED_AT_MOST = 200000,
    COUNT_TIMEOUT_MS = 10 * 60 * 1000,
};

static bool has_column(const Session *session, const char *column)
{
    return catalog_column(catalog_table(session->catalog, SPEND_LOGS), column) != NULL;
}

bool rewrite_has_prompts(const Session *session)
{
    const char *const *columns = REWRITE_FACTS[REWRITE_REDACT].columns;

    while (*columns != NULL && !has_column(session, *columns))
        columns++;
    return *columns != NULL;
}

static const char *const *edited_columns(const Rewrite *rewrite)
{
    Session *session = rewrite->session;
    const char *const *column = REWRITE_FACTS[rewrite->request->kind].columns;
    Words edited = {0};

    for (; *column != NULL; column++)
        if (has_column(session, *column))
            list_add(session->arena, &edited, *column);
    if (rewrite->request->metadata.count > 0)
        list_add(session->arena, &edited, "metadata");
    list_add(session->arena, &edited, NULL);
    return edited.items;
}

static const char *keys_array(Arena *arena, const Words *keys)
{
    Words list = {0};

    for (size_t at = 0; at < keys->count; at++)
        list_add(arena, &list, keys->items[at]);
    list_add(arena, &list, NULL);
    return query_text_array(arena, list.items);
}

static bool prepare_only(Rewrite *rewrite, Error *error)
{
    Arena *arena = rewrite->session->arena;
    const RewriteRequest *request = rewrite->request;
    SqlValue *values = arena_array(arena, SqlValue, 2);

    values[0].name = REWRITE_FACTS[request->kind].value;
    if (request->kind == REWRITE_SLIM)
        values[0].value = keys_array(arena, &request->metadata);
    else if (!log_paths(arena, &request->metadata, &values[0].value, error))
        return false;
    rewrite->only = (LogOnly){
        .next = REWRITE_FACTS[request->kind].next,
        .values = values,
        .since = request->has_since ? clock_format_utc(arena, request->since) : NULL,
    };
    return true;
}

typedef struct {
    int64_t rows;
    int64_t bytes;
    int64_t looked_at;
} Estimate;

static bool count(Rewrite *rewrite, LogWalk *walk, int64_t most, Estimate *found, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Rows *rows CLEANUP(rows_release) = NULL;
    LogSlice whole;

    log_walk_whole(walk, arena, &whole);
    const SqlText *sql = rewrite_statements(whole.statements, rewrite->request->kind)->count;
    const SqlValue *values =
        log_values(arena, whole.values, (SqlValue){"most", arena_format(arena, "%" PRId64, most)});
    if (!rewrite_ask(rewrite, walk, arena, sql, values, &rows, error))
        return false;
    *found = (Estimate){
        .rows = rows_number(rows, 0, "row_count"),
        .bytes = rows_number(rows, 0, "bytes"),
        .looked_at = rows_number(rows, 0, "looked_at"),
    };
    return true;
}

static bool sample(Rewrite *rewrite, LogWalk *walk, double share, Estimate *found, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Rows *rows CLEANUP(rows_release) = NULL;
    LogSlice whole;

    log_walk_whole(walk, arena, &whole);
    const SqlText *sql = rewrite_statements(whole.statements, rewrite->request->kind)->sample;
    const SqlValue *values =
        log_values(arena, whole.values, (SqlValue){"percent", text_real(arena, 100 * share)});
    if (!rewrite_ask(rewrite, walk, arena, sql, values, &rows, error))
        return false;
    *found = (Estimate){
        .rows = (int64_t) ((double) rows_number(rows, 0, "row_count") / share),
        .bytes = (int64_t) ((double) rows_number(rows, 0, "bytes") / share),
    };
    return true;
}

/* Of a table that is not small, either all of a narrow window, or a sample of all. */
static bool estimate(Rewrite *rewrite, Estimate *found, Error *error)
{
    LogWalk *walk CLEANUP(log_walk_release) = rewrite_walk(rewrite);
    int64_t pages = rewrite->tables.items[0].page_count;
    bool is_small = pages <= SAMPLED_PAGES || rewrite->request->is_exact;
    int64_t most = is_small ? INT64_MAX : LOOKED_AT_MOST;

    if (!count(rewrite, walk, most, found, error))
        return false;
    rewrite->is_sampled = found->looked_at == most;
    return !rewrite->is_sampled ||
           sample(rewrite, walk, (double) SAMPLED_PAGES / (double) pages, found, error);
}

static const char *line_note(const Rewrite *rewrite, const Estimate *found)
{
    Arena *arena = rewrite->session->arena;
    const char *bytes = arena_format(arena, "about %s", text_bytes(arena, found->bytes));
    const char *kept =
        rewrite->request->archive ? "what is there is archived" : "not archived: there is no undo";

    if (rewrite->is_sampled && found->rows == 0)
        return arena_format(arena, "a sample found none; all are looked at; %s", kept);
    return arena_format(arena, "%s%s; %s", rewrite->is_sampled ? "a sample says: " : "", bytes,
                        kept);
}

static bool make_plan(Rewrite *rewrite, Error *error)
{
    Arena *arena = rewrite->session->arena;
    const LogTable *table = &rewrite->tables.items[0];
    Estimate found;

    if (!log_tables_read(rewrite->session, rewrite->before, &rewrite->tables, error) ||
        !estimate(rewrite, &found, error))
        return false;
    rewrite->bytes = found.bytes;
    if (found.rows == 0 && !rewrite->is_sampled)
        return true;
    plan_warn_of_triggers(&rewrite->plan, arena, table->table);
    plan_add(&rewrite->plan, arena,
             (PlanLine){
                 .what = REWRITE_FACTS[rewrite->request->kind].what,
                 .action = REWRITE_FACTS[rewrite->request->kind].action,
                 .table = table->table->name,
                 .rows = found.rows > 0 ? found.rows : 1,
                 .bytes = found.bytes,
                 .note = line_note(rewrite, &found),
             });
    return true;
}

static const SqlValue *values_to_tell(const Rewrite *rewrite)
{
    Arena *arena = rewrite->session->arena;
    SqlValue *values = arena_array(arena, SqlValue, LOG_FILTER_VALUES + 5);

    values[0] = (SqlValue){"before", rewrite->before};
    values[1] = (SqlValue){"since", rewrite->only.since};
    values[2] = (SqlValue){"archive", rewrite->request->archive ? "yes" : "no"};
    values[3] = rewrite->only.values[0];
    if (!rewrite->filter.is_all)
        log_filter_values(&rewrite->filter, values + 4);
    return values;
}

/* Without a key nothing could be put back. */
static bool check_key(const Rewrite *rewrite, Error *error)
{
    if (!rewrite->request->archive || rewrite->tables.items[0].table->key[0] != NULL)
        return true;
    fail(error, OUTCOME_REFUSED, "table \"%s\" has no primary key", SPEND_LOGS);
    return fail_hint(error, "Put it back first, or leave --archive out.");
}

bool rewrite_plan(Session *session, const RewriteRequest *request, Rewrite *rewrite, Error *error)
{
    Words names = {0};
    TransactionOptions options = {
        .kind = TRANSACTION_READ,
        .statement_timeout_ms = COUNT_TIMEOUT_MS,
    };

    *rewrite = (Rewrite){
        .session = session,
        .request = request,
        .before = clock_format_utc(session->arena, request->before),
        .now = clock_format_utc(session->arena, request->now),
        .plan = {.command = session->command},
    };
    rewrite->plan.as_of = rewrite->before;
    list_add(session->arena, &names, SPEND_LOGS);
    if (!prepare_only(rewrite, error) ||
        !log_tables_choose(session, &names, &rewrite->tables, error) ||
        !check_key(rewrite, error) ||
        !log_filter_resolve(session, &request->choice, &rewrite->filter, error) ||
        !transaction_begin(session->server, &options, error))
        return false;
    rewrite->only.columns = edited_columns(rewrite);
    rewrite->plan.values = values_to_tell(rewrite);
    bool is_planned = make_plan(rewrite, error);
    transaction_rollback(session->server);
    if (is_planned)
        plan_seal(&rewrite->plan, session->arena, session->fingerprint, "");
    return is_planned;
}
