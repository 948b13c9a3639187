#include "admin/orphans.h"

#include <inttypes.h>

#include "admin/guard.h"
#include "admin/orphan_parts.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "build/sql.h"
#include "litellm/protected_ids.h"
#include "server/transaction.h"

enum { SPEND_DAYS = 30, US_PER_MS = 1000, USED_KEYS_SHOWN = 5 };

static const int64_t DAY_US = INT64_C(24) * 3600 * 1000 * 1000;
static const char DELETED_BY[] = "litellm-dba";

OrphanInquiry orphans_inquire(Session *session, const char *master_key)
{
    Arena *arena = session->arena;
    int64_t now = clock_now();
    SqlValue *values = arena_array(arena, SqlValue, 8);

    values[0] = (SqlValue){"now", clock_format_utc(arena, now)};
    values[1] = (SqlValue){"protected_users", query_text_array(arena, PROTECTED_USERS)};
    values[2] = (SqlValue){"protected_teams", query_text_array(arena, PROTECTED_TEAMS)};
    values[3] =
        (SqlValue){"protected_keys", query_text_array(arena, protected_keys(arena, master_key))};
    values[4] = (SqlValue){"limit", NULL};
    values[5] = (SqlValue){"deleted_by", DELETED_BY};
    values[6] = (SqlValue){"since", NULL};
    return (OrphanInquiry){.session = session, .values = values, .now = now};
}

/* The inquiry's values with another one for a name. */
static const SqlValue *values_with(const OrphanInquiry *inquiry, const char *name,
                                   const char *value)
{
    size_t count = 0;
    while (inquiry->values[count].name != NULL)
        count++;

    SqlValue *values = arena_array(inquiry->session->arena, SqlValue, count + 1);
    for (size_t at = 0; at < count; at++) {
        values[at] = inquiry->values[at];
        if (text_equal(values[at].name, name))
            values[at].value = value;
    }
    return values;
}

/* Counting. */

static bool add_spend(const OrphanInquiry *inquiry, const OrphanPart *part, OrphanCount *count,
                      Error *error)
{
    Arena *arena = inquiry->session->arena;
    int64_t since = inquiry->now - SPEND_DAYS * DAY_US;
    bool has_daily = part_can(inquiry->session, part->spend);
    const SqlText *sql = has_daily ? part->spend : part->spend_from_logs;
    const char *instant = clock_format_utc(arena, since);
    const char *day = arena_copy_span(arena, instant, sizeof "YYYY-MM-DD" - 1);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!part_query(inquiry->session, sql, values_with(inquiry, "since", has_daily ? day : instant),
                    &rows, error))
        return false;
    count->has_spend = true;
    count->spend += rows_real(rows, 0, "spend");
    return true;
}

static bool count_class(const OrphanInquiry *inquiry, const OrphanClass *class, bool with_spend,
                        OrphanCount *count, Error *error)
{
    *count = (OrphanCount){.class = class};
    for (size_t at = 0; at < class->part_count; at++) {
        const OrphanPart *part = &class->parts[at];
        PartCount found;

        if (!part_can(inquiry->session, part->count))
            continue;
        if (!part_count(inquiry->session, part->count, inquiry->values, &found, error) ||
            (with_spend && class->is_keys && found.count > 0 &&
             !add_spend(inquiry, part, count, error)))
            return false;
        count->count += found.count;
    }
    count->has_spend = with_spend && class->is_keys;
    return true;
}

bool orphans_count(const OrphanInquiry *inquiry, bool with_spend, OrphanCounts *counts,
                   Error *error)
{
    Session *session = inquiry->session;
    bool is_counted = true;

    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    for (size_t at = 0; is_counted && at < ORPHAN_CLASS_COUNT; at++) {
        const OrphanClass *class = &ORPHAN_CLASSES[at];
        OrphanCount count;
        if (!part_any_can(session, class, NULL))
            continue;
        is_counted = count_class(inquiry, class, with_spend, &count, error);
        if (is_counted)
            list_add(session->arena, counts, count);
    }
    transaction_rollback(session->server);
    return is_counted;
}

/* Which class, and its rows. */

static bool fail_unknown_class(Arena *arena, const char *name, Error *error)
{
    const char *near = text_nearest(name, orphan_class_names(arena), ORPHAN_CLASS_COUNT);

    fail(error, OUTCOME_USAGE, "there is no class \"%s\"", name);
    if (near != NULL)
        return fail_hint(error, "Did you mean \"%s\"?", near);
    return fail_hint(error, "\"litellm-dba orphans\" lists them.");
}

bool orphans_find_class(const OrphanInquiry *inquiry, const char *name, const OrphanClass **class,
                        Error *error)
{
    const char *missing;

    *class = orphan_class(name);
    if (*class == NULL)
        return fail_unknown_class(inquiry->session->arena, name, error);
    if (part_any_can(inquiry->session, *class, &missing))
        return true;
    fail(error, OUTCOME_REFUSED, "this database cannot have \"%s\"", name);
    fail_detail(error, "Its schema lacks %s.", missing);
    return fail_hint(error, "\"litellm-dba orphans\" lists the classes that it can have.");
}

static bool list_parts(const OrphanInquiry *inquiry, const OrphanClass *class, int64_t limit,
                       OrphanReader *reader, void *context, Error *error)
{
    Session *session = inquiry->session;

    for (size_t at = 0; at < class->part_count; at++) {
        const OrphanPart *part = &class->parts[at];
        const char *left = limit < 0 ? NULL : arena_format(session->arena, "%" PRId64, limit);
        int64_t read = 0;

        if (!part_can(session, part->list))
            continue;
        Statement statement = part_statement(session, part->list);
        if (!query_each(session->server, &statement, values_with(inquiry, "limit", left), reader,
                        context, &read, error))
            return false;
        if (limit >= 0)
            limit -= read;
    }
    return true;
}

bool orphans_list(const OrphanInquiry *inquiry, const OrphanClass *class, int64_t limit,
                  OrphanReader *reader, void *context, Error *error)
{
    Server *server = inquiry->session->server;

    if (!transaction_begin(server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_listed = list_parts(inquiry, class, limit, reader, context, error);
    transaction_rollback(server);
    return is_listed;
}

/* The plan. */

static bool refuse_used_keys(const OrphanInquiry *inquiry, const Rows *rows, Error *error)
{
    Arena *arena = inquiry->session->arena;
    Text *keys = text_new(arena);

    for (int row = 0; row < rows_count(rows); row++) {
        const char *alias = rows_text(rows, row, "key_alias");
        const char *name = rows_text(rows, row, "key_name");
        text_addf(keys, "%s%s%s%s%s, last at %s", row > 0 ? "; " : "", alias == NULL ? "" : alias,
                  alias == NULL ? "" : " ", name == NULL ? "token " : name,
                  name == NULL ? arena_copy_span(arena, rows_text(rows, row, "token"), 8) : "",
                  rows_text(rows, row, "last_used"));
    }
    fail(error, OUTCOME_REFUSED, "%s in use",
         text_plural(arena, rows_number(rows, 0, "total"), "of the keys is", "of the keys are"));
    fail_detail(error, "%s.", text_value(keys));
    return fail_hint(error, "Block them first (--block-only) and see who calls, or say "
                            "--in-use-within 0s.");
}

static bool check_in_use(const OrphanClean *clean, const OrphanPart *part, Error *error)
{
    const OrphanInquiry *inquiry = clean->inquiry;
    Arena *arena = inquiry->session->arena;
    int64_t since = inquiry->now - clean->request->in_use_within_ms * US_PER_MS;
    Rows *rows CLEANUP(rows_release) = NULL;

    if (part->in_use == NULL || clean->request->in_use_within_ms == 0 ||
        !part_can(inquiry->session, part->in_use))
        return true;

    const SqlValue *values = values_with(inquiry, "since", clock_format_utc(arena, since));
    OrphanInquiry shifted = {inquiry->session, values, inquiry->now};
    values = values_with(&shifted, "limit", arena_format(arena, "%d", USED_KEYS_SHOWN));
    if (!part_query(inquiry->session, part->in_use, values, &rows, error))
        return false;
    return rows_count(rows) == 0 || refuse_used_keys(inquiry, rows, error);
}

static const SqlText *counting(const OrphanClean *clean, const OrphanPart *part)
{
    return clean->request->block_only ? part->count_open : part->count;
}

static const char *plan_note(const OrphanClean *clean, const OrphanPart *part)
{
    Session *session = clean->inquiry->session;

    if (part->column != NULL)
        return arena_format(session->arena, "entries of %s", part->column);
    if (!clean->request->block_only && part_can(session, part->keep))
        return "copied to " KEPT_KEYS;
    return NULL;
}

static bool plan_part(OrphanClean *clean, const OrphanClass *class, const OrphanPart *part,
                      Error *error)
{
    Session *session = clean->inquiry->session;
    bool blocks = clean->request->block_only;
    PartCount found;

    if (!part_can(session, part->count))
        return true;
    if (!part_count(session, counting(clean, part), clean->inquiry->values, &found, error))
        return false;
    if (found.count == 0)
        return true;
    plan_add(&clean->plan, session->arena,
             (PlanLine){
                 .what = class->name,
                 .action = blocks                 ? "block"
                           : part->column != NULL ? "edit"
                                                  : "delete",
                 .table = part->table,
                 .sql = blocks ? part->block : part->change,
                 .rows = found.count,
                 .digest = found.digest,
                 .note = plan_note(clean, part),
             });
    return check_in_use(clean, part, error) &&
           (blocks || part->column != NULL ||
            guard_references(session, part->table, &clean->request->accepted, error));
}

static bool plan_class(OrphanClean *clean, const OrphanClass *class, Error *error)
{
    for (size_t at = 0; at < class->part_count; at++)
        if (!plan_part(clean, class, &class->parts[at], error))
            return false;
    return true;
}

/* In the order of their turns; each turn in the order they were named. */
static bool plan_classes(OrphanClean *clean, Error *error)
{
    for (int turn = ORPHAN_FIRST_TURN; turn <= ORPHAN_LAST_TURN; turn++)
        for (const OrphanClass *const *named = clean->request->classes; *named != NULL; named++)
            if ((*named)->turn == turn && !plan_class(clean, *named, error))
                return false;
    return true;
}

static void add_warnings(OrphanClean *clean)
{
    Arena *arena = clean->inquiry->session->arena;
    bool has_keys = false;

    for (size_t at = 0; at < clean->plan.lines.count; at++)
        has_keys |= orphan_class(clean->plan.lines.items[at].what)->is_keys;
    if (has_keys)
        list_add(arena, &clean->plan.warnings,
                 "proxies cache keys for about 60 seconds: a key may work for two minutes more");
}

/* For plan and journal: all but the digest of the master key. */
static const SqlValue *values_to_tell(const OrphanInquiry *inquiry)
{
    Arena *arena = inquiry->session->arena;

    return values_with(inquiry, "protected_keys",
                       query_text_array(arena, protected_keys(arena, NULL)));
}

bool orphans_plan(const OrphanInquiry *inquiry, const OrphanCleanRequest *request,
                  OrphanClean *clean, Error *error)
{
    Session *session = inquiry->session;

    *clean = (OrphanClean){
        .inquiry = inquiry,
        .request = request,
        .plan = {.command = session->command},
    };
    clean->plan.as_of = clock_format_utc(session->arena, inquiry->now);
    clean->plan.values = values_to_tell(inquiry);

    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_planned = plan_classes(clean, error);
    transaction_rollback(session->server);
    if (!is_planned)
        return false;
    add_warnings(clean);
    plan_seal(&clean->plan, session->arena, session->fingerprint, "now");
    return true;
}

/* The work. */

static bool fail_stale(const OrphanClass *class, int64_t planned, int64_t found, Error *error)
{
    fail(error, OUTCOME_REFUSED, "the rows of \"%s\" are no longer those of the plan", class->name);
    fail_detail(error, "Planned were %" PRId64 ", now there are %" PRId64 ".", planned, found);
    return fail_hint(error, "Nothing was changed. Look at the plan again.");
}

static bool lock_part(Operation *operation, const OrphanClean *clean, const OrphanPart *part,
                      Error *error)
{
    Session *session = clean->inquiry->session;
    Statement rows = part_statement(session, part->lock);

    if (part->lock_owner != NULL) {
        Statement owner = part_statement(session, part->lock_owner);
        if (!operation_prepare(operation, &owner, clean->inquiry->values, error))
            return false;
    }
    return operation_prepare(operation, &rows, clean->inquiry->values, error);
}

static bool change_part(Operation *operation, const OrphanClean *clean, const OrphanClass *class,
                        const OrphanPart *part, const SqlText *sql, const char *table,
                        PreimageKind kind, int64_t *rows, Error *error)
{
    Step step = {
        .statement = part_statement(clean->inquiry->session, sql),
        .values = clean->inquiry->values,
        .kind = kind,
        .what = class->name,
        .table = table,
        .edited_column = kind != PREIMAGE_EDITED ? NULL
                         : part->column != NULL  ? part->column
                                                 : "blocked",
    };

    return operation_change(operation, &step, rows, error);
}

/* What was planned, what the locked rows are now, and what was changed must agree. */
static bool clean_part(Operation *operation, const OrphanClean *clean, const OrphanClass *class,
                       const OrphanPart *part, const PlanLine *line, Error *error)
{
    Session *session = clean->inquiry->session;
    bool blocks = clean->request->block_only, is_edit = blocks || part->column != NULL;
    PartCount now;
    int64_t kept = -1, changed;

    if (!lock_part(operation, clean, part, error) ||
        !part_count(session, counting(clean, part), clean->inquiry->values, &now, error))
        return false;
    if (now.count != line->rows || !text_equal(now.digest, line->digest))
        return fail_stale(class, line->rows, now.count, error);
    if (!is_edit && part->keep != NULL && part_can(session, part->keep) &&
        !change_part(operation, clean, class, part, part->keep, KEPT_KEYS, PREIMAGE_INSERTED, &kept,
                     error))
        return false;
    if (!change_part(operation, clean, class, part, line->sql, part->table,
                     is_edit ? PREIMAGE_EDITED : PREIMAGE_DELETED, &changed, error))
        return false;
    if ((kept >= 0 && kept != changed) || (part->column == NULL && changed != line->rows))
        return fail_stale(class, line->rows, changed, error);
    operation_count(operation, line->rows);
    return true;
}

bool orphans_work(Operation *operation, void *context, Error *error)
{
    const OrphanClean *clean = context;

    for (size_t at = 0; at < clean->plan.lines.count; at++) {
        const PlanLine *line = &clean->plan.lines.items[at];
        const OrphanClass *class = orphan_class(line->what);
        const OrphanPart *part = part_of_statement(class, line->sql);

        if (!clean_part(operation, clean, class, part, line, error))
            return false;
    }
    return true;
}
