#include "admin/orphan_inquiry.h"

#include "base/clock.h"
#include "base/text.h"
#include "litellm/protected_ids.h"
#include "server/query.h"

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

OrphanInquiry inquiry_with(const OrphanInquiry *inquiry, const char *name, const char *value)
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
    return (OrphanInquiry){.session = inquiry->session, .values = values, .now = inquiry->now};
}

const SqlValue *inquiry_to_tell(const OrphanInquiry *inquiry)
{
    Arena *arena = inquiry->session->arena;
    const char *keys = query_text_array(arena, protected_keys(arena, NULL));

    return inquiry_with(inquiry, "protected_keys", keys).values;
}
