#include "admin/orphans_clean.h"

#include <inttypes.h>

#include "admin/guard.h"
#include "admin/orphan_parts.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "build/sql.h"
#include "server/transaction.h"

enum { US_PER_MS = 1000, USED_KEYS_SHOWN = 5 };

static const double MANY_ROWS_READ = 1e8; /* some 10 s of scanning */

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
    return fail_hint(error, "Block them first (--block-only --in-use-within 0s) and see who calls, "
                            "or say only --in-use-within 0s.");
}

static bool check_in_use(const OrphanClean *clean, const OrphanPart *part, Error *error)
{
    const OrphanInquiry *inquiry = &clean->inquiry;
    Arena *arena = inquiry->session->arena;
    int64_t since = inquiry->now - clean->request->in_use_within_ms * US_PER_MS;
    Rows *rows CLEANUP(rows_release) = NULL;

    if (part->in_use == NULL || clean->request->in_use_within_ms == 0 ||
        !part_can(inquiry->session, part->in_use))
        return true;

    OrphanInquiry asked = inquiry_with(inquiry, "since", clock_format_utc(arena, since));
    asked = inquiry_with(&asked, "limit", arena_format(arena, "%d", USED_KEYS_SHOWN));
    if (!part_query(inquiry->session, part->in_use, asked.values, &rows, error))
        return false;
    return rows_count(rows) == 0 || refuse_used_keys(inquiry, rows, error);
}

static const SqlText *counting(const OrphanClean *clean, const OrphanPart *part)
{
    return clean->request->block_only ? part->count_open : part->count;
}

static const char *plan_note(const OrphanClean *clean, const OrphanPart *part)
{
    Session *session = clean->inquiry.session;

    if (part->column != NULL)
        return arena_format(session->arena, "entries of %s", part->column);
    if (!clean->request->block_only && part_can(session, part->keep))
        return "copied to " KEPT_KEYS;
    return NULL;
}

/* Rows of a class that this run may take: a limit is for each class and table. */
static int64_t within_limit(const OrphanClean *clean, const OrphanPart *part, int64_t count)
{
    int64_t limit = clean->request->limit;

    return limit > 0 && part->column == NULL && count > limit ? limit : count;
}

/* Without an index behind the foreign key the server reads a table for each row that goes. */
static void warn_of_scans(OrphanClean *clean, const OrphanPart *part, int64_t rows)
{
    Session *session = clean->inquiry.session;
    const CatalogTable *scanned = part->scanned_per_row == NULL
                                      ? NULL
                                      : catalog_table(session->catalog, part->scanned_per_row);

    if (scanned != NULL && scanned->estimated_rows * (double) rows > MANY_ROWS_READ)
        list_add(session->arena, &clean->plan.warnings,
                 arena_format(session->arena,
                              "for each row of %s the server reads all of %s, about %s rows: "
                              "--limit keeps the transaction short",
                              part->table, scanned->name,
                              text_count(session->arena, (int64_t) scanned->estimated_rows)));
}

static bool plan_part(OrphanClean *clean, const OrphanClass *class, const OrphanPart *part,
                      Error *error)
{
    Session *session = clean->inquiry.session;
    bool blocks = clean->request->block_only;
    PartCount found;

    if (!part_can(session, part->count))
        return true;
    if (!part_count(session, counting(clean, part), clean->inquiry.values, &found, error))
        return false;
    if (found.count == 0)
        return true;

    int64_t rows = within_limit(clean, part, found.count);
    clean->left += found.count - rows;
    warn_of_scans(clean, part, rows);
    plan_warn_of_triggers(&clean->plan, session->arena,
                          catalog_table(session->catalog, part->table));
    plan_add(&clean->plan, session->arena,
             (PlanLine){
                 .what = class->name,
                 .action = blocks                 ? "block"
                           : part->column != NULL ? "edit"
                                                  : "delete",
                 .table = part->table,
                 .sql = blocks ? part->block : part->change,
                 .rows = rows,
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
    Arena *arena = clean->inquiry.session->arena;
    bool has_keys = false;

    for (size_t at = 0; at < clean->plan.lines.count; at++)
        has_keys |= orphan_class(clean->plan.lines.items[at].what)->is_keys;
    if (has_keys)
        list_add(arena, &clean->plan.warnings,
                 "proxies cache keys for about 60 seconds: a key may work for two minutes more");
}

bool orphans_plan(const OrphanInquiry *inquiry, const OrphanCleanRequest *request,
                  OrphanClean *clean, Error *error)
{
    Session *session = inquiry->session;
    const char *limit =
        request->limit > 0 ? arena_format(session->arena, "%" PRId64, request->limit) : NULL;

    *clean = (OrphanClean){
        .inquiry = inquiry_with(inquiry, "limit", limit),
        .request = request,
        .plan = {.command = session->command},
    };
    clean->plan.as_of = clock_format_utc(session->arena, inquiry->now);
    clean->plan.values = inquiry_to_tell(&clean->inquiry);

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
    Session *session = clean->inquiry.session;
    Statement rows = part_statement(session, part->lock);

    if (part->lock_owner != NULL) {
        Statement owner = part_statement(session, part->lock_owner);
        if (!operation_prepare(operation, &owner, clean->inquiry.values, error))
            return false;
    }
    return operation_prepare(operation, &rows, clean->inquiry.values, error);
}

static bool change_part(Operation *operation, const OrphanClean *clean, const PlanLine *line,
                        const OrphanPart *part, const SqlText *sql, const char *table,
                        PreimageKind kind, int64_t *rows, Error *error)
{
    Session *session = clean->inquiry.session;
    const char *expected = arena_format(session->arena, "%" PRId64, line->rows);
    Step step = {
        .statement = part_statement(session, sql),
        .values = inquiry_with(&clean->inquiry, "expected", expected).values,
        .kind = kind,
        .what = line->what,
        .table = table,
        .edited_column = kind != PREIMAGE_EDITED ? NULL
                         : part->column != NULL  ? part->column
                                                 : "blocked",
    };

    return operation_change(operation, &step, rows, error);
}

/* Keeping and deleting each looked for the rows; equal numbers of other keys would not do. */
static bool check_kept(const OrphanClean *clean, const OrphanClass *class, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!part_query(clean->inquiry.session, &SQL_SERVER_GUARD_KEPT_BUT_ALIVE, clean->inquiry.values,
                    &rows, error))
        return false;
    return rows_number(rows, 0, "count") == 0 ||
           fail_stale(class, 0, rows_number(rows, 0, "count"), error);
}

/* What was planned, what the locked rows are now, and what was changed must agree.  A question may
 * have waited for long, so whether keys are in use is asked again. */
static bool clean_part(Operation *operation, const OrphanClean *clean, const OrphanClass *class,
                       const OrphanPart *part, const PlanLine *line, Error *error)
{
    Session *session = clean->inquiry.session;
    bool blocks = clean->request->block_only, is_edit = blocks || part->column != NULL;
    PartCount now;
    int64_t kept = -1, changed;

    if (!lock_part(operation, clean, part, error) ||
        !part_count(session, counting(clean, part), clean->inquiry.values, &now, error))
        return false;
    if (within_limit(clean, part, now.count) != line->rows || !text_equal(now.digest, line->digest))
        return fail_stale(class, line->rows, now.count, error);
    if (!check_in_use(clean, part, error))
        return false;
    if (!is_edit && part->keep != NULL && part_can(session, part->keep) &&
        !change_part(operation, clean, line, part, part->keep, KEPT_KEYS, PREIMAGE_INSERTED, &kept,
                     error))
        return false;
    if (!change_part(operation, clean, line, part, line->sql, part->table,
                     is_edit ? PREIMAGE_EDITED : PREIMAGE_DELETED, &changed, error))
        return false;
    if ((kept >= 0 && kept != changed) ||
        (part->column == NULL ? changed != line->rows : changed == 0))
        return fail_stale(class, line->rows, changed, error);
    if (kept >= 0 && !check_kept(clean, class, error))
        return false;
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
