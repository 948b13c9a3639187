#include "admin/orphans.h"

#include <inttypes.h>

#include "admin/orphan_parts.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/text.h"
#include "server/transaction.h"

enum { SPEND_DAYS = 30 };

static const int64_t DAY_US = INT64_C(24) * 3600 * 1000 * 1000;

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
    OrphanInquiry asked = inquiry_with(inquiry, "since", has_daily ? day : instant);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!part_query(inquiry->session, sql, asked.values, &rows, error))
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
        OrphanInquiry asked = inquiry_with(inquiry, "limit", left);
        Statement statement = part_statement(session, part->list);
        if (!query_each(session->server, &statement, asked.values, reader, context, &read, error))
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
